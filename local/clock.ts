import { setImmediate } from 'node:timers/promises';

/**
 * The time that executions live in. Only pauses (Wait states and the delays of retries) take time on it; real work takes
 * none, but must be held so that the clock does not run on meanwhile.
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
 * Who sleeps and for how long. Of sleepers with the same time, the one that fell asleep first wakes first, so the same work
 * always happens in the same order at the same times.
 */
class Sleepers {
  readonly #sleepers: Sleeper[] = [];

  get first(): Sleeper | undefined {
    return this.#sleepers[0];
  }

  takeFirst(): Sleeper | undefined {
    return this.#sleepers.shift();
  }

  /** @param onChange called when the first sleeper may be another one */
  async sleepUntil(wakeAt: number, signal: AbortSignal | undefined, onChange: () => void): Promise<void> {
    signal?.throwIfAborted();
    const { promise, resolve, reject } = Promise.withResolvers<undefined>();
    const sleeper: Sleeper = {
      wakeAt,
      wake: () => {
        resolve(undefined);
      },
    };
    const later = this.#sleepers.findIndex((other) => other.wakeAt > wakeAt);
    this.#sleepers.splice(later < 0 ? this.#sleepers.length : later, 0, sleeper);
    const abort = (): void => {
      const index = this.#sleepers.indexOf(sleeper);
      if (index >= 0) this.#sleepers.splice(index, 1);
      reject(reasonOf(signal));
      onChange();
    };
    signal?.addEventListener('abort', abort, { once: true });
    onChange();
    try {
      await promise;
    } finally {
      signal?.removeEventListener('abort', abort);
    }
  }
}

/** Jumps from one sleeper's time to the next as soon as nothing real is in progress. */
export class VirtualClock implements Clock {
  #now: number;
  #holds = 0;
  #isTurning = false;
  readonly #sleepers = new Sleepers();

  /** @param startAt epoch milliseconds */
  constructor(startAt: number) {
    this.#now = startAt;
  }

  now(): number {
    return this.#now;
  }

  async sleep(milliseconds: number, signal?: AbortSignal): Promise<void> {
    await this.#sleepers.sleepUntil(this.#now + Math.max(0, milliseconds), signal, () => {
      this.#turn();
    });
  }

  hold(): () => void {
    this.#holds += 1;
    return once(() => {
      this.#holds -= 1;
      this.#turn();
    });
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
      const next = this.#holds === 0 ? this.#sleepers.takeFirst() : undefined;
      if (next === undefined) break;
      this.#now = Math.max(this.#now, next.wakeAt);
      next.wake();
    }
    this.#isTurning = false;
  }
}

/**
 * Runs `speed` times as fast as the clock on the wall, but stands still while real work is in progress. Sleepers wake exactly
 * at their time, in the order of a virtual clock: what happens does not depend on the speed.
 */
export class ScaledClock implements Clock {
  readonly #speed: number;
  readonly #sleepers = new Sleepers();
  /** The time at which the clock last began to run or to stand still. */
  #base: number;
  /** When that was, on the wall; null while it stands still. */
  #runningSince: number | null = performance.now();
  #holds = 0;
  #timer: NodeJS.Timeout | undefined;

  /** @param startAt epoch milliseconds */
  constructor(speed: number, startAt: number) {
    this.#speed = speed;
    this.#base = startAt;
  }

  now(): number {
    const passed = this.#runningSince === null ? 0 : (performance.now() - this.#runningSince) * this.#speed;
    // A timer may be late: nobody sees a time at which a sleeper should be awake and is not.
    const most = Math.max(this.#base, this.#sleepers.first?.wakeAt ?? Infinity);
    return Math.min(Math.floor(this.#base + passed), most);
  }

  async sleep(milliseconds: number, signal?: AbortSignal): Promise<void> {
    await this.#sleepers.sleepUntil(this.now() + Math.max(0, milliseconds), signal, () => {
      this.#setTimer();
    });
  }

  hold(): () => void {
    if (this.#holds === 0) this.#standStillAt(this.now());
    this.#holds += 1;
    return once(() => {
      this.#holds -= 1;
      if (this.#holds > 0) return;
      this.#runningSince = performance.now();
      this.#setTimer();
    });
  }

  #standStillAt(time: number): void {
    this.#base = time;
    this.#runningSince = null;
    clearTimeout(this.#timer);
  }

  #setTimer(): void {
    clearTimeout(this.#timer);
    const { first } = this.#sleepers;
    if (first === undefined || this.#holds > 0) return;
    const milliseconds = Math.max(0, first.wakeAt - this.now()) / this.#speed;
    this.#timer = setTimeout(
      () => {
        if (milliseconds > MOST_TIMER_MILLISECONDS) this.#setTimer();
        else void this.#wakeFirst();
      },
      Math.min(milliseconds, MOST_TIMER_MILLISECONDS),
    );
  }

  /** What the sleeper does next comes before time goes on. */
  async #wakeFirst(): Promise<void> {
    const first = this.#sleepers.takeFirst();
    if (first === undefined) return;
    this.#base = Math.max(this.#base, first.wakeAt);
    this.#runningSince = null;
    const release = this.hold();
    first.wake();
    await setImmediate();
    release();
  }
}

/** The longest delay that a timer of Node takes. */
const MOST_TIMER_MILLISECONDS = 2 ** 31 - 1;

function once(action: () => void): () => void {
  let isDone = false;
  return () => {
    if (isDone) return;
    isDone = true;
    action();
  };
}

function reasonOf(signal: AbortSignal | undefined): Error {
  const reason: unknown = signal?.reason;
  return reason instanceof Error ? reason : new Error('The sleep was aborted');
}
