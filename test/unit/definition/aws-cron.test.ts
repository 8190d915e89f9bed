import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { nextRuns, parseAwsCron, previousRun } from '../../../shared/definition/aws-cron.ts';

const runs = (expression: string, after: string, count = 3, timeZone = 'UTC'): string[] =>
  nextRuns(expression, timeZone, new Date(after), count).map((run) => run.toISOString().slice(0, 16));

// The first rows are the examples of docs "Schedule types in EventBridge Scheduler" and "Cron expressions reference" (EventBridge).
const SCHEDULES: [expression: string, after: string, next: string[]][] = [
  ['15 10 ? * 6L 2019-2022', '2022-06-01T00:00:00Z', ['2022-06-24T10:15', '2022-07-29T10:15', '2022-08-26T10:15']],
  ['15 12 * * ? *', '2027-01-01T13:00:00Z', ['2027-01-02T12:15', '2027-01-03T12:15', '2027-01-04T12:15']],
  ['0 18 ? * MON-FRI *', '2027-01-01T20:00:00Z', ['2027-01-04T18:00', '2027-01-05T18:00', '2027-01-06T18:00']],
  ['0 8 1 * ? *', '2027-01-01T13:00:00Z', ['2027-02-01T08:00', '2027-03-01T08:00', '2027-04-01T08:00']],
  ['0/15 * * * ? *', '2027-01-01T13:20:00Z', ['2027-01-01T13:30', '2027-01-01T13:45', '2027-01-01T14:00']],
  ['0/5 8-17 ? * MON-FRI *', '2027-01-01T17:53:00Z', ['2027-01-01T17:55', '2027-01-04T08:00', '2027-01-04T08:05']],
  ['0/10 * ? * MON-FRI *', '2027-01-01T23:45:00Z', ['2027-01-01T23:50', '2027-01-04T00:00', '2027-01-04T00:10']],
  ['0/30 20-2 ? * MON-FRI *', '2027-01-01T23:00:00Z', ['2027-01-01T23:30', '2027-01-04T00:00', '2027-01-04T00:30']],
  ['0/30 20-2 ? * MON-FRI *', '2027-01-04T02:00:00Z', ['2027-01-04T02:30', '2027-01-04T20:00', '2027-01-04T20:30']],
  ['0 20-3/3 * * ? *', '2027-01-01T00:00:00Z', ['2027-01-01T02:00', '2027-01-01T20:00', '2027-01-01T23:00']],
  ['0 10 3W * ? *', '2027-01-01T00:00:00Z', ['2027-01-04T10:00', '2027-02-03T10:00', '2027-03-03T10:00']],
  ['0 9 ? * 3#2 *', '2027-01-01T00:00:00Z', ['2027-01-12T09:00', '2027-02-09T09:00', '2027-03-09T09:00']],
  ['0 9 ? * 2#1 *', '2027-01-01T00:00:00Z', ['2027-01-04T09:00', '2027-02-01T09:00', '2027-03-01T09:00']],
  ['0 10 LW * ? *', '2027-01-01T00:00:00Z', ['2027-01-29T10:00', '2027-02-26T10:00', '2027-03-31T10:00']],
  ['0 10 L * ? *', '2028-02-01T00:00:00Z', ['2028-02-29T10:00', '2028-03-31T10:00', '2028-04-30T10:00']],
  ['0 10 15W * ? *', '2027-05-01T00:00:00Z', ['2027-05-14T10:00', '2027-06-15T10:00', '2027-07-15T10:00']],
  ['0 6 ? * 2-6 *', '2027-01-01T07:00:00Z', ['2027-01-04T06:00', '2027-01-05T06:00', '2027-01-06T06:00']],
  ['0 6 ? * 1 *', '2027-01-01T07:00:00Z', ['2027-01-03T06:00', '2027-01-10T06:00', '2027-01-17T06:00']],
  ['0 6 ? * L *', '2027-01-01T07:00:00Z', ['2027-01-02T06:00', '2027-01-09T06:00', '2027-01-16T06:00']],
  ['0 6 ? * FRI-SUN *', '2027-01-01T07:00:00Z', ['2027-01-02T06:00', '2027-01-03T06:00', '2027-01-08T06:00']],
  ['0 6 ? * TUE,SAT *', '2027-01-01T07:00:00Z', ['2027-01-02T06:00', '2027-01-05T06:00', '2027-01-09T06:00']],
  ['0 6 ? * fri#2 *', '2027-01-01T07:00:00Z', ['2027-01-08T06:00', '2027-02-12T06:00', '2027-03-12T06:00']],
  ['0 6 1/10 * ? *', '2027-01-01T07:00:00Z', ['2027-01-11T06:00', '2027-01-21T06:00', '2027-01-31T06:00']],
  ['0 0 1 JAN,JUL ? 2027/2', '2027-01-02T00:00:00Z', ['2027-07-01T00:00', '2029-01-01T00:00', '2029-07-01T00:00']],
  ['0 0 29 2 ? *', '2027-01-01T00:00:00Z', ['2028-02-29T00:00', '2032-02-29T00:00', '2036-02-29T00:00']],
  ['0 0 1 1 ? 2020', '2027-01-01T00:00:00Z', []],
  ['0 0 30 2 ? *', '2027-01-01T00:00:00Z', []],
];

