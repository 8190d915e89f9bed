import * as z from 'zod';
import { Moment, ResourceId, Run, StepContext, Warnings } from './common.ts';

export const RemoveOldExportsInput = z.strictObject({
  run: Run,
  context: StepContext,
  datasetId: ResourceId,
  /** Batches of this many confirmed runs stay, this one included. */
  keepRuns: z.int().min(1),
  exportedAt: Moment,
});
export type RemoveOldExportsInput = z.infer<typeof RemoveOldExportsInput>;

export const RemoveOldExportsOutput = z.strictObject({
  removedBatchIds: z.array(ResourceId),
  /** Failing to clean up is no reason to fail a run. */
  warnings: Warnings,
});
export type RemoveOldExportsOutput = z.infer<typeof RemoveOldExportsOutput>;
