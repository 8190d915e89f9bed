import type { ActiveFaults } from './active-faults.ts';
import type { ClockSkew } from './clock-skew.ts';
import type { InProcessFault } from './fault.ts';

interface Clock {
  now(): number;
}

/** Adobe's clock; of several skews the one that was added last is in force. */
export function createSkewedClock(clock: Clock, faults: ActiveFaults): Clock {
  return { now: () => clock.now() + 1000 * (faults.last(isClockSkew)?.seconds ?? 0) };
}

function isClockSkew(fault: InProcessFault): fault is ClockSkew {
  return fault.kind === 'clock-skew';
}
