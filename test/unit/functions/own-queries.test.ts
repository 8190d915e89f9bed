import { describe, expect, it } from '@jest/globals';
import { firstStart, freeAttempt, ownQueries } from '../../../functions/start-transform/own-queries.ts';
import type { Query } from '../../../shared/adobe/query-service.ts';
import { transformMarker } from '../../../shared/sql/marker.ts';
import type { Run } from '../../../shared/steps/common.ts';

const run = { sync: 'daily', runId: 'run-b' } as unknown as Run;
const YESTERDAY = Date.parse('2026-01-05T06:10:00Z');
const sqlOf = (attempt: number, runId = 'run-b', mode = 'delta'): string =>
  `SELECT '${transformMarker({ sync: 'daily', exportedAt: '2026-01-05T06:00:05.000Z', runId, attempt })}', '${mode}'`;
const query = (state: string, sql: string, createdAt = YESTERDAY): Query =>
  ({ id: sql, state, sql, createdAt, updatedAt: createdAt }) as unknown as Query;

describe('what a run has started before, its answer lost', () => {
  it.each<[string, Query[], number]>([
    ['nothing', [], 1],
    ['the same statement', [query('SUCCESS', sqlOf(1))], 1],
    ['another one that still runs, and is waited for', [query('IN_PROGRESS', sqlOf(1, 'run-b', 'full'))], 1],
    ['another one that failed, and wrote nothing', [query('FAILED', sqlOf(1, 'run-b', 'full'))], 1],
    ['another one that wrote', [query('SUCCESS', sqlOf(1, 'run-b', 'full'))], 2],
    ['two that wrote', [1, 2].map((attempt) => query('SUCCESS', sqlOf(attempt, 'run-b', 'full'))), 3],
    ['one of another run', [query('SUCCESS', sqlOf(1, 'run-a', 'full'))], 1],
  ])('%s: the next statement is of attempt number …', (_, queries, attempt) => {
    expect(freeAttempt(1, ownQueries(queries, run), (number) => sqlOf(number))).toBe(attempt);
  });

  it('is what the run’s batches are looked for since, by Adobe’s clock', () => {
    const today = '2026-01-06T06:00:00.000Z';
    const now = query('SUBMITTED', sqlOf(2), Date.parse('2026-01-06T05:55:00Z'));
    expect(firstStart(null, [now])).toBe('2026-01-06T05:55:00.000Z');
    expect(firstStart(null, [now, query('SUCCESS', sqlOf(1))])).toBe('2026-01-05T06:10:00.000Z');
    expect(firstStart('2026-01-04T00:00:00.000Z', [now])).toBe('2026-01-04T00:00:00.000Z');
    expect(firstStart(today, [now])).toBe('2026-01-06T05:55:00.000Z');
  });
});
