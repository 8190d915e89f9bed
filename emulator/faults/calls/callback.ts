import * as z from 'zod';
import { pathAtAdobe } from '../../services/service-paths.ts';
import type { CallEffect } from './call-effect.ts';
import { CALLS } from './endpoint.ts';

/** A call that has taken place, and what is about to be answered. */
export interface AnsweredCall {
  readonly method: string;
  /** As Adobe has it, without the query. */
  readonly path: string;
  readonly status: number;
}

type Run = (call: AnsweredCall) => Promise<void> | void;

/**
 * For users in the same process: something of their own happens after a call's effect, before its answer is sent. The
 * answer waits for it; where it fails, the connection is reset.
 */
export const Callback = z.strictObject({
  kind: z.literal('callback'),
  ...CALLS,
  run: z.custom<Run>((value) => typeof value === 'function', 'a function'),
});

export function callback({ run }: z.output<typeof Callback>): CallEffect {
  return async (ask, { request }) => {
    const answer = await ask();
    if (answer !== null) {
      await run({ method: request.method, path: pathAtAdobe(request.path), status: answer.status });
    }
    return answer;
  };
}
