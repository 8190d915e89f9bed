import { AdobeError } from '../../shared/adobe/errors.ts';
import type { ExportJob, SegmentationClient } from '../../shared/adobe/segmentation.ts';

/** Cancelling at Adobe may delete the record of a job, so a 404 on our own job means that it is dead: null. */
export async function getJob(jobId: string, segmentation: SegmentationClient): Promise<ExportJob | null> {
  try {
    return await segmentation.getExportJob(jobId);
  } catch (error) {
    if (error instanceof AdobeError && error.name === 'AdobeNotFound') return null;
    throw error;
  }
}
