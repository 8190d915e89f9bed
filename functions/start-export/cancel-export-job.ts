import { AdobeError } from '../../shared/adobe/errors.ts';
import type { SegmentationClient } from '../../shared/adobe/segmentation.ts';
import type { Log } from '../runtime/log.ts';

/** Cancels a job that is no longer waited for. That it is gone, or has ended and cannot be cancelled, is just as well. */
export async function cancelExportJob(jobId: string, segmentation: SegmentationClient, log: Log): Promise<void> {
  try {
    await segmentation.cancelExportJob(jobId);
    log('Cancelled an export job', { exportJob: jobId });
  } catch (error) {
    const isOver =
      error instanceof AdobeError && (error.name === 'AdobeNotFound' || error.name === 'AdobeRequestRejected');
    if (!isOver) throw error;
    log('The export job is over already', { exportJob: jobId });
  }
}
