import type { Clock } from '../clock.ts';

/** A message in a queue of what could not be delivered. */
export interface DeadLetter {
  readonly queueArn: string;
  /** Epoch milliseconds, in workflow time. */
  readonly at: number;
  readonly body: string;
  readonly attributes: Readonly<Record<string, string>>;
}

/** What stands in the dead-letter queues. Nothing here takes a message out of one. */
export class DeadLetters {
  readonly #clock: Clock;
  readonly #letters: DeadLetter[] = [];

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  get all(): readonly DeadLetter[] {
    return this.#letters;
  }

  send(queueArn: string, body: string, attributes: Readonly<Record<string, string>> = {}): void {
    this.#letters.push({ queueArn, at: this.#clock.now(), body, attributes });
  }
}
