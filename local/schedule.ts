import { nextRuns } from '../shared/definition/aws-cron.ts';
import type { LocalSchedule } from './assembly/assembly.ts';
import { AssemblyError } from './assembly/template.ts';

/**
 * When a schedule is due next, in its time zone (docs "Schedule types in EventBridge Scheduler").
 * @param after exclusive
 * @returns null when it is disabled or never due again
 * @throws AssemblyError for `rate(…)` and `at(…)`, which are not implemented
 */
export function nextRun({ name, expression, timeZone, isEnabled }: LocalSchedule, after: Date): Date | null {
  const cron = /^cron\((.*)\)$/.exec(expression)?.[1];
  if (cron === undefined)
    throw new AssemblyError(`The schedule ${name}: "${expression}" is not implemented; use cron(…)`);
  return isEnabled ? (nextRuns(cron, timeZone, after, 1)[0] ?? null) : null;
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
