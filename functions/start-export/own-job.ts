import type { ExportJob, SegmentationClient } from '../../shared/adobe/segmentation.ts';
import type { Run } from '../../shared/steps/common.ts';
import type { ExportGroup } from '../../shared/steps/export.ts';
import { isSameExport } from './export-request.ts';

/** Clocks at Adobe and at AWS may differ by this much. */
export const CLOCK_ALLOWANCE_MILLISECONDS = 5 * 60_000;

interface Sought {
  readonly run: Pick<Run, 'startedAt'>;
  readonly group: ExportGroup;
  /** Jobs that the run no longer waits for. */
  readonly gaveUp: readonly string[];
  /** Epoch milliseconds: what was created later belongs to another run. */
  readonly until?: number;
}

/** The newest job that asks for the same and was created since the run began; jobs are listed newest first. */
export async function findOwnJob(
  { run, group, gaveUp, until = Infinity }: Sought,
  segmentation: SegmentationClient,
): Promise<ExportJob | null> {
  const since = Date.parse(run.startedAt) - CLOCK_ALLOWANCE_MILLISECONDS;
  for await (const job of segmentation.listExportJobs()) {
    if (job.createdAt < since) return null;
    const isCandidate = job.createdAt <= until && !gaveUp.includes(job.id);
    if (isCandidate && isSameExport(job, group)) return job;
  }
  return null;
}
