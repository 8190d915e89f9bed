import * as z from 'zod';
import type { ActiveFaults } from './active-faults.ts';
import type { InProcessFault } from './fault.ts';

/** In force from when it is added until it is removed. */
export const ClockSkew = z.strictObject({
  kind: z.literal('clock-skew'),
  /** How far Adobe's clock is ahead of the emulator's; negative: behind. */
  seconds: z.int().min(-300).max(300),
});
type ClockSkew = z.output<typeof ClockSkew>;

interface Clock {
  now(): number;
}

/** Adobe's clock; of several skews the one that was added last is in force. */
export function adobeClock(clock: Clock, faults: ActiveFaults): Clock {
  return { now: () => clock.now() + 1000 * (faults.last(isClockSkew)?.seconds ?? 0) };
}

function isClockSkew(fault: InProcessFault): fault is ClockSkew {
  return fault.kind === 'clock-skew';
}
