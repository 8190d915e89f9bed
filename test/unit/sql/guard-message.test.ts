import { describe, expect, it } from '@jest/globals';
import { parseGuardMessage } from '../../../shared/sql/guard-message.ts';

const SWING = 'membership-swing audience=52c26d0d-45f2 was=281 now=0';
const READ = 'profiles-read batch=01KPXA.BAT1 exported=1662 read=1661';
const SUPERSEDED = 'superseded table=audience_membership exportedAt=2026-11-25T06:00:05.25 by=run:2.b';

describe('the message of a violated guard', () => {
  const problems = [
    { code: 'membership-swing', audience: '52c26d0d-45f2', was: 281, now: 0 },
    { code: 'profiles-read', batch: '01KPXA.BAT1', exported: 1662, read: 1661 },
    { code: 'superseded', table: 'audience_membership', exportedAt: '2026-11-25T06:00:05.25', by: 'run:2.b' },
  ];
  const message = `AUDIENCE_SYNC_GUARD 3: ${SWING} and ${READ} and ${SUPERSEDED}`;

  it.each([
    ['as it was raised', message],
    ['from Spark 3.5', `java.lang.RuntimeException: ${message}\n\tat org.apache.spark.sql.errors.QueryExecutionErrors`],
    ['from Spark 4', `[USER_RAISED_EXCEPTION] ${message} SQLSTATE: P0001`],
    ['from DuckDB', `Invalid Input Error: ${message}`],
    ['in JSON', JSON.stringify({ errors: [{ code: '58000', message: `ErrorCode: 58000 ${message}` }] })],
    ['in brackets', `failed [${message}]. Query ID: 7`],
  ])('is understood %s', (_, wrapped) => {
    expect(parseGuardMessage(wrapped)).toEqual({ count: 3, problems });
  });

  it('is understood where it was cut off', () => {
    expect(parseGuardMessage(message.slice(0, message.indexOf('read=')))).toEqual({
      count: 3,
      problems: problems.slice(0, 1),
    });
  });

  it.each([
    ['another error', 'ErrorCode: 58000 Batch query execution failed'],
    ['an error that only talks of guards', 'AUDIENCE_SYNC_GUARD'],
    ['a message of which nothing is left', 'AUDIENCE_SYNC_GUARD 2: membership-swing audi…'],
    ['nothing', ''],
  ])('is not seen in %s', (_, text) => {
    expect(parseGuardMessage(text)).toBeNull();
  });
});
