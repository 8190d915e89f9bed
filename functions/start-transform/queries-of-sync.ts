import type { Query, QueryServiceClient } from '../../shared/adobe/query-service.ts';
import { markerPrefix } from '../../shared/sql/marker.ts';

/** A batch query runs for at most 24 hours (docs: Query Service guardrails); an hour more for clocks and queues. */
const LONGEST_QUERY_MILLISECONDS = 25 * 3_600_000;

/**
 * Every query of a sync that may still have been running at a moment, whichever run started it.
 * @param earliest epoch milliseconds
 */
export async function queriesOfSync(
  sync: string,
  earliest: number,
  queryService: QueryServiceClient,
): Promise<Query[]> {
  const found: Query[] = [];
  const filter = { property: [`sql~${markerPrefix(sync)}`], orderBy: '-created' };
  for await (const query of queryService.listQueries(filter)) {
    if (query.createdAt < earliest - LONGEST_QUERY_MILLISECONDS) break;
    found.push(query);
  }
  return found;
}
