import * as z from 'zod';
import type { SandboxDescription } from '../../sandbox/format.ts';
import { json, type Refused } from '../../server/answer.ts';
import { param, readJson, readQuery, type ServiceRequest } from '../../server/request.ts';
import type { Route } from '../../server/router.ts';
import { queryError } from '../errors.ts';
import { queryListOnTheWire, queryOnTheWire, referencedDatasets } from './format.ts';
import { parsePropertyFilter } from './property-filter.ts';
import type { Queries, Query } from './queries.ts';
import { QueryRequest, runnable } from './query-request.ts';

const BASE_PATH = '/data/foundation/query';
const OPERATIONS = z.strictObject({ op: z.enum(['cancel', 'soft_delete']) });
const ListQuery = z.object({
  orderby: z
    .string()
    .regex(/^[+ -]?(created|updated)$/, 'created or updated, with + or - in front')
    .default('-created'),
  limit: z.coerce.number().int().min(1).max(1000).default(20),
  start: z.string().optional(),
  property: z.string().optional(),
  excludeSoftDeleted: z.string().default('true'),
});

/** Query Service (query-service.yaml: listQueries, createQuery, retrieveQuery, cancelQuery, listConnectionParameters). */
export function queryServiceRoutes(queries: Queries, sandbox: SandboxDescription): Route[] {
  const wire = (query: Query): Record<string, unknown> => queryOnTheWire(query, sandbox);
  const find = (request: ServiceRequest): Query => {
    const query = queries.get(param(request, 'id'));
    if (query === undefined) throw queryError(404, `There is no query ${param(request, 'id')}.`);
    return query;
  };
  return [
    {
      method: 'GET',
      path: '/connection_parameters',
      handle: ({ headers }) =>
        json(200, {
          host: 'emulated.invalid',
          port: 80,
          username: sandbox.orgId,
          token: (headers['authorization'] ?? '').replace(/^bearer /i, ''),
          dbName: `${sandbox.name}:all`,
          websoketHost: 'emulated.invalid',
          version: 1,
        }),
    },
    { method: 'GET', path: '/queries', handle: (request) => json(200, list(request, queries, sandbox)) },
    {
      method: 'POST',
      path: '/queries',
      handle: (request) => {
        const query = runnable(readJson(request, QueryRequest, refuse), sandbox.name);
        if (typeof query === 'string') throw refuse(query);
        return json(202, wire(queries.submit(query)));
      },
    },
    { method: 'GET', path: '/queries/{id}', handle: (request) => json(200, wire(find(request))) },
    {
      method: 'PATCH',
      path: '/queries/{id}',
      handle: (request) => {
        const query = find(request);
        const { op } = readJson(request, OPERATIONS, refuse);
        if (op === 'soft_delete') {
          queries.softDelete(query);
          return json(202, { message: 'Query soft delete request received', statusCode: 202 });
        }
        if (queries.cancel(query) === 'hasEnded') {
          throw queryError(409, `Query ${query.id} has ended already; its state is ${query.state}.`);
        }
        return json(202, { message: 'Query cancel request received', statusCode: 202 });
      },
    },
  ];
}

function refuse(message: string): Refused {
  return queryError(400, message);
}

/** A page of queries: those from `start` on, a time, in the order that is asked for. */
function list(request: ServiceRequest, queries: Queries, sandbox: SandboxDescription): Record<string, unknown> {
  const { orderby, limit, start, property, excludeSoftDeleted } = readQuery(request, ListQuery, refuse);
  const filter =
    property === undefined ? () => true : parsePropertyFilter(property, (query) => referencedDatasets(query, sandbox));
  if (typeof filter === 'string') throw refuse(filter);
  const startTime = start === undefined ? null : Date.parse(start);
  if (Number.isNaN(startTime)) throw refuse('start must be a time, such as 2026-09-01T00:00:00Z');

  const isDescending = orderby.startsWith('-');
  const time = (query: Query): number => (orderby.endsWith('created') ? query.createdAt : query.updatedAt);
  const isFromStartOn = (query: Query): boolean =>
    startTime === null || (isDescending ? time(query) <= startTime : time(query) >= startTime);
  const found = queries
    .listed()
    .filter(
      (query) => !(excludeSoftDeleted !== 'false' && query.isSoftDeleted) && isFromStartOn(query) && filter(query),
    )
    .sort((left, right) => (isDescending ? time(right) - time(left) : time(left) - time(right)));
  const page = found.slice(0, limit);
  const next = found[limit];
  return queryListOnTheWire(
    page,
    { orderby, limit, property, next: next === undefined ? null : new Date(time(next)).toISOString() },
    {
      basePath: BASE_PATH,
      time,
      sandbox,
    },
  );
}
