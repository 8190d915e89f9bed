import type { Evidence } from './evidence.ts';

/** Neither logs nor payloads nor errors nor messages to people hold the secret, a token or a person ID. */
export function noSecretEmitted({ world }: Evidence): readonly string[] {
  const { chronicle, service } = world;
  for (const text of service.messages()) chronicle.lookForLeaks('message to the topic', text);
  return chronicle.leaks;
}
