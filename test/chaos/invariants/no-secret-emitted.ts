import type { Evidence } from './evidence.ts';

/** Neither logs nor payloads nor errors hold the secret, a token or a person ID. */
export function noSecretEmitted({ world }: Evidence): readonly string[] {
  return world.chronicle.leaks;
}
