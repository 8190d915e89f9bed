import * as z from 'zod';
import { type CallEffect, changing } from './call-effect.ts';
import { CALLS } from './endpoint.ts';

/** What goes wrong on the way to Adobe and back. Waits are in real time, whatever the emulator's clock does. */

const Delay = z.strictObject({
  kind: z.literal('delay'),
  ...CALLS,
  milliseconds: z.int().positive().max(600_000),
  /** `before`: the call takes place late, even if the client has given up by then. `after`: at once, but its answer is late. */
  when: z.enum(['before', 'after']).default('before'),
});

const Cut = z.strictObject({
  kind: z.literal('cut'),
  ...CALLS,
  /** `before`: the call never takes place. `after`: it does, but there is no answer. `mid-body`: half of the answer comes. */
  when: z.enum(['before', 'after', 'mid-body']),
});

const Drip = z.strictObject({
  kind: z.literal('drip'),
  ...CALLS,
  /** The answer's body comes in so many pieces, … */
  pieces: z.int().min(1).max(10_000),
  /** … with such a wait before each. */
  everyMilliseconds: z.int().positive().max(60_000),
});

export const CONNECTION_FAULTS = [Delay, Cut, Drip] as const;

export function delay({ milliseconds, when }: z.output<typeof Delay>): CallEffect {
  return async (ask, { wait }) => {
    if (when === 'before') await wait(milliseconds);
    const answer = await ask();
    if (when === 'after') await wait(milliseconds);
    return answer;
  };
}

export function cut({ when }: z.output<typeof Cut>): CallEffect {
  if (when === 'before') return () => Promise.resolve(null);
  if (when === 'mid-body') {
    return changing((answer) => ({
      ...answer,
      delivery: { kind: 'part', bytes: Math.floor(answer.body.length / 2) },
    }));
  }
  return async (ask) => {
    await ask();
    return null;
  };
}

export function drip({ pieces, everyMilliseconds }: z.output<typeof Drip>): CallEffect {
  return changing((answer) => ({ ...answer, delivery: { kind: 'drip', pieces, everyMilliseconds } }));
}
