import type { Clock, Execution, HistoryEvent } from '../../../local/index.ts';

interface Trigger {
  readonly execution: string;
  readonly state: string;
  left: number;
  readonly act: () => Promise<unknown>;
}

/** Things that happen at the moment when an execution enters a state; simulated time stands still meanwhile. */
export class Triggers {
  #armed: Trigger[] = [];
  readonly #acting: Promise<unknown>[] = [];
  readonly #clock: () => Clock;

  constructor(clock: () => Clock) {
    this.#clock = clock;
  }

  /** @param nth time that the state is entered, from 1 */
  when(execution: string, state: string, nth: number, act: () => Promise<unknown>): void {
    this.#armed.push({ execution, state, left: nth, act });
  }

  onHistoryEvent({ name }: Execution, { stateEnteredEventDetails }: HistoryEvent): void {
    const due = this.#armed.filter((trigger) => {
      if (trigger.execution !== name || trigger.state !== stateEnteredEventDetails?.name) return false;
      trigger.left -= 1;
      return trigger.left === 0;
    });
    for (const { act } of due) this.#acting.push(act().finally(this.#clock().hold()));
  }

  /** Resolves when all that was set off is done; what was not set off never will be. */
  async settle(): Promise<void> {
    await Promise.all(this.#acting.splice(0));
    this.#armed = [];
  }
}
