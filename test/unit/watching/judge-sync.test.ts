import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { judgeSync, type SyncHealth } from '../../../shared/watching/judge-sync.ts';
import type { ObservedRun } from '../../../shared/watching/observed-run.ts';
import type { WatchedSync } from '../../../shared/watching/watched-sync.ts';

const HOUR = 60;
const at = (moment: string): number => Date.parse(`${moment}Z`);

type Schedule = Partial<WatchedSync['schedule']>;

/** Every day at 06:00 UTC, four hours for a run. */
const syncOf = (schedule: Schedule = {}): WatchedSync => ({
  name: 'nightly',
  stateMachineArn: 'arn:aws:states:us-east-1:000000000000:stateMachine:nightly',
  schedule: { cron: '0 6 * * ? *', timeZone: 'UTC', enabled: true, ...schedule },
  deadlineMinutes: 4 * HOUR,
});

let executions = 0;
const run = (startedAt: string, fields: Partial<ObservedRun>): ObservedRun => ({
  executionArn: `arn:aws:states:us-east-1:000000000000:execution:nightly:${executions++}`,
  status: 'SUCCEEDED',
  startedAt: at(startedAt),
  stoppedAt: null,
  redrives: 0,
  isMeantToWrite: true,
  outcome: null,
  exportedAt: null,
  error: null,
  ...fields,
});
const confirmed = (startedAt: string, exportedAt = startedAt, fields: Partial<ObservedRun> = {}): ObservedRun =>
  run(startedAt, { outcome: 'refreshed', exportedAt: at(exportedAt), ...fields });
const unchanged = (startedAt: string): ObservedRun =>
  run(startedAt, { outcome: 'unchanged', exportedAt: at(startedAt) });
const skipped = (startedAt: string): ObservedRun => run(startedAt, { outcome: 'skipped' });
const planned = (startedAt: string): ObservedRun => run(startedAt, { outcome: 'planned', isMeantToWrite: false });
const failed = (startedAt: string, error = 'TransformFailed'): ObservedRun =>
  run(startedAt, { status: 'FAILED', error });
const running = (startedAt: string, redrives = 0): ObservedRun => run(startedAt, { status: 'RUNNING', redrives });

const judge = (
  now: string,
  runs: readonly ObservedRun[],
  schedule: Schedule = {},
  created = '2027-03-01T00:00',
): SyncHealth => judgeSync({ sync: syncOf(schedule), createdAt: at(created), runs, now: at(now) });

