import { classifyExportStatus, type SegmentationClient } from '../../shared/adobe/segmentation.ts';
import type { ExportAttempt, StartExportInput } from '../../shared/steps/export.ts';
import { isWorthKeeping, keepAttempt } from '../attempts/keep-attempt.ts';
import { nextAttempt } from '../attempts/next-attempt.ts';
import type { Log } from '../runtime/log.ts';
import { cancelExportJob } from './cancel-export-job.ts';
import { exportRequest } from './export-request.ts';
import { getJob } from './get-job.ts';
import { findOwnJob } from './own-job.ts';

interface Dependencies {
  readonly segmentation: SegmentationClient;
  readonly log: Log;
}

/**
 * Starts the export job of a merge policy's audiences, or adopts the one that an earlier try of this run started and
 * whose answer was lost. Redriven after a deadline, it goes on with the job if that has succeeded since.
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
  if (previous?.problem?.kind === 'deadline') {
    const late = await getJob(previous.jobId, segmentation);
    const status = late === null ? 'gone' : classifyExportStatus(late.status);
    if (late !== null && status === 'succeeded' && isWorthKeeping(previous, late.updatedAt, group.deadlineMinutes)) {
      log('The export job has succeeded since its deadline', { exportJob: late.id });
      return keepAttempt(previous, place);
    }
    // What has ended is left alone: to cancel a finished export job deletes its record.
    if (status === 'running' || status === 'unknown') await cancelExportJob(previous.jobId, segmentation, log);
  }

  const lost = await findOwnJob({ run, group, gaveUp: place.gaveUp }, segmentation);
  const job = lost ?? (await segmentation.createExportJob(exportRequest(group)));
  log(lost ? 'Adopted an export job whose answer was lost' : 'Started an export job', {
    exportJob: job.id,
    mergePolicy: group.mergePolicyId,
    attempt: place.attempt,
  });
  return { jobId: job.id, ...place };
}
