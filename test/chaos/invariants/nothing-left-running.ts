import { classifyQueryState } from '../../../shared/adobe/query-service.ts';
import { classifyExportStatus } from '../../../shared/adobe/segmentation.ts';
import type { Stretch } from '../campaign/chronicle.ts';
import type { Evidence } from './evidence.ts';

/** Adobe's clock may differ from the workflow's by as much. */
const CLOCK_ALLOWANCE_MILLISECONDS = 5 * 60_000;

/**
 * What is alive at Adobe was created by an execution that failed: its redrive will go on with it. A clean-up that could
 * not be done lies in the dead-letter queue, which has an alarm.
 */
export function nothingLeftRunning({ adobe, world }: Evidence): readonly string[] {
  const { stretches } = world.chronicle;
  const deadLetters = world.service.deadLetters();
  const mayLeave = ({ execution }: Stretch): boolean => {
    const status = stretches.findLast((stretch) => stretch.execution === execution)?.status;
    return status === 'FAILED' || deadLetters.some((text) => text.includes(`:${execution}"`));
  };
  const isCreatedIn = ({ from, until }: Stretch, createdAt: number): boolean =>
    from - CLOCK_ALLOWANCE_MILLISECONDS <= createdAt &&
    createdAt <= (until ?? Number.POSITIVE_INFINITY) + CLOCK_ALLOWANCE_MILLISECONDS;

  const left = [
    ...adobe.exportJobs.filter(({ status }) => classifyExportStatus(status) === 'running'),
    ...adobe.queries.filter(({ state }) => classifyQueryState(state) === 'running'),
  ];
  return left
    .filter(({ createdAt }) => !stretches.some((stretch) => mayLeave(stretch) && isCreatedIn(stretch, createdAt)))
    .map((job) => `${'status' in job ? 'export job' : 'query'} ${job.id} is still running`);
}
