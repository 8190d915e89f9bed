import { describe, expect, it } from '@jest/globals';
import { judgeQueries } from '../../../functions/start-transform/judge-queries.ts';
import type { Query } from '../../../shared/adobe/query-service.ts';
import { transformMarker } from '../../../shared/sql/marker.ts';

const EXPORTED = '2026-01-05T06:00:05.000Z';
const marked = (over: Partial<{ sync: string; exportedAt: string; runId: string; attempt: number }> = {}) =>
  `SELECT '${transformMarker({ sync: 'daily', exportedAt: EXPORTED, runId: 'run-b', attempt: 1, ...over })}'`;
const query = (id: string, state: string, sql: string): Query => ({
  id,
  state,
  sql,
  createdAt: 0,
  updatedAt: 0,
  rowCount: null,
  errors: [],
  isInsertInto: null,
});
const own = { sync: 'daily', runId: 'run-b', exportedAt: EXPORTED, attempt: 1, sql: marked(), gaveUp: ['given-up'] };

describe('the queries of a sync, before a run starts its own', () => {
  it.each<[string, Query[], string]>([
    ['no query at all', [], 'start'],
    ['queries of people, without a marker', [query('q', 'IN_PROGRESS', 'SELECT 1')], 'start'],
    ['a live query of another sync', [query('q', 'IN_PROGRESS', marked({ sync: 'weekly', runId: 'x' }))], 'start'],
    [
      'an older run that has finished',
      [query('q', 'SUCCESS', marked({ exportedAt: '2026-01-04T06:00:05.000Z', runId: 'run-a' }))],
      'start',
    ],
    [
      'a newer run that failed',
      [query('q', 'FAILED', marked({ exportedAt: '2026-01-06T06:00:05.000Z', runId: 'run-c' }))],
      'start',
    ],
    [
      'an older run that is still writing',
      [query('q', 'IN_PROGRESS', marked({ exportedAt: '2026-01-04T06:00:05.000Z', runId: 'run-a' }))],
      'wait',
    ],
    [
      'an older run in a state nobody knows',
      [query('q', 'WARMING_UP', marked({ exportedAt: '2026-01-04T06:00:05.000Z', runId: 'run-a' }))],
      'wait',
    ],
    ['this attempt’s own query, running', [query('q', 'IN_PROGRESS', marked())], 'adopt'],
    ['this attempt’s own query, finished', [query('q', 'SUCCESS', marked())], 'adopt'],
    ['this attempt’s own query, but given up', [query('given-up', 'KILLED', marked())], 'start'],
    ['a given-up query that is still being cancelled', [query('given-up', 'IN_PROGRESS', marked())], 'wait'],
    ['the same marker with other SQL, running', [query('q', 'IN_PROGRESS', `${marked()} `)], 'wait'],
    ['the same marker with other SQL, finished', [query('q', 'SUCCESS', `${marked()} `)], 'start'],
    [
      'an earlier attempt of this run that is still running',
      [query('q', 'SUBMITTED', `${marked()} --`), query('r', 'SUCCESS', marked())],
      'wait',
    ],
    [
      'two queries of this attempt, both running',
      [query('q', 'IN_PROGRESS', marked()), query('r', 'IN_PROGRESS', marked())],
      'wait',
    ],
    [
      'two queries of this attempt, one still running',
      [query('q', 'IN_PROGRESS', marked()), query('r', 'SUCCESS', marked())],
      'wait',
    ],
    [
      'a newer run that succeeded',
      [query('q', 'SUCCESS', marked({ exportedAt: '2026-01-06T06:00:05.000Z', runId: 'run-c' }))],
      'superseded',
    ],
    [
      'a newer run that is running, beside our own query',
      [
        query('r', 'SUCCESS', marked()),
        query('q', 'IN_PROGRESS', marked({ exportedAt: '2026-01-06T06:00:05.000Z', runId: 'run-c' })),
      ],
      'superseded',
    ],
    [
      'a run exported in the same instant, with a greater run id',
      [query('q', 'SUCCESS', marked({ runId: 'run-c' }))],
      'superseded',
    ],
    [
      'a run exported in the same instant, with a smaller run id',
      [query('q', 'SUCCESS', marked({ runId: 'run-a' }))],
      'start',
    ],
  ])('%s: %#', (_, queries, verdict) => {
    expect(judgeQueries(queries, own).kind).toBe(verdict);
  });

  it.each<[string, string, string]>([
    ['FAILED', 'SUCCESS', 'r'],
    ['SUCCESS', 'KILLED', 'q'],
    ['FAILED', 'IN_PROGRESS', 'r'],
    ['FAILED', 'TIMEOUT', 'q'],
  ])('two of this attempt, %s and %s: the better one is adopted', (first, second, adopted) => {
    const queries = [query('q', first, marked()), query('r', second, marked())];
    expect(judgeQueries(queries, own)).toMatchObject({ kind: 'adopt', query: { id: adopted } });
  });

  it('two of this attempt, still running: waits for one of them without choosing', () => {
    const queries = [query('q', 'IN_PROGRESS', marked()), query('r', 'IN_PROGRESS', marked())];
    expect(judgeQueries(queries, own)).toMatchObject({ kind: 'wait', query: { id: 'r' } });
  });
});
