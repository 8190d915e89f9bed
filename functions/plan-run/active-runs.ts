import { RunOverrides } from '../../shared/steps/plan-run.ts';
import { listExecutions, readExecutionInput } from '../runtime/executions.ts';

export interface ActiveRun {
  readonly executionArn: string;
  readonly startedAt: number;
}

/** The executions of a state machine that are running now; a redriven one is among them, with its first start date. */
export async function listActiveRuns(stateMachineArn: string): Promise<ActiveRun[]> {
  const runs: ActiveRun[] = [];
  for await (const { executionArn, startDate } of listExecutions(stateMachineArn, 'RUNNING')) {
    if (executionArn && startDate) runs.push({ executionArn, startedAt: startDate.getTime() });
  }
  return runs;
}

/** Whether an execution only plans: nobody need wait for it. */
export async function isDryRun({ executionArn }: ActiveRun): Promise<boolean> {
  const input = await readExecutionInput(executionArn);
  return input !== null && (RunOverrides.safeParse(JSON.parse(input)).data?.dryRun ?? false);
}

/** The run that came first among those that are active, dry runs apart, if that is not `own`: by start date, then by ARN. */
export async function olderActiveRun(
  own: ActiveRun,
  active: readonly ActiveRun[],
  isDry: (run: ActiveRun) => Promise<boolean>,
): Promise<ActiveRun | null> {
  const older = active.filter(
    (run) =>
      run.executionArn !== own.executionArn &&
      (run.startedAt < own.startedAt || (run.startedAt === own.startedAt && run.executionArn < own.executionArn)),
  );
  for (const run of older.sort((left, right) => left.startedAt - right.startedAt)) {
    if (!(await isDry(run))) return run;
  }
  return null;
}
