import { paginateListExecutions } from '@aws-sdk/client-sfn';
import type { Aws } from '../aws/aws.ts';
import { readRun, type Run } from './run.ts';

/** AWS allows few DescribeExecution calls a second (docs "Service quotas", Step Functions); so many at once stay below. */
const AT_ONCE = 5;

/** The newest runs of a state machine, newest start first, with their records. */
export async function listRuns(aws: Aws, stateMachineArn: string, most: number): Promise<Run[]> {
  const arns = await aws.ask(async (client) => {
    const found: string[] = [];
    const pageSize = Math.min(most, 1000);
    for await (const { executions = [] } of paginateListExecutions({ client, pageSize }, { stateMachineArn })) {
      found.push(...executions.flatMap(({ executionArn }) => executionArn ?? []));
      if (found.length >= most) break;
    }
    return found.slice(0, most);
  });
  const runs: Run[] = [];
  for (let from = 0; from < arns.length; from += AT_ONCE) {
    runs.push(...(await Promise.all(arns.slice(from, from + AT_ONCE).map((arn) => readRun(aws, arn)))));
  }
  return runs;
}
