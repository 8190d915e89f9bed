import * as z from 'zod';
import { Count, Moment, ResourceId, Run, StepContext, Warnings } from './common.ts';
import { TransformResult } from './transform.ts';

export const ConfirmationPlan = z.strictObject({
  connectionId: ResourceId,
  dataViewId: ResourceId.nullable(),
  targetDatasetId: ResourceId,
  /** Where the audience ids stand in the target, as CJA names a field: `_acme.audienceMemberships.id`. */
  audienceIdPath: z.string(),
  audienceIds: z.array(ResourceId).min(1),
  deadlineMinutes: z.int().min(1),
});
export type ConfirmationPlan = z.infer<typeof ConfirmationPlan>;

export const ConfirmationWait = z.strictObject({
  /** The later of the write and the redrive: what the deadline counts from. */
  since: Moment,
  deadlineAt: Moment,
  waitSeconds: z.int().min(1),
  waitingFor: z.string(),
});
export type ConfirmationWait = z.infer<typeof ConfirmationWait>;

export const ConfirmationResult = z.strictObject({
  confirmedAt: Moment,
  lastIngestedAt: Moment.nullable(),
  /** Persons that CJA reports per audience; null where the definition names no data view. */
  audiences: z.array(z.strictObject({ id: ResourceId, persons: Count })).nullable(),
  warnings: Warnings,
});
export type ConfirmationResult = z.infer<typeof ConfirmationResult>;

export const ConfirmConnectionInput = z.strictObject({
  run: Run,
  context: StepContext,
  confirmation: ConfirmationPlan,
  transform: TransformResult,
});
export type ConfirmConnectionInput = z.infer<typeof ConfirmConnectionInput>;

export const ConfirmConnectionOutput = z.discriminatedUnion('status', [
  z.strictObject({ status: z.literal('waiting'), wait: ConfirmationWait }),
  z.strictObject({ status: z.literal('confirmed'), result: ConfirmationResult }),
]);
export type ConfirmConnectionOutput = z.infer<typeof ConfirmConnectionOutput>;
