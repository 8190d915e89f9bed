import type { CountedFault, InProcessFault } from './fault.ts';

/** A fault that has been added, and what has become of it. */
export interface ActiveFault {
  readonly id: string;
  readonly fault: InProcessFault;
  /** How many of the calls, jobs, batches or tokens that it is about there have been since. */
  readonly met: number;
  /** To how many of them it happened. */
  readonly fired: number;
}

/** The faults that are waiting to happen or have happened, in the order in which they were added. */
export class ActiveFaults {
  #faults: readonly ActiveFault[] = [];
  #added = 0;

  add(fault: InProcessFault): string {
    const id = `fault-${++this.#added}`;
    // A fault that waits for no event is in force at once.
    const inForce = 'nth' in fault ? 0 : 1;
    this.#faults = [...this.#faults, { id, fault, met: inForce, fired: inForce }];
    return id;
  }

  list(): readonly ActiveFault[] {
    return this.#faults;
  }

  /** @returns whether there was such a fault */
  remove(id: string): boolean {
    const before = this.#faults.length;
    this.#faults = this.#faults.filter((active) => active.id !== id);
    return this.#faults.length < before;
  }

  clear(): void {
    this.#faults = [];
  }

  /** The one of some faults that was added last. */
  last<About extends InProcessFault>(isAbout: (fault: InProcessFault) => fault is About): About | undefined {
    return this.#faults.map(({ fault }) => fault).findLast(isAbout);
  }

  /**
   * Something has come up that some of the faults are about.
   * @param isAbout whether a fault is about it
   * @returns those that happen to it: it is their nth, or one of the next few
   */
  firing<About extends CountedFault>(isAbout: (fault: InProcessFault) => fault is About): About[] {
    const firing: About[] = [];
    this.#faults = this.#faults.map((active) => {
      const { fault, met, fired } = active;
      if (!isAbout(fault)) return active;
      const isDue = met + 1 >= fault.nth && (fault.times === null || fired < fault.times);
      if (isDue) firing.push(fault);
      return { ...active, met: met + 1, fired: isDue ? fired + 1 : fired };
    });
    return firing;
  }
}
