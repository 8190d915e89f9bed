import { readFileSync, statSync } from 'node:fs';
import * as z from 'zod';
import { SyncError } from '../shared/errors/sync-error.ts';
import type { Stage } from './stages.ts';

/** Docs: "Understand CloudFormation quotas". */
const MOST_RESOURCES = 500;
/** Of a template in S3: "1 MB", and nobody says which. */
const MOST_BYTES = 1_000_000;

/** Switches off the CDK's own check of resources, which names every type of resource but not what to do. */
export const CDK_RESOURCE_CHECK_OFF = { '@aws-cdk/core:stackResourceLimit': 0 };

/** The same of its rules for templates. */
export const CDK_RESOURCE_RULE_OFF = {
  id: 'CloudFormation-Validate::F0007',
  reason: 'Too many resources are refused after the synthesis, with one line that says what to do.',
};

const Template = z.object({ Resources: z.record(z.string(), z.object({ Type: z.string() })) });

/**
 * Refuses a stage that CloudFormation would not take as one stack.
 * @param templateFile as it was synthesized
 * @throws SyncError `DefinitionInvalid`, one line that says what to do
 */
export function refuseOversizedStack(templateFile: string, stage: Stage): void {
  const types = Object.values(Template.parse(JSON.parse(readFileSync(templateFile, 'utf8'))).Resources).map(
    ({ Type }) => Type,
  );
  const bytes = statSync(templateFile).size;
  const tooMuch = [
    ...(types.length > MOST_RESOURCES ? [`${types.length} resources, and a stack holds ${MOST_RESOURCES}`] : []),
    ...(bytes > MOST_BYTES ? [`a template of ${bytes} bytes, and CloudFormation takes ${MOST_BYTES}`] : []),
  ];
  if (tooMuch.length === 0) return;
  const syncs = types.filter((type) => type === 'AWS::StepFunctions::StateMachine').length;
  throw new SyncError('DefinitionInvalid', {
    resource: `stage ${stage.name}`,
    what: `its ${syncs} syncs need ${tooMuch.join('; ')}`,
    next: `Move some of them from ${stage.syncsFolder} into the folder of another stage (infra/stages.ts)`,
  });
}
