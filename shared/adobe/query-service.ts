import * as z from 'zod';
import { AdobeRequestRejected } from './errors.ts';
import type { AdobeHttp } from './http.ts';
import { linkParameter } from './links.ts';
import { IdText, Moment, OptionalText } from './wire-values.ts';

export interface Query {
  readonly id: string;
  /** As Adobe says it: see `classifyQueryState`. */
  readonly state: string;
  /** The text as it was sent. */
  readonly sql: string;
  /** Epoch milliseconds. */
  readonly createdAt: number;
  readonly updatedAt: number;
  /** Means something for succeeded queries only; null otherwise. */
  readonly rowCount: number | null;
  /** A query may have succeeded and carry errors nevertheless (docs: Queries endpoint, sample answer). */
  readonly errors: readonly {
    readonly code: string;
    readonly message: string;
    /** `USER_ERROR` or `SYSTEM_ERROR`; null where Adobe does not tell. */
    readonly errorType: string | null;
  }[];
  readonly isInsertInto: boolean | null;
}

export type QueryState = 'running' | 'succeeded' | 'failed' | 'unknown';

export interface CreateQueryRequest {
  readonly sql: string;
  readonly name: string;
  readonly description?: string;
}

export interface QueryFilter {
  /** Conditions that all must hold, such as `sql~…` or `state==IN_PROGRESS`; none may contain a comma. */
  readonly property?: readonly string[];
  /** `created` or `updated`, with `+` or `-` in front; the newest first where it is missing. */
  readonly orderBy?: string;
}

/** Queries. A query by API gives no rows, only what became of it. */
export interface QueryServiceClient {
  /** Not to be repeated blindly: look in `listQueries` for a query whose answer was lost. */
  readonly createQuery: (request: CreateQueryRequest) => Promise<Query>;
  readonly getQuery: (id: string) => Promise<Query>;
  /** Asked for page by page; every query is given once. */
  readonly listQueries: (filter?: QueryFilter) => AsyncIterable<Query>;
  /** Asks for the cancellation, which takes effect later, unless the query has ended already. */
  readonly cancelQuery: (id: string) => Promise<'requested' | 'alreadyEnded'>;
}

const PATH = '/data/foundation/query/queries';
const PAGE_SIZE = 50;
const CONFLICT = 409;

const pathOf = (id: string): string => `${PATH}/${encodeURIComponent(id)}`;

/** What the state of a query means (query-service.yaml: query.state). */
export function classifyQueryState(state: string): QueryState {
  switch (state.toUpperCase()) {
    case 'SUBMITTED':
    case 'IN_PROGRESS':
      return 'running';
    case 'SUCCESS':
      return 'succeeded';
    case 'FAILED':
    case 'KILLED':
    case 'TIMEOUT':
      return 'failed';
    default:
      return 'unknown';
  }
}

const QueryError = z
  .object({ code: IdText.default(''), message: OptionalText, errorType: OptionalText })
  .transform(({ code, message, errorType }) => ({ code, message: message ?? '', errorType }));

/** query-service.yaml: query. */
const QueryAnswer = z
  .object({
    id: IdText,
    state: z.string(),
    request: z.object({ sql: z.string().nullish() }).nullish(),
    effectiveSQL: z.string().nullish(),
    created: Moment,
    updated: Moment,
    rowCount: z.number().nullish(),
    errors: z.array(QueryError).nullish(),
    isInsertInto: z.boolean().nullish(),
  })
  .transform(({ id, state, request, effectiveSQL, created, updated, rowCount, errors, isInsertInto }): Query => ({
    id,
    state,
    sql: request?.sql ?? effectiveSQL ?? '',
    createdAt: created,
    updatedAt: updated,
    rowCount: classifyQueryState(state) === 'succeeded' ? (rowCount ?? null) : null,
    errors: errors ?? [],
    isInsertInto: isInsertInto ?? null,
  }));

/** query-service.yaml: query_list. */
const QueriesPage = z.object({
  queries: z.array(QueryAnswer),
  _page: z.object({ next: OptionalText }).nullish(),
  _links: z.object({ next: z.object({ href: z.string().nullish() }).nullish() }).nullish(),
});

/**
 * @param http the platform, with a sandbox
 * @param sandbox its name, for queries name their database by it
 */
export function createQueryServiceClient(
  http: AdobeHttp,
  { sandbox }: { readonly sandbox: string },
): QueryServiceClient {
  return {
    createQuery: (request) =>
      http.post(PATH, {
        resource: `query "${request.name}"`,
        schema: QueryAnswer,
        // query-service.yaml: query_def.
        body: { dbName: `${sandbox}:all`, ...request },
      }),
    getQuery: (id) => http.get(pathOf(id), { resource: `query ${id}`, schema: QueryAnswer }),
    listQueries: (filter) => listQueries(http, filter),
    cancelQuery: (id) => cancelQuery(http, id),
  };
}

/**
 * A page begins at a moment, so that queries of one moment may stand on two pages; one that holds nothing new is the
 * last.
 */
async function* listQueries(
  http: AdobeHttp,
  { property = [], orderBy = '-created' }: QueryFilter = {},
): AsyncGenerator<Query> {
  const withComma = property.find((condition) => condition.includes(','));
  if (withComma !== undefined)
    throw new TypeError(`Conditions are separated by commas, so none may contain one: ${withComma}`);
  const seen = new Set<string>();
  let start: string | undefined;
  for (;;) {
    const page: z.output<typeof QueriesPage> = await http.get(PATH, {
      resource: 'queries',
      schema: QueriesPage,
      query: {
        orderby: orderBy,
        limit: PAGE_SIZE,
        start,
        property: property.length > 0 ? property.join(',') : undefined,
      },
    });
    const fresh = page.queries.filter(({ id }) => !seen.has(id));
    for (const query of fresh) {
      seen.add(query.id);
      yield query;
    }
    start = page._page?.next ?? linkParameter(page._links?.next?.href, 'start') ?? undefined;
    if (start === undefined || fresh.length === 0) return;
  }
}

/** 202, or 409 for a query that has ended (query-service.yaml: cancelQuery). The body is one operation, not a list. */
async function cancelQuery(http: AdobeHttp, id: string): Promise<'requested' | 'alreadyEnded'> {
  try {
    await http.patch(pathOf(id), {
      resource: `query ${id}`,
      schema: z.unknown(),
      body: { op: 'cancel' },
      mayRunTwice: true,
    });
    return 'requested';
  } catch (error) {
    if (error instanceof AdobeRequestRejected && error.status === CONFLICT) return 'alreadyEnded';
    throw error;
  }
}
