import type { TransformSpec } from '../../shared/sql/transform.ts';
import type { Run } from '../../shared/steps/common.ts';
import type { ExportResult } from '../../shared/steps/export.ts';
import type { RefreshMode, TransformPlan } from '../../shared/steps/transform.ts';

interface AttemptOfRun {
  readonly run: Run;
  readonly attempt: number;
  readonly exportedAt: string;
  readonly mode: RefreshMode;
  readonly skipEmptyRows: boolean;
}

/**
 * The statement of one attempt as a specification. It depends on the plan, the exports and the attempt only, never on
 * the present moment: an attempt whose answer was lost must produce the same text again to be recognised.
 */
export function transformSpec(plan: TransformPlan, exports: readonly ExportResult[], of: AttemptOfRun): TransformSpec {
  const batchesOf = (mergePolicyId: string): string[] =>
    exports.filter((result) => result.mergePolicyId === mergePolicyId).flatMap((result) => result.batchIds);
  return {
    sync: of.run.sync,
    runId: of.run.runId,
    attempt: of.attempt,
    exportedAt: of.exportedAt,
    refreshedAt: new Date(of.run.startedAt).toISOString(),
    mode: of.mode,
    skipEmptyRows: of.skipEmptyRows,
    shape: plan.shape,
    identity: plan.identity,
    exportTable: plan.tables.export,
    targetTable: plan.tables.target,
    ledgerTable: plan.tables.ledger,
    tenant: plan.tenant,
    fields: plan.fields,
    targetFields: plan.targetFields,
    otherFieldTypes: plan.otherFieldTypes,
    membershipFields: plan.membershipFields,
    ledgerFields: plan.ledgerFields,
    batches: exports.flatMap(exportedBatches),
    audiences: plan.audiences.map(({ id, name, origin, mergePolicyId, membershipNamespace }) => ({
      id,
      name,
      origin,
      membershipNamespace,
      batchIds: batchesOf(mergePolicyId),
    })),
    swing: plan.swing,
  };
}

/** Only a job's total is known, so a batch has a count of its own only where the job wrote one batch. */
function exportedBatches(result: ExportResult): { id: string; exportedCount: number | null }[] {
  const isOnly = result.batchIds.length === 1;
  return result.batchIds.map((id) => ({ id, exportedCount: isOnly ? result.exportedProfiles : null }));
}
