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
  target: { kind: 'stateMachine', arn: 'arn:aws:states:us-east-1:000000000000:stateMachine:machine' },
  input: '{}',
};
const after = new Date('2027-03-27T12:00:00Z');

describe('a schedule', () => {
  it.each<[string, Partial<LocalSchedule>, string | null]>([
    ['is due in its time zone, and not at a time that does not exist', {}, '2027-03-29T00:30:00.000Z'],
    ['is due in UTC', { timeZone: 'UTC' }, '2027-03-28T02:30:00.000Z'],
    ['is never due when it is disabled', { isEnabled: false }, null],
    ['that is a rate is due at whole multiples', { expression: 'rate(5 minutes)' }, '2027-03-27T12:05:00.000Z'],
    ['that is a daily rate is due daily', { expression: 'rate(1 day)' }, '2027-03-28T00:00:00.000Z'],
    ['for one time is due at it, in its zone', { expression: 'at(2027-04-01T08:00:00)' }, '2027-04-01T06:00:00.000Z'],
    ['for one time that is past is never due', { expression: 'at(2027-03-27T12:59:59)' }, null],
    ['is never due when its last year is over', { expression: 'cron(0 0 * * ? 2026)' }, null],
  ])('%s', (_, fields, expected) => {
    expect(nextRun({ ...schedule, ...fields }, after)?.toISOString() ?? null).toBe(expected);
  });

  it.each(['rate(0 days)', 'rate(1 week)', 'at(2027-01-01)', 'every day'])('that is %s is refused', (expression) => {
    expect(() => nextRun({ ...schedule, expression }, after)).toThrow(
      `The schedule nightly: "${expression}" is no cron(…), rate(…) or at(…) expression`,
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
