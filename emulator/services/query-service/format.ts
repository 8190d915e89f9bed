import type { SandboxDescription } from '../../sandbox/format.ts';
import type { Query } from './queries.ts';

const iso = (time: number): string => new Date(time).toISOString();

/** The datasets that a query reads or writes, once it runs. */
export function referencedDatasets({ outcome }: Query, sandbox: SandboxDescription): string[] {
  if (outcome === null) return [];
  const tables = new Set([...outcome.tablesRead, ...outcome.inserts.map(({ table }) => table)]);
  return sandbox.datasets.filter(({ table }) => tables.has(table)).map(({ id }) => id);
}

/** A query on the wire (query-service.yaml: query). Of a REST query nobody gets rows, only how many there were. */
export function queryOnTheWire(query: Query, sandbox: SandboxDescription): Record<string, unknown> {
  const { request, outcome, startedAt, endedAt } = query;
  const hasEnded = endedAt !== null && outcome !== null;
  const path = `/data/foundation/query/queries/${query.id}`;
  return {
    id: query.id,
    request: {
      dbName: request.dbName,
      sql: request.sql,
      ...(request.name === undefined ? {} : { name: request.name }),
      ...(request.description === undefined ? {} : { description: request.description }),
    },
    effectiveSQL: request.sql,
    isCTAS: outcome?.kind === 'ctas',
    isInsertInto: outcome?.kind === 'insert',
    state: query.state,
    created: iso(query.createdAt),
    updated: iso(query.updatedAt),
    elapsedTime: startedAt === null || endedAt === null ? 0 : endedAt - startedAt,
    rowCount: query.state === 'SUCCESS' && hasEnded ? outcome.rowCount : 0,
    errors: query.errors,
    client: 'API',
    userId: 'emulated@techacct.adobe.com',
    version: 1,
    _links: {
      self: { href: path, method: 'GET' },
      soft_delete: { href: path, method: 'PATCH', body: '{"op": "soft_delete"}' },
      ...(endedAt === null ? { cancel: { href: path, method: 'PATCH', body: '{"op": "cancel"}' } } : {}),
      referenced_datasets: referencedDatasets(query, sandbox).map((id) => ({
        id,
        href: `/data/foundation/catalog/dataSets/${id}`,
      })),
    },
  };
}

interface Page {
  readonly orderby: string;
  readonly limit: number;
  readonly property: string | undefined;
  /** Where the next page starts; null: this is the last one. */
  readonly next: string | null;
}

interface Context {
  readonly basePath: string;
  readonly time: (query: Query) => number;
  readonly sandbox: SandboxDescription;
}

/** A page of queries on the wire (query-service.yaml: query_list). */
export function queryListOnTheWire(
  queries: readonly Query[],
  page: Page,
  { basePath, time, sandbox }: Context,
): Record<string, unknown> {
  const first = queries[0];
  const { orderby, limit, property, next } = page;
  const parameters = new URLSearchParams({
    orderby,
    limit: String(limit),
    ...(property === undefined ? {} : { property }),
  });
  if (next !== null) parameters.set('start', next);
  return {
    queries: queries.map((query) => queryOnTheWire(query, sandbox)),
    _page: {
      orderby,
      ...(first === undefined ? {} : { start: iso(time(first)) }),
      ...(next === null ? {} : { next }),
      ...(property === undefined ? {} : { property }),
      count: queries.length,
    },
    _links: next === null ? {} : { next: { href: `${basePath}/queries?${parameters.toString()}` } },
    version: 1,
  };
}
