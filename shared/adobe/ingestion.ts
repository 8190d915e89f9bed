import * as z from 'zod';
import { AdobeNotFound, AdobeRequestRejected } from './errors.ts';
import type { AdobeHttp } from './http.ts';

/**
 * What became of a batch that was to be reverted. `not-found`: Adobe does not know it, or no longer. `not-revertible`:
 * it is in no state to be reverted, most likely because it has been already.
 */
export type RevertOutcome = 'reverted' | 'not-found' | 'not-revertible';

/** Batch Ingestion, as far as batches are taken back by it. */
export interface IngestionClient {
  /**
   * Takes a batch's rows out of its dataset: it becomes inactive, and its files are removed some time later (docs:
   * Batch Ingestion API, "Delete a batch"). What the Adobe applications that read the dataset hold of it, goes too.
   */
  readonly revertBatch: (batchId: string) => Promise<RevertOutcome>;
}

const PATH = '/data/foundation/import/batches';

/** @param http the platform, with a sandbox */
export function createIngestionClient(http: AdobeHttp): IngestionClient {
  return { revertBatch: (batchId) => revertBatch(http, batchId) };
}

/** batch-ingestion.yaml: completeBatch, whose action may also be REVERT. Its answer is a batch there, nothing in the documentation. */
async function revertBatch(http: AdobeHttp, batchId: string): Promise<RevertOutcome> {
  try {
    await http.post(`${PATH}/${encodeURIComponent(batchId)}`, {
      resource: `batch ${batchId}`,
      schema: z.unknown(),
      query: { action: 'REVERT' },
      body: undefined,
      mayRunTwice: true,
    });
    return 'reverted';
  } catch (error) {
    if (error instanceof AdobeNotFound) return 'not-found';
    // Not in the contract, which has 400 and 404 only; elsewhere in Experience Platform it is the answer to a wrong state.
    if (error instanceof AdobeRequestRejected && error.status === 409) return 'not-revertible';
    throw error;
  }
}
