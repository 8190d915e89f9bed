import type { RecordRunInput, RunRecord } from '../../shared/steps/run-record.ts';

/** What the record's contract takes. */
const MOST_WARNINGS = 100;

/** The run record of a run that went all the way: counts, evidence and warnings in one place. */
export function recordRun({
  run,
  context,
  planWarnings,
  audiences,
  exports,
  transform,
  confirmation,
  housekeeping,
}: RecordRunInput): RunRecord {
  const persons = new Map(confirmation.audiences?.map((audience) => [audience.id, audience.persons]));
  const { counts, ...evidence } = transform;
  const countsOf = new Map(counts?.audiences.map(({ id, ...ofAudience }) => [id, ofAudience]));
  return {
    outcome: transform.rowsWritten === 0 ? 'unchanged' : 'refreshed',
    sync: run.sync,
    runId: run.runId,
    startedAt: run.startedAt,
    finishedAt: context.now,
    exportedAt: transform.exportedAt,
    mode: transform.mode,
    modeReason: transform.modeReason,
    redrives: context.redriveCount,
    audiences: audiences.map(({ id, name }) => ({
      id,
      name,
      counts: countsOf.get(id) ?? null,
      persons: persons.get(id) ?? null,
    })),
    rowsWritten: transform.rowsWritten,
    profilesRead: counts?.profilesRead ?? null,
    profilesWithoutIdentity: counts?.profilesWithoutIdentity ?? null,
    exports,
    transform: evidence,
    confirmation,
    removedExportBatchIds: housekeeping.removedBatchIds,
    warnings: [
      ...planWarnings,
      ...exports.flatMap((result) => result.warnings),
      ...transform.warnings,
      ...confirmation.warnings,
      ...housekeeping.warnings,
    ].slice(0, MOST_WARNINGS),
  };
}
