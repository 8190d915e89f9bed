import * as z from 'zod';
import { attemptFields, Count, FinishedAt, Moment, ResourceId, Run, StepContext, Warnings } from './common.ts';

/**
 * Merge policies that the audiences of one sync may have: each costs an export job, and the history of a run is finite.
 * Adobe advises at most 5 in a sandbox (docs: Guardrails for Real-Time Customer Profile).
 */
export const MOST_EXPORT_GROUPS = 10;

/** The audiences of one merge policy: one export job carries them all. */
export const ExportGroup = z.strictObject({
  mergePolicyId: ResourceId,
  datasetId: ResourceId,
  /** Comma-separated field paths, as the export job takes them. */
  fields: z.string(),
  audiences: z.array(z.strictObject({ id: ResourceId, membershipNamespace: z.string() })).min(1),
  maxAttempts: z.int().min(1),
  deadlineMinutes: z.int().min(1),
});
export type ExportGroup = z.infer<typeof ExportGroup>;

export const ExportAttempt = z.strictObject({ jobId: ResourceId, ...attemptFields });
export type ExportAttempt = z.infer<typeof ExportAttempt>;

/** A finished, counted export: what the transform reads. */
export const ExportResult = z.strictObject({
  mergePolicyId: ResourceId,
  jobId: ResourceId,
  /** Creation time of the export job. */
  createdAt: Moment,
  finishedAt: FinishedAt,
  /** Empty where the export wrote nothing at all. */
  batchIds: z.array(ResourceId),
  /** What the job says it exported, else what its Catalog batches hold; null where nobody tells. */
  exportedProfiles: Count.nullable(),
  warnings: Warnings,
});
export type ExportResult = z.infer<typeof ExportResult>;

export const StartExportInput = z.strictObject({
  run: Run,
  context: StepContext,
  group: ExportGroup,
  previous: ExportAttempt.nullable(),
});
export type StartExportInput = z.infer<typeof StartExportInput>;
export const StartExportOutput = ExportAttempt;

export const CheckExportInput = z.strictObject({
  run: Run,
  context: StepContext,
  group: ExportGroup,
  export: ExportAttempt,
});
export type CheckExportInput = z.infer<typeof CheckExportInput>;

export const CheckExportOutput = z.discriminatedUnion('status', [
  z.strictObject({ status: z.literal('running'), export: ExportAttempt }),
  z.strictObject({ status: z.literal('startAgain'), export: ExportAttempt }),
  z.strictObject({ status: z.literal('done'), export: ExportAttempt, result: ExportResult }),
]);
export type CheckExportOutput = z.infer<typeof CheckExportOutput>;
