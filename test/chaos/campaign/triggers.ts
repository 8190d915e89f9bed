import type { Clock, Execution, HistoryEvent } from '../../../local/index.ts';

interface Trigger {
  readonly execution: string;
  /** null: a task fails in whichever state. */
  readonly state: string | null;
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

  /** The next time that a task of the execution fails: what follows waits until it is done. */
  whenTaskFails(execution: string, act: () => Promise<unknown>): void {
    this.#armed.push({ execution, state: null, left: 1, act });
  }

  onHistoryEvent({ name }: Execution, { type, stateEnteredEventDetails }: HistoryEvent): void {
    const state = type === 'TaskFailed' ? null : stateEnteredEventDetails?.name;
    const due = this.#armed.filter((trigger) => {
      if (trigger.execution !== name || trigger.state !== state) return false;
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
