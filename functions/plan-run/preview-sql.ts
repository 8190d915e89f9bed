import { transformSql } from '../../shared/sql/transform.ts';
import type { RunPlan } from '../../shared/steps/plan-run.ts';
import type { RunRecord } from '../../shared/steps/run-record.ts';
import { transformSpec } from '../transform/spec.ts';
import { payloadBytes } from './payload.ts';

/** More than this nobody reads in a console. */
const MOST_CHARACTERS = 100_000;

type Preview = Extract<RunRecord, { outcome: 'planned' }>['sql'];

/**
 * The statement as it would run, with placeholders for what only a run knows: the batches, and when they were exported.
 * @param room how many bytes of the execution's output are left for it
 */
export function previewSql({ run, transform, exportGroups }: RunPlan, room: number): Preview {
  const exports = exportGroups.map(({ mergePolicyId }) => ({
    mergePolicyId,
    jobId: 'EXPORT_JOB',
    createdAt: run.startedAt,
    finishedAt: null,
    batchIds: [`BATCH_OF_${mergePolicyId}`],
    exportedProfiles: null,
    warnings: [],
  }));
  const exportedAt = new Date(run.startedAt).toISOString();
  const text = transformSql(
    transformSpec(transform, exports, { run, attempt: 1, exportedAt, mode: transform.mode, skipEmptyRows: false }),
  );
  if (text.length <= MOST_CHARACTERS && payloadBytes({ sql: { text } }) <= room) return { text };
  return {
    characters: text.length,
    howToSee: 'Too long for an execution output; Query Service shows the text of each run under the name of its query',
  };
}
