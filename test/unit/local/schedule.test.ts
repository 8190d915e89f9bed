import { describe, expect, it } from '@jest/globals';
import type { LocalSchedule } from '../../../local/assembly/assembly.ts';
import { nextRun, scheduledInput } from '../../../local/schedule.ts';

const schedule: LocalSchedule = {
  name: 'nightly',
  arn: 'arn:aws:scheduler:us-east-1:000000000000:schedule/default/nightly',
  group: 'default',
  expression: 'cron(30 2 * * ? *)',
  timeZone: 'Europe/Vienna',
  isEnabled: true,
  targetArn: 'arn:aws:states:us-east-1:000000000000:stateMachine:machine',
  input: '{}',
};
const after = new Date('2027-03-27T12:00:00Z');

describe('a schedule', () => {
  it.each<[string, Partial<LocalSchedule>, string | null]>([
    ['is due in its time zone, and not at a time that does not exist', {}, '2027-03-29T00:30:00.000Z'],
    ['is due in UTC', { timeZone: 'UTC' }, '2027-03-28T02:30:00.000Z'],
    ['is never due when it is disabled', { isEnabled: false }, null],
    ['is never due when its last year is over', { expression: 'cron(0 0 * * ? 2026)' }, null],
  ])('%s', (_, fields, expected) => {
    expect(nextRun({ ...schedule, ...fields }, after)?.toISOString() ?? null).toBe(expected);
  });

  it.each(['rate(1 day)', 'at(2027-01-01T00:00:00)'])('that is %s is refused', (expression) => {
    expect(() => nextRun({ ...schedule, expression }, after)).toThrow(
      `The schedule nightly: "${expression}" is not implemented`,
    );
  });

  it('fills in the context attributes of its input (docs "Adding context attributes in EventBridge Scheduler")', () => {
    const input =
      '["<aws.scheduler.scheduled-time>","<aws.scheduler.schedule-arn>","<aws.scheduler.execution-id>","<aws.scheduler.attempt-number>"]';
    expect(JSON.parse(scheduledInput({ ...schedule, input }, after, 'id-1'))).toEqual([
      '2027-03-27T12:00:00Z',
      schedule.arn,
      'id-1',
      '1',
    ]);
  });
});
