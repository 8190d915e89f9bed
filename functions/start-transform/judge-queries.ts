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

/**
 * What the queries of this sync that Query Service lists mean for an attempt that is about to start its own. Where a lost
 * answer has led to two queries with the same text, the one that succeeded is adopted, and only once the other has ended:
 * nothing of this sync may write while a run is being confirmed.
 */
export function judgeQueries(queries: readonly Query[], own: OwnQuery): Judgement {
  const ofSync = queries.flatMap((query) => {
    const marker = parseMarker(query.sql);
    return marker?.sync === own.sync ? [{ query, marker, state: classifyQueryState(query.state) }] : [];
  });
  const newer = ofSync.find(({ marker, state }) => state !== 'failed' && compareTruths(marker, own) > 0);
  if (newer !== undefined) {
    const { query, marker } = newer;
    return { kind: 'superseded', query, runId: marker.runId, exportedAt: marker.exportedAt };
  }
  // The marker says which attempt it was; only equal SQL says that it is the same query.
  const sameAttempt = ofSync.filter(
    ({ query, marker }) =>
      marker.runId === own.runId &&
      marker.attempt === own.attempt &&
      query.sql === own.sql &&
      !own.gaveUp.includes(query.id),
  );
  const adopted =
    sameAttempt.find(({ state }) => state === 'succeeded') ??
    sameAttempt.find(({ state }) => state !== 'failed') ??
    sameAttempt[0];
  const otherLive = ofSync.find(
    (other) => other !== adopted && (other.state === 'running' || other.state === 'unknown'),
  );
  if (otherLive !== undefined) return { kind: 'wait', query: otherLive.query };
  return adopted === undefined ? { kind: 'start' } : { kind: 'adopt', query: adopted.query };
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