describe('minutes late', () => {
  const yesterday = confirmed('2027-03-09T06:00', '2027-03-09T06:02');

  it.each<[string, string, readonly ObservedRun[], number]>([
    ['is 0 while nothing is due', '2027-03-10T05:59', [yesterday], 0],
    ['is 0 while a run may still take its time', '2027-03-10T10:00', [yesterday], 0],
    ['begins when a schedule was missed and its deadlines have passed', '2027-03-10T10:01', [yesterday], 1],
    ['is rounded up', '2027-03-10T10:00:01', [yesterday], 1],
    ['counts on when the next run is due', '2027-03-11T06:30', [yesterday], 20 * HOUR + 30],
    ['begins when a run fails', '2027-03-10T11:00', [failed('2027-03-10T06:00'), yesterday], HOUR],
    ['begins when a run is stuck', '2027-03-10T11:00', [running('2027-03-10T06:00'), yesterday], HOUR],
    [
      'begins when a run timed out',
      '2027-03-10T11:00',
      [run('2027-03-10T06:00', { status: 'TIMED_OUT' }), yesterday],
      HOUR,
    ],
    ['is not ended by a run that was skipped', '2027-03-10T11:00', [skipped('2027-03-10T06:00'), yesterday], HOUR],
    ['is not ended by a dry run', '2027-03-10T11:00', [planned('2027-03-10T06:00'), yesterday], HOUR],
    ['ends with a confirmed run', '2027-03-10T11:00', [confirmed('2027-03-10T10:30'), yesterday], 0],
    ['ends with a run that had nothing to write', '2027-03-10T11:00', [unchanged('2027-03-10T10:30'), yesterday], 0],
    ['ends with a run that exported at the very due time', '2027-03-10T11:00', [confirmed('2027-03-10T06:00')], 0],
    ['is not ended by a run that exported before', '2027-03-10T11:00', [confirmed('2027-03-10T05:50')], HOUR],
    [
      'trusts the start of the execution where the clock of Adobe is behind',
      '2027-03-10T11:00',
      [confirmed('2027-03-10T06:00', '2027-03-10T05:58')],
      0,
    ],
    [
      'ends with an older execution that a redrive made export again',
      '2027-03-10T11:00',
      [failed('2027-03-10T06:00'), yesterday, confirmed('2027-03-08T06:00', '2027-03-10T10:00', { redrives: 1 })],
      0,
    ],
    [
      'is not ended by an older truth that a redrive carried late',
      '2027-03-10T11:00',
      [failed('2027-03-10T06:00'), confirmed('2027-03-09T06:00', '2027-03-09T06:02', { redrives: 1 })],
      HOUR,
    ],
  ])('%s', (_, now, runs, minutes) => {
    expect(judge(now, runs).minutesLate).toBe(minutes);
  });

  it('is 0 at the first deploy, until a first run is due and has had its time', () => {
    const created = '2027-03-10T06:30';
    expect(judge('2027-03-10T12:00', [], {}, created).minutesLate).toBe(0);
    expect(judge('2027-03-11T10:00', [], {}, created).minutesLate).toBe(0);
    expect(judge('2027-03-11T10:05', [], {}, created).minutesLate).toBe(5);
  });

  it('is 0 where the schedule is disabled, or over', () => {
    expect(judge('2027-03-20T12:00', [], { enabled: false }).minutesLate).toBe(0);
    expect(judge('2027-03-20T12:00', [], { cron: '0 6 * * ? 2026' }).minutesLate).toBe(0);
  });

  it('forgives what Step Functions has forgotten: a due time of more than 90 days ago proves nothing', () => {
    const yearly = { cron: '0 6 1 1 ? *' };
    expect(judge('2027-04-01T05:00', [], yearly, '2026-01-01T00:00').minutesLate).toBeGreaterThan(89 * 24 * HOUR);
    expect(judge('2027-04-01T07:00', [], yearly, '2026-01-01T00:00').minutesLate).toBe(0);
  });

  // 2027: summer time from 28 March to 31 October in Vienna, from 14 March to 7 November in New York.
  it.each<[string, Schedule, string, string]>([
    ['daily, spring', { cron: '0 6 * * ? *', timeZone: 'Europe/Vienna' }, '2027-03-27T05:00', '2027-03-28T08:00'],
    ['daily, autumn', { cron: '0 6 * * ? *', timeZone: 'Europe/Vienna' }, '2027-10-30T04:00', '2027-10-31T09:00'],
    ['daily in the gap', { cron: '30 2 * * ? *', timeZone: 'Europe/Vienna' }, '2027-03-27T01:30', '2027-03-29T04:30'],
    [
      'daily, twice that hour',
      { cron: '30 2 * * ? *', timeZone: 'Europe/Vienna' },
      '2027-10-31T00:30',
      '2027-11-01T05:30',
    ],
    [
      'weekly, spring',
      { cron: '0 22 ? * SUN *', timeZone: 'America/New_York' },
      '2027-03-08T03:00',
      '2027-03-15T06:00',
    ],
    [
      'weekly, autumn',
      { cron: '0 22 ? * SUN *', timeZone: 'America/New_York' },
      '2027-11-01T02:00',
      '2027-11-08T07:00',
    ],
    ['monthly, spring', { cron: '0 6 L * ? *', timeZone: 'Europe/Vienna' }, '2027-02-28T05:00', '2027-03-31T08:00'],
    ['monthly, autumn', { cron: '0 6 ? * FRI#1 *', timeZone: 'Europe/Vienna' }, '2027-10-01T04:00', '2027-11-05T09:00'],
  ])('is told to the minute after the one due time that was served: %s', (_, schedule, served, lateFrom) => {
    const runs = [confirmed(served)];
    const late = (minutes: number): number =>
      judgeSync({
        sync: syncOf(schedule),
        createdAt: at('2027-01-01T00:00'),
        runs,
        now: at(lateFrom) + minutes * 60_000,
      }).minutesLate;
    expect([late(-1), late(0), late(1), late(24 * HOUR)]).toEqual([0, 0, 1, 24 * HOUR]);
  });

  it('only grows until a run is confirmed, whatever else happens meanwhile', () => {
    const other = fc.constantFrom(skipped, planned, failed, running);
    fc.assert(
      fc.property(fc.array(fc.tuple(fc.integer({ min: 0, max: 72 }), other), { maxLength: 12 }), (others) => {
        const runs = [
          ...others.map(([hour, make]) =>
            make(new Date(at('2027-03-10T06:00') + hour * 3_600_000).toISOString().slice(0, 16)),
          ),
          confirmed('2027-03-09T06:00'),
        ];
        const moments = Array.from({ length: 72 }, (_, hour) => new Date(at('2027-03-10T06:00') + hour * 3_600_000));
        const minutes = moments.map((moment) => judge(moment.toISOString().slice(0, 16), runs).minutesLate);
        expect(minutes).toEqual(moments.map((_, hour) => Math.max(0, (hour - 4) * HOUR)));
      }),
      { numRuns: 20 },
    );
  });
});

