import { type ExecutionListItem, paginateListExecutions } from '@aws-sdk/client-sfn';
import type { Aws } from '../aws/aws.ts';
import { type DeployedSync, listSyncs } from '../aws/syncs.ts';
import { EXIT, OpsError } from '../ops-error.ts';
import { readRun, type Run } from './run.ts';

const IS_ARN = /^arn:[^:]+:states:[^:]+:\d*:execution:/;
/** So many of a sync's newest executions are searched for the beginning of a name. */
const MOST_EXECUTIONS = 1000;
const MOST_SHOWN = 5;

/**
 * The run that an operator means: by its ARN, its name, or the beginning of a name that only one of the newest runs has.
 * @throws OpsError where there is none, or more than one
 */
export async function findRun(aws: Aws, stage: string, typed: string): Promise<Run> {
  return readRun(aws, IS_ARN.test(typed) ? typed : await findArn(aws, stage, typed));
}

async function findArn(aws: Aws, stage: string, typed: string): Promise<string> {
  const syncs = await listSyncs(aws, stage);
  const listed = await Promise.all(syncs.map((sync) => newestExecutions(aws, sync)));
  const found = listed.flat().filter(({ name }) => name?.startsWith(typed));
  const exact = found.filter(({ name }) => name === typed);
  const [only, ...others] = exact.length > 0 ? exact : found;
  if (only?.executionArn === undefined) throw noSuchRun(typed, stage);
  if (others.length > 0) throw tooMany(typed, [only, ...others]);
  return only.executionArn;
}

async function newestExecutions(aws: Aws, { stateMachineArn }: DeployedSync): Promise<ExecutionListItem[]> {
  return aws.ask(async (client) => {
    const executions: ExecutionListItem[] = [];
    for await (const page of paginateListExecutions({ client, pageSize: MOST_EXECUTIONS }, { stateMachineArn })) {
      executions.push(...(page.executions ?? []));
      if (executions.length >= MOST_EXECUTIONS) break;
    }
    return executions;
  });
}

function noSuchRun(typed: string, stage: string): OpsError {
  const message = `No execution in stage ${stage} has a name that begins with "${typed}". List them with: runs SYNC. One that was started a moment ago may not be listed yet.`;
  return new OpsError(EXIT.notFound, message);
}

function tooMany(typed: string, found: readonly ExecutionListItem[]): OpsError {
  const names = found.slice(0, MOST_SHOWN).map(({ name }) => name ?? '');
  const more = found.length > MOST_SHOWN ? ', …' : '';
  return new OpsError(
    EXIT.usage,
    `"${typed}" may mean ${found.length} executions: ${names.join(', ')}${more}. Give more of the name, or the ARN.`,
  );
}
