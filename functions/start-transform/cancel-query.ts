import { AdobeError } from '../../shared/adobe/errors.ts';
import type { QueryServiceClient } from '../../shared/adobe/query-service.ts';
import type { Log } from '../runtime/log.ts';

/** Cancels a query that is no longer waited for. That it is gone already, or has ended, is just as well. */
export async function cancelQuery(queryId: string, queryService: QueryServiceClient, log: Log): Promise<void> {
  try {
    const outcome = await queryService.cancelQuery(queryId);
    log(outcome === 'requested' ? 'Cancelled a query' : 'The query had ended already', { query: queryId });
  } catch (error) {
    if (!(error instanceof AdobeError && error.name === 'AdobeNotFound')) throw error;
    log('The query is gone already', { query: queryId });
  }
}
