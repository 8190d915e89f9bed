/** The emulator's time comes from outside: a virtual clock, or one that follows the machine's. */
export interface EmulatorClock {
  /** Epoch milliseconds. */
  now(): number;
  /** Where the clock can be moved, the control routes can move it. */
  set?(time: number): void;
}

/**
 * A clock that starts at a simulated time and runs by itself.
 * @param speed simulated seconds per second: 1 is as fast as life, 0 stands still until it is set
 */
export function createRunningClock(startsAt: number, speed: number): EmulatorClock {
  let simulated = startsAt;
  let real = Date.now();
  return {
    now: () => simulated + Math.floor((Date.now() - real) * speed),
    set: (time) => {
      simulated = time;
      real = Date.now();
    },
  };
}
