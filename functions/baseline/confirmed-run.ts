import { RunRecord } from '../../shared/steps/run-record.ts';
import { listExecutions, readExecutionOutput } from '../runtime/executions.ts';

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

/** An execution can be redriven for 14 days after it has ended (docs: RedriveExecution), and is open for five at most. */
const REDRIVABLE_MILLISECONDS = 20 * 86_400_000;

/**
 * The newest confirmed runs of a state machine, from the outputs of its executions: there is no other database of runs.
 * Executions are listed by their start, but a run that was redriven before its export may hold newer truth than one that
 * started after it.
 * @param most how many to find
 * @returns newest *exported at* first; fewer where Step Functions has forgotten (after 90 days) or never knew
 * @throws SyncError of AWS
 */
export async function listConfirmedRuns(stateMachineArn: string, most: number): Promise<ConfirmedRun[]> {
  let runs: ConfirmedRun[] = [];
  let seen = 0;
  if (most === 0) return runs;
  for await (const { executionArn, startDate, stopDate } of listExecutions(stateMachineArn, 'SUCCEEDED')) {
    // Only what ended after the oldest one found so far can be newer than that.
    const oldest = runs.length < most ? -Infinity : Math.min(...runs.map(exportTime));
    if ((startDate?.getTime() ?? Infinity) < oldest - REDRIVABLE_MILLISECONDS) break;
    if ((stopDate?.getTime() ?? Infinity) <= oldest || executionArn === undefined) continue;
    if (seen >= MOST_EXECUTIONS) break;
    seen += 1;
    const run = confirmedRun(await readExecutionOutput(executionArn));
    if (run !== null) runs = [...runs, run].sort((left, right) => exportTime(right) - exportTime(left)).slice(0, most);
  }
  return runs;
}

const exportTime = ({ exportedAt }: ConfirmedRun): number => Date.parse(exportedAt);

/** A record of an earlier release that no longer fits counts as none: the next run is then a full one. */
function confirmedRun(output: string | null): ConfirmedRun | null {
  if (output === null) return null;
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
