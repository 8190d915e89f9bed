import { listExecutions } from '../runtime/executions.ts';

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

/** The run that came first among those that are active, if that is not `own`: by start date, then by ARN. */
export function olderActiveRun(own: ActiveRun, active: readonly ActiveRun[]): ActiveRun | null {
  const older = active.filter(
    (run) =>
      run.executionArn !== own.executionArn &&
      (run.startedAt < own.startedAt || (run.startedAt === own.startedAt && run.executionArn < own.executionArn)),
  );
  return older.sort((left, right) => left.startedAt - right.startedAt)[0] ?? null;
}
