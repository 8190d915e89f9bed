import {
  DescribeExecutionCommand,
  type DescribeExecutionCommandOutput,
  type ExecutionListItem,
  type ExecutionStatus,
  ListExecutionsCommand,
  SFNClient,
} from '@aws-sdk/client-sfn';
import { askAws, AWS_CLIENT_SETTINGS } from './aws.ts';

const client = new SFNClient(AWS_CLIENT_SETTINGS);

/**
 * The executions of a state machine that have a status, those first that started last; a redriven one keeps its start.
 * @throws SyncError `AwsUnavailable`, `AwsAccessDenied`, `AwsRequestRejected`
 */
export async function* listExecutions(
  stateMachineArn: string,
  statusFilter: ExecutionStatus,
): AsyncGenerator<ExecutionListItem> {
  const call = { action: 'states:ListExecutions', resource: `state machine ${stateMachineArn}` };
  let nextToken: string | undefined;
  do {
    const command = new ListExecutionsCommand({
      stateMachineArn,
      statusFilter,
      maxResults: 100,
      ...(nextToken === undefined ? {} : { nextToken }),
    });
    const page = await askAws(call, () => client.send(command));
    yield* page.executions ?? [];
    nextToken = page.nextToken;
  } while (nextToken !== undefined);
}

/**
 * The input of an execution, as text; null where it is not told.
 * @throws SyncError like `listExecutions`
 */
export async function readExecutionInput(executionArn: string): Promise<string | null> {
  const { input } = await describeExecution(executionArn);
  return input ?? null;
}

/**
 * The output of an execution, as text; null where it has none.
 * @throws SyncError like `listExecutions`
 */
export async function readExecutionOutput(executionArn: string): Promise<string | null> {
  const { output } = await describeExecution(executionArn);
  return output ?? null;
}

function describeExecution(executionArn: string): Promise<DescribeExecutionCommandOutput> {
  const call = { action: 'states:DescribeExecution', resource: `execution ${executionArn}` };
  return askAws(call, () => client.send(new DescribeExecutionCommand({ executionArn })));
}
