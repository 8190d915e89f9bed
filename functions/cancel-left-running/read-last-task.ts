import { paginateGetExecutionHistory, type SFNClient } from '@aws-sdk/client-sfn';
import * as z from 'zod';
import { Run } from '../../shared/steps/common.ts';
import { ExportGroup } from '../../shared/steps/export.ts';

/**
 * What the last task of an execution was given, as far as it tells what the run may have left running. Of payloads that
 * another release wrote, only these members have to be the same.
 */
const LastTask = z.object({
  run: Run,
  /** Start export and Check export only: earlier groups are done, later ones are not begun. */
  group: ExportGroup.optional(),
  /** The job that Check export looked at. */
  export: z.object({ jobId: z.string() }).optional(),
  /** The attempt before this one, which Start export replaces. */
  previous: z.object({ jobId: z.string().nullish(), gaveUp: z.array(z.string()).default([]) }).nullish(),
});
export type LastTask = z.infer<typeof LastTask>;

export interface Scheduled {
  readonly given: LastTask;
  /** It creates a job or a query, and nothing tells that it has ended: stopping an execution does not stop its functions. */
  readonly isStartUnderWay: boolean;
}

/** Eight events stand between two tasks, twice as many at the ends of a Map, and each may carry a whole payload. */
const PAGE_SIZE = 20;

const Parameters = z.object({ FunctionName: z.string(), Payload: z.unknown() });
const WithRun = z.object({ run: z.unknown() });

const STARTS = /-start-(?:export|transform)(?::|$)/;
const ENDS = ['TaskSucceeded', 'TaskFailed', 'TaskTimedOut'];

/**
 * The last task that an execution scheduled; a task's own input stands in the history, so the newest few events tell.
 * @returns null where the run was not planned yet, and so has started nothing
 */
export async function readLastTask(client: SFNClient, executionArn: string): Promise<Scheduled | null> {
  const pages = paginateGetExecutionHistory(
    { client, pageSize: PAGE_SIZE },
    { executionArn, reverseOrder: true, includeExecutionData: true },
  );
  let hasEnded = false;
  for await (const { events = [] } of pages) {
    for (const { type = '', taskScheduledEventDetails } of events) {
      hasEnded ||= ENDS.includes(type);
      if (taskScheduledEventDetails?.parameters === undefined) continue;
      const { FunctionName, Payload } = Parameters.parse(JSON.parse(taskScheduledEventDetails.parameters));
      // Plan run is the one task without a run: it is the first.
      if (!WithRun.safeParse(Payload).success) return null;
      return { given: LastTask.parse(Payload), isStartUnderWay: STARTS.test(FunctionName) && !hasEnded };
    }
  }
  return null;
}
