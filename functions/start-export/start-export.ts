import type { ExportJob, SegmentationClient } from '../../shared/adobe/segmentation.ts';
import type { ExportAttempt, ExportGroup, StartExportInput } from '../../shared/steps/export.ts';
import { nextAttempt } from '../attempts/next-attempt.ts';
import type { Log } from '../runtime/log.ts';
import { cancelExportJob } from './cancel-export-job.ts';
import { exportRequest, isSameExport } from './export-request.ts';

interface Dependencies {
  readonly segmentation: SegmentationClient;
  readonly log: Log;
}

/** Clocks at Adobe and at AWS may differ by this much. */
const CLOCK_ALLOWANCE_MILLISECONDS = 5 * 60_000;

/**
 * Starts the export job of a merge policy's audiences, or adopts the one that an earlier try of this run started and
 * whose answer was lost.
 * @throws SyncError `ExportJobFailed`, `ExportDeadlinePassed`, `ExportCountMismatch`
 */
export async function startExport(
  { run, context, group, previous }: StartExportInput,
  { segmentation, log }: Dependencies,
): Promise<ExportAttempt> {
  const place = nextAttempt(previous, previous?.jobId ?? null, context, {
    resource: `export of merge policy ${group.mergePolicyId} into dataset ${group.datasetId}`,
    maxAttempts: group.maxAttempts,
    deadlineMinutes: group.deadlineMinutes,
    // All export jobs of a run share one deadline.
    deadlineFrom: run.startedAt,
    failed: 'ExportJobFailed',
    late: 'ExportDeadlinePassed',
  });
  if (previous?.problem?.kind === 'deadline') await cancelExportJob(previous.jobId, segmentation, log);

  const since = Date.parse(run.startedAt) - CLOCK_ALLOWANCE_MILLISECONDS;
  const lost = await findLostJob(group, since, place.gaveUp, segmentation);
  const job = lost ?? (await segmentation.createExportJob(exportRequest(group)));
  log(lost ? 'Adopted an export job whose answer was lost' : 'Started an export job', {
    exportJob: job.id,
    mergePolicy: group.mergePolicyId,
    attempt: place.attempt,
  });
  return { jobId: job.id, ...place };
}

/** The newest job that asks for the same and was created by this run; jobs are listed newest first. */
async function findLostJob(
  group: ExportGroup,
  since: number,
  gaveUp: readonly string[],
  segmentation: SegmentationClient,
): Promise<ExportJob | null> {
  for await (const job of segmentation.listExportJobs()) {
    if (job.createdAt < since) return null;
    if (!gaveUp.includes(job.id) && isSameExport(job, group)) return job;
  }
  return null;
}
