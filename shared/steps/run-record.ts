import * as z from 'zod';
import { Count, Moment, Run, StepContext, Warnings } from './common.ts';
import { ConfirmationResult } from './confirm.ts';
import { ExportGroup, ExportResult } from './export.ts';
import { RemoveOldExportsOutput } from './remove-exports.ts';
import { PlannedAudience, RefreshMode, RunCounts, TransformPlan, TransformResult } from './transform.ts';

const common = { sync: z.string(), runId: z.string(), startedAt: Moment, finishedAt: Moment, warnings: Warnings };

const finished = {
  ...common,
  exportedAt: Moment,
  mode: RefreshMode,
  modeReason: z.string(),
  redrives: Count,
  audiences: z.array(
    z.strictObject({
      ...PlannedAudience.pick({ id: true, name: true }).shape,
      /** From the ledger; null where it could not be read. */
      counts: RunCounts.shape.audiences.element.omit({ id: true }).nullable(),
      /** That CJA reports; null where nobody was asked. */
      persons: Count.nullable(),
    }),
  ),
  rowsWritten: Count.nullable(),
  profilesRead: Count.nullable(),
  profilesWithoutIdentity: Count.nullable(),
  exports: z.array(ExportResult),
  transform: TransformResult.omit({ counts: true }),
  confirmation: ConfirmationResult,
  removedExportBatchIds: RemoveOldExportsOutput.shape.removedBatchIds,
};

/** What an execution says when it succeeds: there is no other database of runs. */
export const RunRecord = z.discriminatedUnion('outcome', [
  /** CJA has taken in what the run wrote. */
  z.strictObject({ outcome: z.literal('refreshed'), ...finished }),
  /** Nothing had changed since the last confirmed run, so nothing was written. */
  z.strictObject({ outcome: z.literal('unchanged'), ...finished }),
  /** A dry run: what would be done. */
  z.strictObject({
    outcome: z.literal('planned'),
    ...common,
    exportGroups: z.array(ExportGroup),
    transform: TransformPlan,
    sql: z.union([z.strictObject({ text: z.string() }), z.strictObject({ characters: Count, howToSee: z.string() })]),
  }),
  /** An older run of the same sync was active. */
  z.strictObject({ outcome: z.literal('skipped'), ...common, olderExecutionArn: z.string() }),
]);
export type RunRecord = z.infer<typeof RunRecord>;

export const RecordRunInput = z.strictObject({
  run: Run,
  context: StepContext,
  planWarnings: Warnings,
  /** Executions of earlier releases hand over everything that was planned. */
  audiences: z.array(z.object(PlannedAudience.pick({ id: true, name: true }).shape)),
  exports: z.array(ExportResult),
  transform: TransformResult,
  confirmation: ConfirmationResult,
  housekeeping: RemoveOldExportsOutput,
});
export type RecordRunInput = z.infer<typeof RecordRunInput>;