describe('an AWS cron expression', () => {
  it.each(SCHEDULES)('%s runs when EventBridge runs it', (expression, after, expected) => {
    expect(runs(expression, after)).toEqual(expected);
  });

  it.each(SCHEDULES)('%s ran when it ran', (expression, _, expected) => {
    const times = expected.map((time) => new Date(`${time}Z`));
    const previous = (time: number): Date | null => previousRun(expression, 'UTC', new Date(time));
    for (const [index, time] of times.entries()) {
      expect(previous(time.getTime())).toEqual(time);
      if (index > 0) expect(previous(time.getTime() - 1)).toEqual(times[index - 1]);
    }
  });

  it('never ran before its first year', () => {
    expect(previousRun('0 0 1 1 ? 2030', 'UTC', new Date('2029-12-31T23:59:59Z'))).toBeNull();
    expect(previousRun('0 0 1 1 ? 2030', 'UTC', new Date('2030-01-01T00:00:00Z'))).toEqual(new Date('2030-01-01'));
  });

  it.each([
    ['30 2 * * ? *', 'Europe/Vienna'],
    ['30 1 * * ? *', 'America/New_York'],
    ['0/20 1-3 * * ? *', 'Australia/Lord_Howe'],
  ])('%s in %s ran before as it runs next, through both changes of the year', (expression, timeZone) => {
    const times = nextRuns(expression, timeZone, new Date('2027-01-01T00:00:00Z'), 3500);
    expect(times.slice(1).map((time) => previousRun(expression, timeZone, new Date(time.getTime() - 1)))).toEqual(
      times.slice(0, -1),
    );
  });

  it('skips a local time that daylight saving time skips', () => {
    expect(runs('30 2 * * ? *', '2027-03-27T00:00:00Z', 3, 'Europe/Vienna')).toEqual([
      '2027-03-27T01:30',
      '2027-03-29T00:30',
      '2027-03-30T00:30',
    ]);
  });

  it('runs once at a local time that occurs twice', () => {
    expect(runs('30 2 * * ? *', '2027-10-30T12:00:00Z', 2, 'Europe/Vienna')).toEqual([
      '2027-10-31T00:30',
      '2027-11-01T01:30',
    ]);
  });

  it('keeps the local time over the changes of the year', () => {
    expect(runs('0 6 1 * ? *', '2027-02-15T00:00:00Z', 2, 'Europe/Vienna')).toEqual([
      '2027-03-01T05:00',
      '2027-04-01T04:00',
    ]);
  });

  it.each<[string, RegExp]>([
    ['0 6 * * *', /six fields are needed/],
    ['0 6 * * ? * *', /six fields are needed/],
    ['0 6 * * MON *', /exactly one of day of month and day of week must be "\?"/],
    ['0 6 ? * ? *', /exactly one of day of month and day of week must be "\?"/],
    ['60 6 * * ? *', /minutes: 60 is not between 0 and 59/],
    ['0 24 * * ? *', /hours: 24 is not between 0 and 23/],
    ['0 6 32 * ? *', /day of month: 32 is not between 1 and 31/],
    ['0 6 0W * ? *', /day of month: 0 is not between 1 and 31/],
    ['0 6 L-3 * ? *', /day of month: "L" is not understood/],
    ['0 6 * 13 ? *', /month: 13 is not between 1 and 12/],
    ['0 6 ? * 0 *', /day of week: 0 is not between 1 and 7/],
    ['0 6 ? * MOON *', /day of week: "MOON" is not understood/],
    ['0 6 ? * FRI#6 *', /day of week: "FRI#6" is not understood/],
    ['0 6 ? * 3#1,6#3 *', /day of week: "3#1,6#3" must be one day only where "#" is used/],
    ['0 6 ? * MON-TUE-WED *', /day of week: "MON-TUE-WED" is not understood/],
    ['0 6 * * ? 1969', /year: 1969 is not between 1970 and 2199/],
    ['10-5 6 * * ? *', /minutes: the range "10-5" runs backwards/],
    ['*/0 6 * * ? *', /minutes: "\*\/0" is not understood/],
    ['x 6 * * ? *', /minutes: "x" is not understood/],
  ])('%s is refused with a clear line', (expression, problem) => {
    expect(parseAwsCron(expression)).toEqual({ problem: expect.stringMatching(problem) });
    expect(() => nextRuns(expression, 'UTC', new Date(0), 1)).toThrow(problem);
  });

  it.each<[string, boolean]>([
    ['0 6 ? * MON-FRI *', false],
    ['0 6 ? * FRI#2 *', false],
    ['0 6 ? * L *', false],
    ['0 6 ? * 2-6 *', true],
    ['0 6 ? * 6L *', true],
    ['0 6 ? * MON,3 *', true],
  ])('%s: days of the week by number? %s', (expression, hasWeekdayNumbers) => {
    expect(parseAwsCron(expression)).toMatchObject({ hasWeekdayNumbers });
  });

  it('never fails on wild text but says what is wrong', () => {
    fc.assert(
      fc.property(
        fc.oneof(
          fc.string(),
          fc.array(fc.constantFrom(...'0159*?,-/LW#MONJAN '.split('')), { maxLength: 24 }).map((c) => c.join('')),
        ),
        (text) => {
          const parsed = parseAwsCron(text);
          expect('problem' in parsed ? parsed.problem : parsed.pattern).not.toBe('');
        },
      ),
    );
  });
});
