import { App } from 'aws-cdk-lib';
import { AudienceSyncStack } from '../../../infra/stack.ts';
import { stageNamed } from '../../../infra/stages.ts';
import { parseSyncDefinition } from '../../../shared/definition/parse.ts';
import example from '../../../syncs/example.json' with { type: 'json' };
import { SECRET, SYNCS } from './syncs.ts';

/** Synthesizes the real stack with the syncs of the lateness tests into CDK_OUTDIR. */
const adobe = { sandbox: 'dev', credentialsSecret: SECRET };
const definitions = Object.entries(SYNCS).map(([name, schedule], index) => {
  const datasets = { export: `export-${index}`, target: `target-${index}`, ledger: `ledger-${index}` };
  return parseSyncDefinition({ ...example, name, schedule, datasets, adobe }, name);
});
const app = new App();
new AudienceSyncStack(app, 'audience-sync-dev', { stage: stageNamed('dev'), definitions });
app.synth();
