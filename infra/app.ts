import { App, Validations } from 'aws-cdk-lib';
import { AwsSolutionsChecks } from 'cdk-nag';
import { fileURLToPath } from 'node:url';
import * as z from 'zod';
import { SyncError } from '../shared/errors/sync-error.ts';
import { definitionFiles, readDefinitions } from './definitions.ts';
import { AudienceSyncStack } from './stack.ts';

/** What `cdk -c name=value` may choose. */
const Choices = z.object({
  stage: z
    .string()
    .regex(/^[a-z][a-z0-9]{0,11}$/, 'a stage is a short lower-case word')
    .default('dev'),
  /** A definition file to synthesize instead of those in syncs/. */
  sync: z.string().optional(),
});

const syncsFolder = fileURLToPath(new URL('../syncs', import.meta.url));

function synthesize(): void {
  const app = new App();
  const context = (name: string): unknown => app.node.tryGetContext(name);
  const { stage, sync } = Choices.parse({ stage: context('stage'), sync: context('sync') });
  const definitions = readDefinitions(sync === undefined ? definitionFiles(syncsFolder) : [sync]);
  new AudienceSyncStack(app, `audience-sync-${stage}`, { stage, definitions });
  Validations.of(app).addPlugins(new AwsSolutionsChecks(app));
  app.synth();
}

try {
  synthesize();
} catch (error) {
  if (!(error instanceof SyncError)) throw error;
  process.stderr.write(`${error.message}\n`);
  process.exitCode = 2;
}
