import { Cron } from 'croner';
import { nextRuns } from '../shared/definition/aws-cron.ts';
import type { LocalSchedule } from './assembly/assembly.ts';
import { AssemblyError } from './assembly/template.ts';

/**
 * When a schedule is due next, in its time zone (docs "Schedule types in EventBridge Scheduler"). A rate counts from the
 * epoch; at AWS it counts from when the schedule was created.
 * @param after exclusive
 * @returns null when it is disabled or never due again
 * @throws AssemblyError for what is none of the three types
 */
export function nextRun(schedule: LocalSchedule, after: Date): Date | null {
  const next = nextOf(schedule, after);
  return schedule.isEnabled ? next : null;
}

function nextOf({ name, expression, timeZone }: LocalSchedule, after: Date): Date | null {
  const cron = /^cron\((.*)\)$/.exec(expression)?.[1];
  if (cron !== undefined) return nextRuns(cron, timeZone, after, 1)[0] ?? null;
  const rate = /^rate\(([1-9]\d*) (minute|hour|day)s?\)$/.exec(expression);
  if (rate !== null) return nextOfRate(Number(rate[1]) * millisecondsOf(rate[2]), after);
  const time = /^at\((\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2})\)$/.exec(expression)?.[1];
  if (time !== undefined) return new Cron(time, { timezone: timeZone }).nextRun(after);
  throw new AssemblyError(`The schedule ${name}: "${expression}" is no cron(…), rate(…) or at(…) expression`);
}

function millisecondsOf(unit: string | undefined): number {
  const minutes = unit === 'minute' ? 1 : unit === 'hour' ? 60 : 24 * 60;
  return minutes * 60_000;
}

function nextOfRate(milliseconds: number, after: Date): Date {
  return new Date((Math.floor(after.getTime() / milliseconds) + 1) * milliseconds);
}

/**
 * The input with its context attributes filled in (docs "Adding context attributes in EventBridge Scheduler").
 * @param executionId names this one invocation of the target
 */
export function scheduledInput({ arn, input }: LocalSchedule, at: Date, executionId: string): string {
  return input
    .replaceAll('<aws.scheduler.schedule-arn>', arn)
    .replaceAll('<aws.scheduler.scheduled-time>', at.toISOString().replace('.000Z', 'Z'))
    .replaceAll('<aws.scheduler.execution-id>', executionId)
    .replaceAll('<aws.scheduler.attempt-number>', '1');
}
