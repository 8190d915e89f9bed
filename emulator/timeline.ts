/**
 * The emulator's time. Everything that changes its state by itself (a day begins, a job ends, CJA takes in a batch) is an
 * event at a simulated time. Before a request is answered, all events that are due run, one after another in the order
 * of their times. So the state depends on simulated time and on the requests only, never on how fast a machine is.
 */
export interface Timeline {
  /** The simulated time (epoch milliseconds) that the state stands at. It never goes back. */
  now(): number;
  /**
   * Lets `run` happen at a simulated time; one that has passed already means as soon as possible.
   * Events of the same time run in the order in which they were scheduled.
   * @param what names the event in error messages
   */
  schedule(at: number, what: string, run: () => Promise<void> | void): void;
  /**
   * Runs all events that are due at `clock`, then `action`; nothing else touches the state meanwhile.
   * @throws TimelineBroken once an event has failed, since the state cannot be relied on any more
   */
  exclusively<Result>(clock: number, action: () => Promise<Result> | Result): Promise<Result>;
}

/** An event failed: a fault of the emulator, not of whoever talks to it. */
export class TimelineBroken extends Error {
  override readonly name = 'TimelineBroken';
}

interface SimulatedEvent {
  readonly at: number;
  readonly what: string;
  readonly run: () => Promise<void> | void;
}

export function createTimeline(startsAt: number): Timeline {
  let now = startsAt;
  let broken: TimelineBroken | null = null;
  let lastInLine: Promise<unknown> = Promise.resolve();
  const due: SimulatedEvent[] = [];

  async function settle(clock: number): Promise<void> {
    for (let event = due[0]; event !== undefined && event.at <= clock; event = due[0]) {
      due.shift();
      now = Math.max(now, event.at);
      try {
        await event.run();
      } catch (error) {
        broken = new TimelineBroken(`${event.what}, at ${new Date(event.at).toISOString()}, failed`, { cause: error });
        return;
      }
    }
    now = Math.max(now, clock);
  }

  return {
    now: () => now,
    schedule: (at, what, run) => {
      const later = due.findIndex((event) => event.at > at);
      due.splice(later === -1 ? due.length : later, 0, { at, what, run });
    },
    exclusively: async (clock, action) => {
      const turn = lastInLine.then(async () => {
        if (broken === null) await settle(clock);
        if (broken !== null) throw broken;
        return action();
      });
      lastInLine = turn.catch(() => undefined);
      return turn;
    },
  };
}
