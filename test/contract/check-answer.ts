import * as z from 'zod';
import { AnyError, SUCCESSFUL_ANSWERS } from './answers.ts';
import type { Exchange } from './check-exchange.ts';

/** What is wrong with an answer of the emulator by our own strict schemas; none: all is well. */
export function checkAnswer({ request, answer }: Exchange): string[] {
  const path = request.url.split('?')[0] ?? '';
  const expected =
    answer.status >= 400
      ? AnyError
      : SUCCESSFUL_ANSWERS.find((candidate) => candidate.method === request.method && candidate.path.test(path))?.body;
  if (expected === undefined) return [`${request.method} ${path}: no schema says what the answer must be`];
  const parsed = expected.safeParse(answer.body);
  return parsed.success
    ? []
    : [`${request.method} ${path}: answer ${answer.status}: ${z.prettifyError(parsed.error).replaceAll('\n', ' ')}`];
}
