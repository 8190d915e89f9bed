import { classifyQueryState, type Query } from '../../shared/adobe/query-service.ts';
import { parseMarker } from '../../shared/sql/marker.ts';
import type { Run } from '../../shared/steps/common.ts';

/** A query that this run has started, whether or not the answer ever came back. */
export interface OwnQuery {
  readonly attempt: number;
  readonly query: Query;
}

export function ownQueries(queries: readonly Query[], run: Run): OwnQuery[] {
  return queries.flatMap((query) => {
    const marker = parseMarker(query.sql);
    const isOwn = marker !== null && marker.sync === run.sync && marker.runId === run.runId;
    return isOwn ? [{ attempt: marker.attempt, query }] : [];
  });
}

/**
 * The number of an attempt whose statement may be started, or is running or done already. An attempt whose answer was lost
 * may be done with another statement, because a redrive decided the mode anew: its ledger rows are written, and only
 * another attempt writes rows of its own.
 * @param sqlOf the statement of an attempt
 */
export function freeAttempt(from: number, own: readonly OwnQuery[], sqlOf: (attempt: number) => string): number {
  const isTaken = (attempt: number): boolean =>
    own.some(
      ({ query, attempt: other }) =>
        other === attempt && classifyQueryState(query.state) === 'succeeded' && query.sql !== sqlOf(attempt),
    );
  let attempt = from;
  while (isTaken(attempt)) attempt += 1;
  return attempt;
}

/**
 * When this run's first query was created, by Adobe's clock, which dates what it has written too. While another query stood
 * in the way nothing was started, and what that one wrote is not this run's.
 * @param earlier of attempts before, whose queries Adobe may no longer list; null where there are none
 */
export function firstStart(earlier: string | null, queries: readonly [Query, ...Query[]]): string {
  const moments = queries.map(({ createdAt }) => createdAt);
  return new Date(Math.min(...moments, earlier === null ? Infinity : Date.parse(earlier))).toISOString();
}
