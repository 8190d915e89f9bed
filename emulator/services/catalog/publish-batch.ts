import { statSync } from 'node:fs';
import type { Simulation } from '../../simulation.ts';
import type { Batches } from './batches.ts';

/** Rows that are all there, for a batch that has begun. */
export interface FinishedBatch {
  readonly id: string;
  readonly datasetId: string;
  /** The parquet file, in the warehouse's folder. */
  readonly file: string;
  readonly rows: number;
}

/** Makes rows part of their dataset, and the batch a success; unless its fate is another. */
export async function publishBatch(
  { id, datasetId, file, rows }: FinishedBatch,
  batches: Batches,
  { timeline, warehouse, sandbox, fates }: Simulation,
): Promise<void> {
  const table = sandbox.datasets.find((dataset) => dataset.id === datasetId)?.table;
  if (table === undefined) throw new Error(`there is no dataset ${datasetId}`);
  const now = timeline.now();
  const { lastStatus, error, surplusRecords } = fates.batch({ datasetId });
  switch (lastStatus) {
    case 'processing':
      return;
    case 'failure':
      batches.complete(id, { status: 'failure', ...error }, now);
      return;
    case 'success': {
      await warehouse.addBatch(table, { id, file, ingestedAt: now });
      const recordCount = Math.max(0, rows + surplusRecords);
      batches.complete(id, { status: 'success', recordCount, sizeBytes: statSync(file).size }, now);
    }
  }
}
