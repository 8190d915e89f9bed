import { CfnResource, type Stack } from 'aws-cdk-lib';
import { SyncError } from '../shared/errors/sync-error.ts';
import type { Stage } from './stages.ts';

/** Docs: "Understand CloudFormation quotas". */
const MOST_RESOURCES = 500;

/**
 * Refuses a stage that does not fit into one stack, before CloudFormation would.
 * @param stack complete
 * @param syncs how many there are
 * @throws SyncError `DefinitionInvalid`, one line
 */
export function refuseTooManyResources(stack: Stack, stage: Stage, syncs: number): void {
  const resources = stack.node.findAll().filter((construct) => CfnResource.isCfnResource(construct)).length;
  if (resources <= MOST_RESOURCES) return;
  throw new SyncError('DefinitionInvalid', {
    resource: `stage ${stage.name}`,
    what: `its ${syncs} syncs need ${resources} resources, and a CloudFormation stack holds ${MOST_RESOURCES}`,
    next: `Move some of them from ${stage.syncsFolder} into the folder of another stage (infra/stages.ts)`,
  });
}
