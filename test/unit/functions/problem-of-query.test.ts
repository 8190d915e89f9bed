import { describe, expect, it } from '@jest/globals';
import { problemOfQuery } from '../../../functions/check-transform/problem-of-query.ts';
import type { Query } from '../../../shared/adobe/query-service.ts';

const SWING = 'membership-swing audience=gold was=281 now=0';
const READ = 'profiles-read batch=01HZ exported=7 read=6';
const SUPERSEDED = 'superseded table=target exportedAt=2026-01-06T06:00:10.5 by=run-c';

const problem = (state: string, ...messages: string[]) =>
  problemOfQuery({
    id: 'q1',
    state,
    sql: '',
    createdAt: 0,
    updatedAt: 0,
    rowCount: null,
    errors: messages.map((message) => ({ code: '58000', message, errorType: null })),
    isInsertInto: null,
  } satisfies Query);

describe('a query that a guard stopped', () => {
  it.each([
    ['MembershipSwing', [SWING]],
    ['ProfilesReadMismatch', [READ]],
    ['ProfilesReadMismatch', [SWING, READ]],
    ['RunSuperseded', [SWING, READ, SUPERSEDED]],
  ])('is %s: the gravest of its problems, and all of them are told', (name, problems) => {
    const said = `AUDIENCE_SYNC_GUARD ${problems.length}: ${problems.join(' and ')}`;
    expect(problem('FAILED', said)).toEqual({
      kind: 'guard',
      name,
      message: `query q1 stopped before it wrote: ${problems.join('; ')}`,
    });
  });

  it('tells how many problems its message left out', () => {
    expect(problem('FAILED', `AUDIENCE_SYNC_GUARD 23: ${SWING}`)?.message).toMatch(/; and 22 more$/);
  });

  it('tells nothing of what Query Service says around it, which may quote a person', () => {
    const around = `[USER_RAISED_EXCEPTION] AUDIENCE_SYNC_GUARD 1: ${SWING} SQLSTATE: P0001`;
    expect(problem('FAILED', around, "Cannot cast 'ada@example.com' to BIGINT")?.message).toBe(
      `query q1 stopped before it wrote: ${SWING}`,
    );
  });
});
