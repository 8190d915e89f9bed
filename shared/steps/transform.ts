import * as z from 'zod';
import { attemptFields, Count, FinishedAt, Moment, ResourceId, Run, StepContext, Warnings } from './common.ts';
import { ExportResult } from './export.ts';

export const RefreshMode = z.enum(['delta', 'full']);
export type RefreshMode = z.infer<typeof RefreshMode>;

const Identity = z.union([
  z.strictObject({ namespace: z.string(), which: z.enum(['all', 'primary']) }),
  z.strictObject({ field: z.string() }),
]);

/** An audience with everything that Adobe had to be asked about it. */
export const PlannedAudience = z.strictObject({
  id: ResourceId,
  name: z.string(),
  mergePolicyId: ResourceId,
  /** The key of its memberships in `segmentMembership`, such as `ups`; not the audience's own namespace. */
  membershipNamespace: z.string(),
  origin: z.string(),
});
export type PlannedAudience = z.infer<typeof PlannedAudience>;

/** What the transform needs to know besides the exports. */
export const TransformPlan = z.strictObject({
  /** As announced; Start transform decides it anew, because hours or, after a redrive, days have passed by then. */
  mode: RefreshMode,
  modeReason: z.string(),
  requestedMode: RefreshMode,
  fullEveryDays: z.int().min(1),
  /** Limits in percent of the members of the last run; null: this run may swing as it likes. */
  swing: z.strictObject({ minPercent: z.int().min(0), maxPercent: z.int().min(100), floor: z.int().min(0) }).nullable(),
  connectionId: ResourceId,
  shape: z.enum(['objects', 'delimited', 'single']),
  identity: Identity,
  audiences: z.array(PlannedAudience).min(1),
  datasets: z.strictObject({ target: ResourceId, ledger: ResourceId }),
  tables: z.strictObject({ export: z.string(), target: z.string(), ledger: z.string() }),
  tenant: z.string(),
  fields: z.strictObject({
    ids: z.string(),
    names: z.string(),
    memberships: z.string(),
    runId: z.string(),
    refreshedAt: z.string(),
    exportedAt: z.string(),
  }),
  /** Field names under the tenant object of the target, in schema order. */
  targetFields: z.array(z.string()).min(1),
  /** Spark types of those among them that the definition does not name; they are written as NULL. */
  otherFieldTypes: z.record(z.string(), z.string()),
  /** Field names under the tenant object of the ledger, in schema order. */
  ledgerFields: z.array(z.string()).min(1),
  /** Field names of an entry of the memberships array, in schema order; empty where the target has no such array. */
  membershipFields: z.array(z.string()),
  maxAttempts: z.int().min(1),
  deadlineMinutes: z.int().min(1),
});
export type TransformPlan = z.infer<typeof TransformPlan>;

export const TransformAttempt = z.strictObject({
  /** null: nothing was started yet, because another query of this sync is still running. */
  queryId: ResourceId.nullable(),
  blockedBy: ResourceId.nullable(),
  exportedAt: Moment,
  mode: RefreshMode,
  modeReason: z.string(),
  lastFullExportedAt: Moment,
  ...attemptFields,
});
export type TransformAttempt = z.infer<typeof TransformAttempt>;

/** What the ledger says about a run, measured where it was written; person IDs unless said otherwise. */
export const RunCounts = z.strictObject({
  audiences: z.array(
    z.strictObject({
      id: ResourceId,
      members: Count,
      joined: Count,
      left: Count,
      renamed: Count,
      cut: Count,
      /** Export entries whose status is neither a member's nor `exited`. */
      otherStatuses: Count,
    }),
  ),
  /** Rows of the export. */
  profilesRead: Count,
  profilesWithoutIdentity: Count,
  rowsWritten: Count,
});
export type RunCounts = z.infer<typeof RunCounts>;

export const TransformResult = z.strictObject({
  queryId: ResourceId,
  attempt: z.int().min(1),
  mode: RefreshMode,
  modeReason: z.string(),
  /** Creation time of the run's oldest export job: with the run id it orders truths. */
  exportedAt: Moment,
  /** In which form rows were written: where a later run has another one, it must be full. */
  layout: z.string(),
  /** Of the last full refresh, this run's own or that of a run before it. */
  lastFullExportedAt: Moment,
  /** null: written, but the ledger could not be read; a warning says why. */
  counts: RunCounts.nullable(),
  /** When the last target batch was there; null where nothing had to be written. */
  wroteAt: Moment.nullable(),
  /** When the first one was: an attempt before a redrive may have written days earlier. */
  firstWroteAt: Moment.nullable(),
  finishedAt: FinishedAt,
  rowsWritten: Count.nullable(),
  targetBatchIds: z.array(ResourceId),
  ledgerBatchIds: z.array(ResourceId),
  /** Recorded, never required: undocumented for anonymous blocks. */
  evidence: z.strictObject({ rowCount: Count.nullable(), isInsertInto: z.boolean().nullable() }),
  warnings: Warnings,
});
export type TransformResult = z.infer<typeof TransformResult>;

export const StartTransformInput = z.strictObject({
  run: Run,
  context: StepContext,
  transform: TransformPlan,
  exports: z.array(ExportResult).min(1),
  previous: TransformAttempt.nullable(),
});
export type StartTransformInput = z.infer<typeof StartTransformInput>;
export const StartTransformOutput = TransformAttempt;

export const CheckTransformInput = z.strictObject({
  run: Run,
  context: StepContext,
  transform: TransformPlan,
  attempt: TransformAttempt,
});
export type CheckTransformInput = z.infer<typeof CheckTransformInput>;

export const CheckTransformOutput = z.discriminatedUnion('status', [
  z.strictObject({ status: z.literal('running'), attempt: TransformAttempt }),
  z.strictObject({ status: z.literal('startAgain'), attempt: TransformAttempt }),
  z.strictObject({ status: z.literal('done'), attempt: TransformAttempt, result: TransformResult }),
]);
export type CheckTransformOutput = z.infer<typeof CheckTransformOutput>;
