import { type StateMachineListItem, paginateListStateMachines } from '@aws-sdk/client-sfn';
import { EXIT, OpsError } from '../ops-error.ts';
import { nearest } from '../text/nearest.ts';
import type { Aws } from './aws.ts';

/** A deployed sync: one state machine, named `audience-sync-<stage>-<sync>`. */
export interface DeployedSync {
  readonly name: string;
  readonly stage: string;
  readonly stateMachineArn: string;
}

/** A stage is one word, so what follows it is the sync's name. */
const MACHINE_NAME = /^audience-sync-([a-z][a-z0-9]*)-(.+)$/;

/**
 * All syncs of a stage, by name.
 * @throws OpsError where the stage has none
 */
export async function listSyncs(aws: Aws, stage: string): Promise<DeployedSync[]> {
  const deployed = await aws.ask(async (client) => {
    const machines: StateMachineListItem[] = [];
    for await (const page of paginateListStateMachines({ client }, {})) machines.push(...(page.stateMachines ?? []));
    return machines.flatMap(deployedSync);
  });
  const syncs = deployed.filter((sync) => sync.stage === stage);
  if (syncs.length === 0) throw noSuchStage(stage, deployed);
  return syncs.sort((left, right) => left.name.localeCompare(right.name));
}

/** @throws OpsError that names those there are, and the likely one first */
export async function findSync(aws: Aws, stage: string, name: string): Promise<DeployedSync> {
  const syncs = await listSyncs(aws, stage);
  const sync = syncs.find((candidate) => candidate.name === name);
  if (sync !== undefined) return sync;
  const names = syncs.map((candidate) => candidate.name);
  const likely = nearest(name, names);
  const hint = likely === null ? '' : ` Did you mean ${likely}?`;
  throw new OpsError(EXIT.notFound, `No sync "${name}" in stage ${stage}.${hint} There are: ${names.join(', ')}.`);
}

/** Empty for a state machine that is none of ours. */
export function deployedSync({ name = '', stateMachineArn = '' }: StateMachineListItem): DeployedSync[] {
  const [, stage, sync] = MACHINE_NAME.exec(name) ?? [];
  return stage === undefined || sync === undefined ? [] : [{ name: sync, stage, stateMachineArn }];
}

function noSuchStage(stage: string, deployed: readonly DeployedSync[]): OpsError {
  const stages = [...new Set(deployed.map((sync) => sync.stage))].sort();
  const hint =
    stages.length === 0
      ? 'There is none of any stage here: check AWS_PROFILE and AWS_REGION.'
      : `Stages here: ${stages.join(', ')}; choose one with --stage.`;
  return new OpsError(EXIT.notFound, `No sync of stage "${stage}" is deployed. ${hint}`);
}
