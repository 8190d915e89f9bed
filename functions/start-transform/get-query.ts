import { AdobeError } from '../../shared/adobe/errors.ts';
import type { Query, QueryServiceClient } from '../../shared/adobe/query-service.ts';

/** A query of our own; null where Adobe no longer knows it. */
export async function getQuery(queryId: string, queryService: QueryServiceClient): Promise<Query | null> {
  try {
    return await queryService.getQuery(queryId);
  } catch (error) {
    if (error instanceof AdobeError && error.name === 'AdobeNotFound') return null;
    throw error;
  }
}
