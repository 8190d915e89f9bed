import { type Batch, type CatalogClient, classifyBatchStatus } from '../../shared/adobe/catalog.ts';
import { AdobeError } from '../../shared/adobe/errors.ts';
import { classifyExportStatus, type ExportJob, type SegmentationClient } from '../../shared/adobe/segmentation.ts';
import type { CheckExportInput, CheckExportOutput, ExportAttempt, ExportResult } from '../../shared/steps/export.ts';
import { lookAgain, startAgain } from '../attempts/look-again.ts';
import { reasonsText } from '../attempts/reasons.ts';
import type { Log } from '../runtime/log.ts';
import { getJob } from '../start-export/get-job.ts';

interface Dependencies {
  readonly segmentation: SegmentationClient;
  readonly catalog: CatalogClient;
  readonly log: Log;
}

/**
 * Looks at an export job. It is done when the job succeeded *and* the Catalog batches it wrote are there with as many
 * profiles: a field that does not exist in the schema gives a fine job and a failed batch.
 * A dead job is an answer, not an error: the workflow goes back to where a new one can be started.
 */
export async function checkExport(
  { context, group, export: attempt }: CheckExportInput,
  { segmentation, catalog, log }: Dependencies,
): Promise<CheckExportOutput> {
  const job = await getJob(attempt.jobId, segmentation);
  const status = job === null ? 'gone' : classifyExportStatus(job.status);
  log('Looked at the export job', {
    exportJob: attempt.jobId,
    status: job?.status ?? 'gone',
    isKnown: status !== 'unknown',
  });
  const { deadlineMinutes } = group;
  const again = (what: string): CheckExportOutput =>
    withExport(lookAgain(attempt, { context, deadlineMinutes, what: `export job ${attempt.jobId} was ${what}` }));
  const failed = (message: string): CheckExportOutput => withExport(startAgain(attempt, { kind: 'failed', message }));

  if (job === null) return failed(`export job ${attempt.jobId} no longer exists at Adobe`);
  switch (status) {
    case 'gone':
    case 'failed':
    case 'cancelled':
      return failed(`export job ${job.id} ended as ${job.status}${reasonsText(job.errors)}`);
    case 'running':
    case 'unknown':
      return again(`still ${job.status}`);
    case 'succeeded':
      break;
  }

  const found = await Promise.all(job.batchIds.map((id) => getBatch(id, catalog)));
  const batches = found.filter((batch) => batch !== null);
  if (batches.length < found.length) return again('done, but the Catalog did not know its batch');
  const bad = batches.find((batch) => classifyBatchStatus(batch.status) === 'failed');
  if (bad !== undefined) return failed(`batch ${bad.id} of export job ${job.id} ended as ${bad.status}`);
  if (batches.some((batch) => classifyBatchStatus(batch.status) !== 'succeeded'))
    return again('done, but its batch was not');
  // An export of nobody may have no batch, but must say so: taken for one, any other would make everyone a leaver.
  if (batches.length === 0 && job.exportedProfiles !== 0) return again('done, but named no batch');

  const counted = countProfiles(job, batches);
  if ('mismatch' in counted) {
    return withExport(startAgain(attempt, { kind: 'guard', name: 'ExportCountMismatch', message: counted.mismatch }));
  }
  const result: ExportResult = {
    mergePolicyId: group.mergePolicyId,
    jobId: job.id,
    createdAt: new Date(job.createdAt).toISOString(),
    finishedAt: context.now,
    batchIds: batches.map((batch) => batch.id),
    exportedProfiles: counted.profiles,
    warnings: warnings(job, counted.profiles),
  };
  log('The export is complete', { exportJob: job.id, batches: result.batchIds, profiles: counted.profiles });
  return { status: 'done', export: attempt, result };
}

/** The Catalog may lag behind the job that wrote a batch. */
async function getBatch(batchId: string, catalog: CatalogClient): Promise<Batch | null> {
  try {
    return await catalog.getBatch(batchId);
  } catch (error) {
    if (error instanceof AdobeError && error.name === 'AdobeNotFound') return null;
    throw error;
  }
}

/** The job's counter, else what the batches hold; both must agree where both are told. */
function countProfiles(
  job: ExportJob,
  batches: readonly Batch[],
): { readonly profiles: number | null } | { readonly mismatch: string } {
  const recordCounts = batches.map((batch) => batch.recordCount);
  const inBatches = recordCounts.includes(null)
    ? null
    : recordCounts.reduce<number>((sum, count) => sum + (count ?? 0), 0);
  if (job.exportedProfiles !== null && inBatches !== null && job.exportedProfiles !== inBatches) {
    return {
      mismatch: `export job ${job.id} says ${job.exportedProfiles} profiles, its batches hold ${inBatches}`,
    };
  }
  return { profiles: job.exportedProfiles ?? inBatches };
}

/** Adobe's own samples show succeeded jobs with errors in them: worth a warning, not a failure (docs: Export jobs API). */
function warnings(job: ExportJob, profiles: number | null): string[] {
  return [
    ...(job.errors.length > 0
      ? [`export job ${job.id} succeeded with errors${reasonsText(job.errors)}`.slice(0, 2000)]
      : []),
    ...(profiles === null
      ? [`nobody tells how many profiles export job ${job.id} exported: they are not counted again`]
      : []),
  ];
}

function withExport({
  status,
  attempt,
}: {
  status: 'running' | 'startAgain';
  attempt: ExportAttempt;
}): CheckExportOutput {
  return { status, export: attempt };
}
