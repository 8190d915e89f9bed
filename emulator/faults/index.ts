import { zodLine } from '../../shared/errors/zod-line.ts';
import type { ActiveFault, ActiveFaults } from './active-faults.ts';
import { type FaultDescription, InProcessFault, type InProcessFaultDescription } from './fault.ts';

export type { ActiveFault, FaultDescription, InProcessFaultDescription };
export type { AnsweredCall } from './calls/callback.ts';

/** What can go wrong at Adobe or on the way there, made to happen. A reset of the emulator clears it. */
export interface Faults {
  /**
   * @returns the fault's id
   * @throws RangeError for a description of no fault that there is
   */
  add(fault: InProcessFaultDescription): string;
  /** In the order in which they were added; those that have happened stay until they are removed. */
  list(): readonly ActiveFault[];
  /** @returns whether there was such a fault */
  remove(id: string): boolean;
  clear(): void;
}

export function createFaults(active: ActiveFaults): Faults {
  return {
    add: (description) => {
      const fault = InProcessFault.safeParse(description);
      if (!fault.success) throw new RangeError(zodLine(fault.error));
      return active.add(fault.data);
    },
    list: () => active.list(),
    remove: (id) => active.remove(id),
    clear: () => {
      active.clear();
    },
  };
}
