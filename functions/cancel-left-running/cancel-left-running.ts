import { classifyQueryState, type QueryServiceClient } from '../../shared/adobe/query-service.ts';
import { classifyExportStatus, type ExportJob, type SegmentationClient } from '../../shared/adobe/segmentation.ts';
import type { Log } from '../runtime/log.ts';
import { cancelExportJob } from '../start-export/cancel-export-job.ts';
import { getJob } from '../start-export/get-job.ts';
import { CLOCK_ALLOWANCE_MILLISECONDS, findOwnJob } from '../start-export/own-job.ts';
import { cancelQuery } from '../start-transform/cancel-query.ts';
import { ownQueries } from '../start-transform/own-queries.ts';
import { queriesOfSync } from '../start-transform/queries-of-sync.ts';
import type { LastTask } from './read-last-task.ts';

interface Dependencies {
  readonly segmentation: SegmentationClient;
  readonly queryService: QueryServiceClient;
  readonly log: Log;
}

/** Ids of what was running and is cancelled. */
export interface Cancelled {
  readonly exportJobs: readonly string[];
  readonly queries: readonly string[];
}

/**
 * Cancels what a run that was stopped, or ran out of time, left running at Adobe: its export job, its query. Done twice,
 * it finds nothing the second time.
 * @param stoppedAt ISO 8601: what was created later belongs to another run
 */
export async function cancelLeftRunning(
  lastTask: LastTask,
  stoppedAt: string,
  { segmentation, queryService, log }: Dependencies,
): Promise<Cancelled> {
  const jobs = await exportJobs(lastTask, stoppedAt, segmentation);
  const liveJobs = jobs.filter(({ status }) => isLive(classifyExportStatus(status)));
  for (const { id } of liveJobs) await cancelExportJob(id, segmentation, log);

  const { run } = lastTask;
  const queries = ownQueries(await queriesOfSync(run.sync, Date.parse(run.startedAt), queryService), run);
  const liveQueries = queries.filter(({ query }) => isLive(classifyQueryState(query.state)));
  for (const { query } of liveQueries) await cancelQuery(query.id, queryService, log);

  return { exportJobs: liveJobs.map(({ id }) => id), queries: liveQueries.map(({ query }) => query.id) };
}

/** What ended must be left alone: cancelling a finished export job deletes its record at Adobe. */
const isLive = (state: string): boolean => state === 'running' || state === 'unknown';

/**
 * The export jobs that the last task may have left. A run that was stopped while it started one knows no id yet: then the
 * job is looked for as the next try of that task would.
 */
async function exportJobs(
  { run, group, export: checked, previous }: LastTask,
  stoppedAt: string,
  segmentation: SegmentationClient,
): Promise<ExportJob[]> {
  if (group === undefined) return [];
  if (checked !== undefined) return jobOf(checked.jobId, segmentation);
  const replaced = previous?.jobId ? await jobOf(previous.jobId, segmentation) : [];
  const gaveUp = [...(previous?.gaveUp ?? []), ...replaced.map(({ id }) => id)];
  const until = Date.parse(stoppedAt) + CLOCK_ALLOWANCE_MILLISECONDS;
  const started = await findOwnJob({ run, group, gaveUp, until }, segmentation);
  return started === null ? replaced : [...replaced, started];
}

const jobOf = async (id: string, segmentation: SegmentationClient): Promise<ExportJob[]> => {
  const job = await getJob(id, segmentation);
  return job === null ? [] : [job];
};