describe('failed and not repaired, held by a swing', () => {
  const yesterday = confirmed('2027-03-09T06:00');
  const today = '2027-03-10T06:00';

  it.each<[string, readonly ObservedRun[], number, number]>([
    ['counts a run that failed', [failed(today), yesterday], 1, 0],
    ['counts a run that timed out', [run(today, { status: 'TIMED_OUT' }), yesterday], 1, 0],
    ['counts a run that was stopped', [run(today, { status: 'ABORTED' }), yesterday], 1, 0],
    ['counts every run since the confirmed one', [failed('2027-03-10T08:00'), failed(today), yesterday], 2, 0],
    ['counts a run of the first day', [failed(today)], 1, 0],
    ['tells a swing apart', [failed(today, 'MembershipSwing'), yesterday], 0, 1],
    [
      'keeps a swing when another run fails otherwise',
      [failed('2027-03-10T08:00'), failed(today, 'MembershipSwing'), yesterday],
      1,
      1,
    ],
    ['goes on while a redrive is at work', [running(today, 1), yesterday], 1, 0],
    ['knows nothing of a run that has only started', [running(today), yesterday], 0, 0],
    ['ends with a later confirmed run', [confirmed('2027-03-10T09:00'), failed(today), yesterday], 0, 0],
    ['ends when the redriven run is confirmed', [confirmed(today, today, { redrives: 1 }), yesterday], 0, 0],
    ['is not ended by a run that was skipped', [skipped('2027-03-10T09:00'), failed(today), yesterday], 1, 0],
    ['is not ended by a dry run', [planned('2027-03-10T09:00'), failed(today), yesterday], 1, 0],
    [
      'is not ended by an older truth that a redrive carries later',
      [failed(today), confirmed('2027-03-09T06:00', '2027-03-09T06:02', { redrives: 2 })],
      1,
      0,
    ],
    ['does not mind a dry run that failed', [{ ...failed(today), isMeantToWrite: false }, yesterday], 0, 0],
  ])('%s', (_, runs, failures, held) => {
    expect(judge('2027-03-10T09:30', runs)).toMatchObject({ failedAndNotRepaired: failures, heldBySwing: held });
  });
});

describe('the times of a sync', () => {
  const last = confirmed('2027-03-09T06:00', '2027-03-09T06:02');
  const now = running('2027-03-10T06:00');

  it('are its last confirmed run, its due times, and what runs', () => {
    expect(judge('2027-03-10T06:00', [last, now])).toMatchObject({
      lastConfirmed: { executionArn: last.executionArn, exportedAt: at('2027-03-09T06:02') },
      lastDue: at('2027-03-10T06:00'),
      nextDue: at('2027-03-11T06:00'),
      running: [now],
    });
  });

  it('hold no due time before the first deploy, and none at all where the schedule is disabled', () => {
    expect(judge('2027-03-10T07:00', [], {}, '2027-03-10T06:30')).toMatchObject({ lastDue: null, lastConfirmed: null });
    expect(judge('2027-03-10T07:00', [last], { enabled: false })).toMatchObject({ lastDue: null, nextDue: null });
  });
});
