import { classifyQueryState, type Query } from '../../shared/adobe/query-service.ts';
import { parseMarker } from '../../shared/sql/marker.ts';

interface OwnQuery {
  readonly sync: string;
  readonly runId: string;
  readonly exportedAt: string;
  readonly attempt: number;
  readonly sql: string;
  readonly gaveUp: readonly string[];
}

export type Judgement =
  /** This attempt's own query, whose answer was lost. */
  | { readonly kind: 'adopt'; readonly query: Query }
  /** A query with newer truth runs or has succeeded: this run must not write any more. */
  | { readonly kind: 'superseded'; readonly query: Query; readonly runId: string; readonly exportedAt: string }
  /** Another query of this sync is still running; two must never write at once. */
  | { readonly kind: 'wait'; readonly query: Query }
  | { readonly kind: 'start' };

/** What the queries of this sync that Query Service lists mean for an attempt that is about to start its own. */
export function judgeQueries(queries: readonly Query[], own: OwnQuery): Judgement {
  let verdict: Judgement = { kind: 'start' };
  for (const query of queries) {
    const marker = parseMarker(query.sql);
    if (marker === null || marker.sync !== own.sync) continue;
    const state = classifyQueryState(query.state);
    const isLive = state === 'running' || state === 'unknown';
    const isNewer = compareTruths(marker, own) > 0;
    if (isNewer && (isLive || state === 'succeeded')) {
      return { kind: 'superseded', query, runId: marker.runId, exportedAt: marker.exportedAt };
    }
    // The marker says which attempt it was; only equal SQL says that it is the same query.
    const isOwn = marker.runId === own.runId && marker.attempt === own.attempt && query.sql === own.sql;
    if (isOwn && !own.gaveUp.includes(query.id)) verdict = { kind: 'adopt', query };
    else if (isLive && verdict.kind === 'start') verdict = { kind: 'wait', query };
  }
  return verdict;
}

interface Truth {
  readonly exportedAt: string;
  readonly runId: string;
}

/** Truths are ordered by when they were exported, then by run id. */
function compareTruths(left: Truth, right: Truth): number {
  const apart = Date.parse(left.exportedAt) - Date.parse(right.exportedAt);
  if (apart !== 0) return apart;
  return left.runId < right.runId ? -1 : left.runId > right.runId ? 1 : 0;
}
