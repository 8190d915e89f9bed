import {
  DescribeExecutionCommand,
  type DescribeExecutionCommandOutput,
  type ExecutionListItem,
  paginateListExecutions,
  type SFNClient,
} from '@aws-sdk/client-sfn';
import * as z from 'zod';
import { Moment } from '../steps/common.ts';
import { RunOverrides } from '../steps/plan-run.ts';
import { confirmedRun, type ObservedRun, RUN_STATUSES } from './observed-run.ts';

/** Without a confirmed run among so many executions, the history counts as lost. */
const MOST_PAGES = 3;
const PAGE_SIZE = 100;

/**
 * The newest executions of a state machine, as far as a judgement needs them: back to the newest confirmed run, and on
 * the same page of the list, older ones that were redriven after that run's export.
 * @returns newest start first
 */
export async function readRuns(client: SFNClient, stateMachineArn: string): Promise<ObservedRun[]> {
  const runs: ObservedRun[] = [];
  let confirmedAt: number | null = null;
  let pages = 0;
  for await (const { executions = [] } of paginateListExecutions(
    { client, pageSize: PAGE_SIZE },
    { stateMachineArn },
  )) {
    for (const item of executions) {
      if (confirmedAt !== null && (item.redriveDate?.getTime() ?? 0) <= confirmedAt) continue;
      const run = await readRun(client, item);
      runs.push(run);
      confirmedAt ??= confirmedRun(run)?.exportedAt ?? null;
    }
    pages += 1;
    if (confirmedAt !== null || pages === MOST_PAGES) break;
  }
  return runs;
}

async function readRun(client: SFNClient, { executionArn }: ExecutionListItem): Promise<ObservedRun> {
  return observedRun(await client.send(new DescribeExecutionCommand({ executionArn })));
}

const Described = z.object({
  executionArn: z.string(),
  status: z.enum(RUN_STATUSES),
  startDate: z.date(),
  stopDate: z.date().optional(),
  redriveCount: z.int().default(0),
  error: z.string().optional(),
});

/**
 * Of a run record only what is judged, so that the record of another release is understood too.
 * What is not a run record at all says nothing.
 */
const Outcome = z.object({
  outcome: z.enum(['refreshed', 'unchanged', 'planned', 'skipped']),
  exportedAt: Moment.transform((moment) => Date.parse(moment)).optional(),
});

/** @throws Error where Step Functions answers with something else than an execution */
export function observedRun(answer: DescribeExecutionCommandOutput): ObservedRun {
  const { executionArn, status, startDate, stopDate, redriveCount, error } = Described.parse(answer);
  const overrides = RunOverrides.safeParse(fromJson(answer.input ?? '{}'));
  const record = Outcome.safeParse(fromJson(answer.output ?? '')).data;
  return {
    executionArn,
    status,
    startedAt: startDate.getTime(),
    stoppedAt: stopDate?.getTime() ?? null,
    redrives: redriveCount,
    isMeantToWrite: overrides.success && !overrides.data.dryRun,
    outcome: record?.outcome ?? null,
    exportedAt: record?.exportedAt ?? null,
    error: error ?? null,
  };
}

function fromJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
