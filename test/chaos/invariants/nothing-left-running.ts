import { classifyQueryState } from '../../../shared/adobe/query-service.ts';
import { classifyExportStatus } from '../../../shared/adobe/segmentation.ts';
import { parseMarker } from '../../../shared/sql/marker.ts';
import type { Stretch } from '../campaign/chronicle.ts';
import type { Evidence } from './evidence.ts';

/** Adobe's clock may differ from the workflow's by as much. */
const CLOCK_ALLOWANCE_MILLISECONDS = 5 * 60_000;

/**
 * What is alive at Adobe was started by an execution that failed: its redrive will go on with it. A clean-up that
 * could not be done lies in the dead-letter queue, which has an alarm.
 */
export async function nothingLeftRunning(evidence: Evidence): Promise<readonly string[]> {
  const { adobe, world } = evidence;
  const leavers = leaversIn(evidence);
  const left: string[] = [];
  for (const { id, status, createdAt } of adobe.exportJobs) {
    if (classifyExportStatus(status) !== 'running') continue;
    if (!leavers.some((name) => mayLeaveJob(name, { id, createdAt }, evidence))) left.push(`export job ${id}`);
  }
  for (const { id, state } of adobe.queries) {
    if (classifyQueryState(state) !== 'running') continue;
    const { sql } = await world.queryService.getQuery(id);
    if (!leavers.includes(parseMarker(sql)?.runId ?? '')) left.push(`query ${id}`);
  }
  return left.map((what) => `${what} is still running`);
}

/** Executions that may have left something, by name: their run ids are the same. */
function leaversIn({ world }: Evidence): string[] {
  const { stretches } = world.chronicle;
  const deadLetters = world.service.deadLetters();
  return [...new Set(stretches.map(({ execution }) => execution))].filter(
    (execution) =>
      lastStretch(execution, stretches)?.status === 'FAILED' ||
      deadLetters.some((text) => text.includes(`:${execution}"`)),
  );
}

/**
 * A job that the execution knows of, also one that it gave up because Adobe said that it was not there; or one of which it
 * does not know, because it ended while starting it.
 */
function mayLeaveJob(
  execution: string,
  job: { readonly id: string; readonly createdAt: number },
  { world: { chronicle } }: Evidence,
): boolean {
  if (chronicle.jobsOf.get(execution)?.has(job.id) === true) return true;
  const isKnown = [...chronicle.jobsOf.values()].some((ids) => ids.has(job.id));
  if (isKnown || chronicle.stateOf(execution) !== 'Start export') return false;
  const stretch = lastStretch(execution, chronicle.stretches);
  return stretch !== undefined && isCreatedIn(stretch, job.createdAt);
}

const lastStretch = (execution: string, stretches: readonly Stretch[]): Stretch | undefined =>
  stretches.findLast((stretch) => stretch.execution === execution);

const isCreatedIn = ({ from, until }: Stretch, createdAt: number): boolean =>
  from - CLOCK_ALLOWANCE_MILLISECONDS <= createdAt &&
  createdAt <= (until ?? Number.POSITIVE_INFINITY) + CLOCK_ALLOWANCE_MILLISECONDS;
