import { classifyQueryState } from '../../../shared/adobe/query-service.ts';
import { classifyExportStatus } from '../../../shared/adobe/segmentation.ts';
import type { Stretch } from '../campaign/chronicle.ts';
import type { Evidence } from './evidence.ts';

/** What is alive at Adobe was created by an execution that failed: its redrive will go on with it. */
export function nothingLeftRunning({ adobe, world }: Evidence): readonly string[] {
  const left = [
    ...adobe.exportJobs.filter(({ status }) => classifyExportStatus(status) === 'running'),
    ...adobe.queries.filter(({ state }) => classifyQueryState(state) === 'running'),
  ];
  return left
    .filter(({ createdAt }) => !mayBeGoneOnWith(createdAt, world.chronicle.stretches))
    .map((job) => `${'status' in job ? `export job ${job.id}` : `query ${job.id}`} is still running`);
}

function mayBeGoneOnWith(createdAt: number, stretches: readonly Stretch[]): boolean {
  return stretches.some(({ execution, from, until }) => {
    const wasActive = from <= createdAt && createdAt <= (until ?? Number.POSITIVE_INFINITY);
    const last = stretches.findLast((stretch) => stretch.execution === execution);
    return wasActive && last !== undefined && last.status !== 'SUCCEEDED';
  });
}
