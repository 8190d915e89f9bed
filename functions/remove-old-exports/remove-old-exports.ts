import { type CatalogClient, classifyBatchStatus } from '../../shared/adobe/catalog.ts';
import type { IngestionClient } from '../../shared/adobe/ingestion.ts';
import type { RemoveOldExportsInput, RemoveOldExportsOutput } from '../../shared/steps/remove-exports.ts';
import type { BaselineClients } from '../baseline/read-baseline.ts';
import type { Log } from '../runtime/log.ts';

interface Dependencies {
  readonly catalog: CatalogClient;
  readonly ingestion: IngestionClient;
  readonly listConfirmedRuns: BaselineClients['listConfirmedRuns'];
  readonly log: Log;
}

/** A run removes at most this many, so that a first clean-up of many years takes several runs instead of failing. */
const MOST_BATCHES = 50;

/**
 * Removes the export batches of runs that are long over, so that the export dataset does not grow for ever. Only ever
 * the export dataset: a target batch may hold someone's newest state, however old it is.
 */
export async function removeOldExports(
  { run, datasetId, keepRuns, exportedAt }: RemoveOldExportsInput,
  { catalog, ingestion, listConfirmedRuns, log }: Dependencies,
): Promise<RemoveOldExportsOutput> {
  const removedBatchIds: string[] = [];
  try {
    // This run is the newest of those that are kept, and is not on record yet.
    const kept = (await listConfirmedRuns(run.stateMachineArn, keepRuns - 1)).slice(0, keepRuns - 1);
    if (kept.length < keepRuns - 1) return { removedBatchIds, warnings: [] };
    const oldest = Math.min(Date.parse(exportedAt), ...kept.map((other) => Date.parse(other.exportedAt)));
    const batches = await catalog.listBatches({ dataSet: datasetId, createdBefore: oldest });
    const old = batches.filter(({ status }) => classifyBatchStatus(status) === 'succeeded').slice(0, MOST_BATCHES);
    for (const { id } of old) {
      await ingestion.revertBatch(id);
      removedBatchIds.push(id);
    }
    log('Removed export batches of old runs', { batches: removedBatchIds });
    return { removedBatchIds, warnings: [] };
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    return { removedBatchIds, warnings: [`old export batches could not be removed: ${reason}`.slice(0, 2000)] };
  }
}
