import { DescribeExecutionCommand, paginateGetExecutionHistory, SFNClient } from '@aws-sdk/client-sfn';
import { RunRecord } from '../../shared/steps/run-record.ts';
import type { Day, StateOfRun } from './day.ts';

interface ExecutionStory {
  readonly execution: Day['execution'];
  readonly states: readonly StateOfRun[];
  /** null where the execution did not succeed. */
  readonly record: RunRecord | null;
  readonly workflowSeconds: number;
}

export interface ExecutionReader {
  read(executionArn: string): Promise<ExecutionStory>;
}

/** Reads executions as anyone would: with AWS's own client, over HTTP. */
export function createExecutionReader(endpoint: string, region: string): ExecutionReader {
  const client = new SFNClient({
    endpoint,
    region,
    // Good for nothing; without any, the client would look for the developer's own.
    credentials: { accessKeyId: 'local', secretAccessKey: 'local' },
  });
  return {
    read: async (executionArn) => {
      const answer = await client.send(new DescribeExecutionCommand({ executionArn }));
      const { events, states } = await readHistory(client, executionArn);
      const record = answer.output === undefined ? null : RunRecord.parse(JSON.parse(answer.output));
      const startedAt = answer.startDate?.getTime() ?? 0;
      return {
        execution: {
          name: answer.name ?? '',
          arn: executionArn,
          status: answer.status ?? '',
          outcome: record?.outcome ?? null,
          events,
          redrives: answer.redriveCount ?? 0,
          startedAt: new Date(startedAt).toISOString(),
          error: answer.error ?? null,
          cause: answer.cause ?? null,
        },
        states,
        record,
        workflowSeconds: ((answer.stopDate?.getTime() ?? startedAt) - startedAt) / 1000,
      };
    },
  };
}

/** The states in the order in which they were first entered. */
async function readHistory(
  client: SFNClient,
  executionArn: string,
): Promise<{ events: number; states: readonly StateOfRun[] }> {
  const states = new Map<string, StateOfRun>();
  let events = 0;
  for await (const page of paginateGetExecutionHistory(
    { client, pageSize: 1000 },
    { executionArn, includeExecutionData: false },
  )) {
    for (const { timestamp, stateEnteredEventDetails } of page.events ?? []) {
      events += 1;
      const name = stateEnteredEventDetails?.name;
      if (name === undefined) continue;
      const before = states.get(name);
      const enteredAt = before?.enteredAt ?? timestamp?.toISOString() ?? '';
      states.set(name, { name, enteredAt, times: (before?.times ?? 0) + 1 });
    }
  }
  return { events, states: [...states.values()] };
}
