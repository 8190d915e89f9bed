import { App } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import { readFileSync } from 'node:fs';
import * as z from 'zod';
import { AudienceSyncStack } from '../../infra/stack.ts';
import { stageNamed } from '../../infra/stages.ts';
import { parseSyncDefinition } from '../../shared/definition/parse.ts';

const Json = z.record(z.string(), z.unknown());
const CdkJson = z.object({ context: Json });
const readJson = (file: string): unknown => JSON.parse(readFileSync(new URL(`../../${file}`, import.meta.url), 'utf8'));

const Resources = z.object({
  Resources: z.record(z.string(), z.object({ Type: z.string(), Properties: Json.default({}) })),
});

export interface SynthesizedResource {
  readonly type: string;
  readonly properties: Readonly<Record<string, unknown>>;
}

/** The resources of the stage prod with so many copies of the example sync, synthesized without its bundles. */
export function synthesizeSyncs(count: number): SynthesizedResource[] {
  const example = Json.parse(readJson('syncs/example.json'));
  const { context } = CdkJson.parse(readJson('cdk.json'));
  const definitions = Array.from({ length: count }, (_, index) => {
    const datasets = { export: `export-${index}`, target: `target-${index}`, ledger: `ledger-${index}` };
    return parseSyncDefinition({ ...example, name: `sync-${index + 1}`, datasets }, 'syncs/example.json');
  });
  const app = new App({ context: { ...context, 'aws:cdk:bundling-stacks': [] } });
  const stack = new AudienceSyncStack(app, 'audience-sync-prod', { stage: stageNamed('prod'), definitions });
  const { Resources: resources } = Resources.parse(Template.fromStack(stack).toJSON());
  return Object.values(resources).map(({ Type, Properties }) => ({ type: Type, properties: Properties }));
}
