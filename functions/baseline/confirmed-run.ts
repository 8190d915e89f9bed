import { DescribeExecutionCommand, paginateListExecutions, SFNClient } from '@aws-sdk/client-sfn';
import { RunRecord } from '../../shared/steps/run-record.ts';

/** What the next run needs to know of a run that CJA was seen to have taken in. */
export interface ConfirmedRun {
  readonly runId: string;
  readonly exportedAt: string;
  readonly targetBatchIds: readonly string[];
  readonly exportBatchIds: readonly string[];
  readonly layout: string;
  readonly lastFullExportedAt: string;
}

/** Skipped and planned runs stand between; beyond this many executions the history counts as lost. */
const MOST_EXECUTIONS = 200;

const client = new SFNClient({});

/**
 * The newest confirmed runs of a state machine, from the outputs of its executions: there is no other database of runs.
 * @param most how many to find
 * @returns newest first; fewer where Step Functions has forgotten (after 90 days) or never knew
 */
export async function listConfirmedRuns(stateMachineArn: string, most: number): Promise<ConfirmedRun[]> {
  const runs: ConfirmedRun[] = [];
  let seen = 0;
  const pages = paginateListExecutions({ client, pageSize: 100 }, { stateMachineArn, statusFilter: 'SUCCEEDED' });
  for await (const page of pages) {
    for (const { executionArn } of page.executions ?? []) {
      if (runs.length >= most || seen >= MOST_EXECUTIONS) return newestFirst(runs);
      seen += 1;
      const { output } = await client.send(new DescribeExecutionCommand({ executionArn }));
      const run = confirmedRun(output);
      if (run !== null) runs.push(run);
    }
  }
  return newestFirst(runs);
}

/** A record of an earlier release that no longer fits counts as none: the next run is then a full one. */
function confirmedRun(output: string | undefined): ConfirmedRun | null {
  if (output === undefined) return null;
  const parsed = RunRecord.safeParse(JSON.parse(output));
  if (!parsed.success) return null;
  const record = parsed.data;
  if (record.outcome !== 'refreshed' && record.outcome !== 'unchanged') return null;
  return {
    runId: record.runId,
    exportedAt: record.exportedAt,
    targetBatchIds: record.transform.targetBatchIds,
    exportBatchIds: record.exports.flatMap(({ batchIds }) => batchIds),
    layout: record.transform.layout,
    lastFullExportedAt: record.transform.lastFullExportedAt,
  };
}

/** Executions are listed by their start; a redrive may have confirmed an older truth later. */
function newestFirst(runs: readonly ConfirmedRun[]): ConfirmedRun[] {
  return [...runs].sort((left, right) => Date.parse(right.exportedAt) - Date.parse(left.exportedAt));
}
