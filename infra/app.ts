import { App, Validations } from 'aws-cdk-lib';
import { AwsSolutionsChecks, ServerlessChecks } from 'cdk-nag';
import * as z from 'zod';
import { SyncError } from '../shared/errors/sync-error.ts';
import { definitionsOf, readDefinitions } from './definitions.ts';
import { CDK_RESOURCE_CHECK_OFF, CDK_RESOURCE_RULE_OFF, refuseOversizedStack } from './stack-limits.ts';
import { AudienceSyncStack } from './stack.ts';
import { ALL_STAGES, stageNamed } from './stages.ts';

/** What `cdk -c name=value` may choose. */
const Choices = z.object({
  stage: z.string().default('dev'),
  /** A definition file to synthesize instead of the stage's own. */
  sync: z.string().optional(),
});

function synthesize(): void {
  const app = new App({ context: CDK_RESOURCE_CHECK_OFF });
  const context = (name: string): unknown => app.node.tryGetContext(name);
  const { stage: stageName, sync } = Choices.parse({ stage: context('stage'), sync: context('sync') });
  const stage = stageNamed(stageName);
  const definitions = sync === undefined ? definitionsOf(stage, ALL_STAGES) : readDefinitions([sync]);
  const stack = new AudienceSyncStack(app, `audience-sync-${stage.name}`, { stage, definitions });
  Validations.of(app).addPlugins(new AwsSolutionsChecks(app), new ServerlessChecks(app));
  Validations.of(stack).acknowledge(CDK_RESOURCE_RULE_OFF);
  refuseOversizedStack(app.synth().getStackArtifact(stack.artifactId).templateFullPath, stage);
}

try {
  synthesize();
} catch (error) {
  if (!(error instanceof SyncError)) throw error;
  process.stderr.write(`${error.message}\n`);
  process.exitCode = 2;
}
