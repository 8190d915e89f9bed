import { ListExecutionsCommand, SFNClient } from '@aws-sdk/client-sfn';

export interface ActiveRun {
  readonly executionArn: string;
  readonly startedAt: number;
}

const client = new SFNClient({});

/** The executions of a state machine that are running now; a redriven one is among them, with its first start date. */
export async function listActiveRuns(stateMachineArn: string): Promise<ActiveRun[]> {
  const runs: ActiveRun[] = [];
  let nextToken: string | undefined;
  do {
    const page = await client.send(
      new ListExecutionsCommand({ stateMachineArn, statusFilter: 'RUNNING', ...(nextToken ? { nextToken } : {}) }),
    );
    for (const { executionArn, startDate } of page.executions ?? []) {
      if (executionArn && startDate) runs.push({ executionArn, startedAt: startDate.getTime() });
    }
    nextToken = page.nextToken;
  } while (nextToken);
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
