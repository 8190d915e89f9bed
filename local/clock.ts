import { setImmediate } from 'node:timers/promises';

/**
 * The time that executions live in. Only pauses (Wait states and the delays of retries) move a virtual clock; real
 * work takes no time on it, but must be held so that the clock does not run ahead of it.
 */
export interface Clock {
  /** Epoch milliseconds. */
  now(): number;
  /**
   * Resolves when `milliseconds` have passed on this clock.
   * @throws the signal's reason, when it is aborted first
   */
  sleep(milliseconds: number, signal?: AbortSignal): Promise<void>;
  /**
   * Says that real work is in progress, such as a function's invocation or a query.
   * @returns to be called once, when the work is done
   */
  hold(): () => void;
}

interface Sleeper {
  readonly wakeAt: number;
  readonly wake: () => void;
}

/**
 * Jumps from one sleeper's time to the next as soon as nothing real is in progress. Of sleepers with the same time, the one
 * that fell asleep first wakes first, so the same work always happens in the same order at the same virtual times.
 */
export class VirtualClock implements Clock {
  #now: number;
  #holds = 0;
  #isTurning = false;
  readonly #sleepers: Sleeper[] = [];

  /** @param startAt epoch milliseconds */
  constructor(startAt: number) {
    this.#now = startAt;
  }

  now(): number {
    return this.#now;
  }

  async sleep(milliseconds: number, signal?: AbortSignal): Promise<void> {
    signal?.throwIfAborted();
    const { promise, resolve, reject } = Promise.withResolvers<undefined>();
    const sleeper: Sleeper = {
      wakeAt: this.#now + Math.max(0, milliseconds),
      wake: () => {
        resolve(undefined);
      },
    };
    this.#insert(sleeper);
    const abort = (): void => {
      this.#remove(sleeper);
      reject(reasonOf(signal));
    };
    signal?.addEventListener('abort', abort, { once: true });
    this.#turn();
    try {
      await promise;
    } finally {
      signal?.removeEventListener('abort', abort);
    }
  }

  hold(): () => void {
    this.#holds += 1;
    let isHeld = true;
    return () => {
      if (!isHeld) return;
      isHeld = false;
      this.#holds -= 1;
      this.#turn();
    };
  }

  #insert(sleeper: Sleeper): void {
    const later = this.#sleepers.findIndex(({ wakeAt }) => wakeAt > sleeper.wakeAt);
    this.#sleepers.splice(later < 0 ? this.#sleepers.length : later, 0, sleeper);
  }

  #remove(sleeper: Sleeper): void {
    const index = this.#sleepers.indexOf(sleeper);
    if (index >= 0) this.#sleepers.splice(index, 1);
  }

  #turn(): void {
    if (this.#isTurning) return;
    this.#isTurning = true;
    void this.#wakeInOrder();
  }

  /** One sleeper at a time: what it does next (fall asleep again, hold the clock) comes before the next one wakes. */
  async #wakeInOrder(): Promise<void> {
    for (;;) {
      await setImmediate();
      const next = this.#holds === 0 ? this.#sleepers.shift() : undefined;
      if (next === undefined) break;
      this.#now = Math.max(this.#now, next.wakeAt);
      next.wake();
    }
    this.#isTurning = false;
  }
}

/** Real time, `speed` times as fast; 1 is the clock on the wall. */
export class ScaledClock implements Clock {
  readonly #speed: number;
  readonly #startAt: number;
  readonly #realStart = performance.now();

  /** @param startAt epoch milliseconds */
  constructor(speed: number, startAt: number) {
    this.#speed = speed;
    this.#startAt = startAt;
  }

  now(): number {
    return this.#startAt + Math.floor((performance.now() - this.#realStart) * this.#speed);
  }

  async sleep(milliseconds: number, signal?: AbortSignal): Promise<void> {
    signal?.throwIfAborted();
    const { promise, resolve, reject } = Promise.withResolvers<undefined>();
    const timer = setTimeout(() => {
      resolve(undefined);
    }, milliseconds / this.#speed);
    const abort = (): void => {
      reject(reasonOf(signal));
    };
    signal?.addEventListener('abort', abort, { once: true });
    try {
      await promise;
    } finally {
      clearTimeout(timer);
      signal?.removeEventListener('abort', abort);
    }
  }

  hold(): () => void {
    return () => undefined;
  }
}

function reasonOf(signal: AbortSignal | undefined): Error {
  const reason: unknown = signal?.reason;
  return reason instanceof Error ? reason : new Error('The sleep was aborted');
}
