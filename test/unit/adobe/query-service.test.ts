import { describe, expect, it } from '@jest/globals';
import {
  classifyQueryState,
  createQueryServiceClient,
  type Query,
  type QueryServiceClient,
} from '../../../shared/adobe/query-service.ts';
import { type AdobeServer, collect, httpTo, startAdobeServer } from './adobe-server.ts';

const PATH = '/data/foundation/query/queries';

/** query-service.yaml: query. */
const QUERY = {
  id: 'query-1',
  request: { dbName: 'dev:all', sql: 'SELECT 1', name: 'n' },
  effectiveSQL: 'SELECT 1 -- effective',
  isCTAS: false,
  isInsertInto: true,
  state: 'SUCCESS',
  created: '2022-11-09T18:45:31.256Z',
  updated: '2022-11-09T18:46:31.256Z',
  elapsedTime: 60_000,
  rowCount: 3,
  errors: [],
  version: 1,
};

const client = (server: AdobeServer): QueryServiceClient =>
  createQueryServiceClient(httpTo(server), { sandbox: 'dev' });

/** query-service.yaml: query.state. */
it.each<[string, string]>([
  ['SUBMITTED', 'running'],
  ['IN_PROGRESS', 'running'],
  ['SUCCESS', 'succeeded'],
  ['FAILED', 'failed'],
  ['KILLED', 'failed'],
  ['TIMEOUT', 'failed'],
  ['QUEUED_FOR_RETRY', 'unknown'],
  ['', 'unknown'],
])('query state %p is %s', (state, kind) => {
  expect(classifyQueryState(state)).toBe(kind);
});

describe('a query', () => {
  const getQuery = async (over: Record<string, unknown>): Promise<Query> => {
    await using server = await startAdobeServer(() => ({ body: { ...QUERY, ...over } }));
    return await client(server).getQuery('query-1');
  };

  it('is read into one shape', async () => {
    expect(await getQuery({})).toEqual({
      id: 'query-1',
      state: 'SUCCESS',
      sql: 'SELECT 1',
      createdAt: Date.parse('2022-11-09T18:45:31.256Z'),
      updatedAt: Date.parse('2022-11-09T18:46:31.256Z'),
      rowCount: 3,
      errors: [],
      isInsertInto: true,
    });
  });

  it.each<[string, Record<string, unknown>, Record<string, unknown>]>([
    ['rows that mean nothing yet', { state: 'IN_PROGRESS', rowCount: 0 }, { rowCount: null }],
    [
      'success and errors at once',
      { errors: [{ code: '58000', message: 'm', errorType: 'SYSTEM_ERROR' }] },
      { state: 'SUCCESS', errors: [{ code: '58000', message: 'm', errorType: 'SYSTEM_ERROR' }] },
    ],
    [
      'an error code that is a number',
      { errors: [{ code: 408 }] },
      { errors: [{ code: '408', message: '', errorType: null }] },
    ],
    ['no errors member', { errors: null }, { errors: [] }],
    ['a state of tomorrow', { state: 'WARMING_UP' }, { state: 'WARMING_UP', rowCount: null }],
    ['a template instead of SQL', { request: { templateId: 't' } }, { sql: 'SELECT 1 -- effective' }],
    ['nothing about INSERT', { isInsertInto: undefined }, { isInsertInto: null }],
  ])('may come with %s', async (_, over, expected) => {
    expect(await getQuery(over)).toMatchObject(expected);
  });

  it('is created in the database of the sandbox, its SQL unchanged', async () => {
    await using server = await startAdobeServer(() => ({
      status: 202,
      body: { ...QUERY, state: 'SUBMITTED', rowCount: undefined },
    }));
    const request = { sql: "$$ BEGIN\n SELECT 'ä\\' ; END $$;", name: 'Audience sync', description: 'full' };
    expect(await client(server).createQuery(request)).toMatchObject({
      id: 'query-1',
      state: 'SUBMITTED',
      rowCount: null,
    });
    expect(server.requests).toMatchObject([{ method: 'POST', path: PATH }]);
    expect(JSON.parse(server.requests[0]?.body ?? '')).toEqual({ dbName: 'dev:all', ...request });
  });

  it.each<[number, string]>([
    [202, 'requested'],
    [409, 'alreadyEnded'],
  ])('is cancelled: %i means %s', async (status, outcome) => {
    await using server = await startAdobeServer(() => ({ status, body: { message: 'm', statusCode: status } }));
    expect(await client(server).cancelQuery('query-1')).toBe(outcome);
    expect(server.requests).toMatchObject([{ method: 'PATCH', path: `${PATH}/query-1`, body: '{"op":"cancel"}' }]);
  });

  it.each<[number, string]>([
    [404, 'AdobeNotFound'],
    [400, 'AdobeRequestRejected'],
  ])('is not cancelled: %i', async (status, name) => {
    await using server = await startAdobeServer(() => ({ status }));
    await expect(client(server).cancelQuery('query-1')).rejects.toMatchObject({ name, resource: 'query query-1' });
  });
});

describe('a list of queries', () => {
  const page = (ids: string[], next?: string): { body: unknown } => ({
    body: {
      queries: ids.map((id) => ({ ...QUERY, id })),
      _page: { count: ids.length, ...(next === undefined ? {} : { next }) },
    },
  });

  it('goes on from the moment that a page names, and gives every query once', async () => {
    await using server = await startAdobeServer(
      (_, index) => [page(['a', 'b'], 't1'), page(['b', 'c'], 't2'), page(['d'])][index] ?? page([]),
    );
    const queries = await collect(
      client(server).listQueries({ property: ['sql~marker', 'state==SUCCESS'], orderBy: '-created' }),
    );
    expect(queries.map(({ id }) => id)).toEqual(['a', 'b', 'c', 'd']);
    expect(server.requests.map(({ query }) => query.get('start'))).toEqual([null, 't1', 't2']);
    expect(Object.fromEntries(server.requests[0]?.query ?? [])).toEqual({
      orderby: '-created',
      limit: '50',
      property: 'sql~marker,state==SUCCESS',
    });
  });

  it('goes on by the link where a page names no moment', async () => {
    await using server = await startAdobeServer((_, index) =>
      index > 0
        ? page(['b'])
        : { body: { queries: [QUERY], _links: { next: { href: 'https://x/queries?start=t1&limit=1' } } } },
    );
    expect(await collect(client(server).listQueries())).toHaveLength(2);
    expect(server.requests[1]?.query.get('start')).toBe('t1');
  });

  it('ends where a page holds nothing new', async () => {
    await using server = await startAdobeServer(() => page(['a', 'b'], 't1'));
    expect(await collect(client(server).listQueries())).toHaveLength(2);
    expect(server.requests).toHaveLength(2);
  });

  it('cannot be filtered by text with a comma', async () => {
    await using server = await startAdobeServer(() => page([]));
    await expect(collect(client(server).listQueries({ property: ['sql~a,b'] }))).rejects.toThrow(TypeError);
    expect(server.requests).toHaveLength(0);
  });
});
