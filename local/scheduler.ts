import { once } from 'node:events';
import type { LocalSchedule } from './assembly/assembly.ts';
import type { Clock } from './clock.ts';
import { nextRun } from './schedule.ts';

interface SchedulerOptions {
  readonly schedules: readonly LocalSchedule[];
  readonly clock: Clock;
  /** Does what a schedule is there for. */
  readonly fire: (schedule: LocalSchedule, at: Date) => void;
  /** The last moment that counts; null for no end. */
  readonly until: Date | null;
  readonly signal?: AbortSignal | undefined;
}

/**
 * Fires each schedule whenever it is due, from now on; of schedules that are due at the same time, the first of the template first.
 * Resolves when the clock has reached `until`, or when the signal is aborted; without either, when nothing is due any more.
 */
export async function runSchedules(options: SchedulerOptions): Promise<void> {
  const { schedules, clock, until, signal } = options;
  try {
    await Promise.all(schedules.map((schedule) => runSchedule(schedule, options)));
    if (until !== null) await clock.sleep(until.getTime() - clock.now(), signal);
    else if (signal !== undefined) await once(signal, 'abort');
  } catch (error) {
    if (signal?.aborted !== true) throw error;
  }
}

async function runSchedule(schedule: LocalSchedule, { clock, fire, until, signal }: SchedulerOptions): Promise<void> {
  let due = nextRun(schedule, new Date(clock.now()));
  while (due !== null && (until === null || due <= until)) {
    await clock.sleep(due.getTime() - clock.now(), signal);
    fire(schedule, due);
    due = nextRun(schedule, due);
  }
}
