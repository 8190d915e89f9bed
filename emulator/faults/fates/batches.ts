import * as z from 'zod';
import type { BatchFate } from '../../fates.ts';
import { OCCASIONS } from '../occasions.ts';

/** What can become of a batch whose rows are all there, whoever wrote them: an export job or a query. */

/** Of the batches of a dataset, if one is named. */
const BATCHES = { ...OCCASIONS, datasetId: z.string().optional() };

const BatchFails = z.strictObject({
  kind: z.literal('batch-fails'),
  ...BATCHES,
  /** The code is one of Adobe's: the batch does not fit its schema (docs: Batch Ingestion troubleshooting). */
  code: z.string().default('DCVS-1106-400'),
  description: z.string().default('The batch could not be ingested.'),
});

const BatchStalls = z.strictObject({ kind: z.literal('batch-stalls'), ...BATCHES });

const BatchMiscounts = z.strictObject({
  kind: z.literal('batch-miscounts'),
  ...BATCHES,
  /** How many records Catalog counts too many; negative: too few. */
  by: z.int(),
});

export const BATCH_FAULTS = [BatchFails, BatchStalls, BatchMiscounts] as const;
export type BatchFault = z.output<(typeof BATCH_FAULTS)[number]>;

export function changeOfBatch(fault: BatchFault): Partial<BatchFate> {
  switch (fault.kind) {
    case 'batch-fails':
      return { lastStatus: 'failure', error: { code: fault.code, description: fault.description } };
    case 'batch-stalls':
      return { lastStatus: 'processing' };
    case 'batch-miscounts':
      return { surplusRecords: fault.by };
  }
}
