import { beforeAll, describe, expect, it } from '@jest/globals';
import { ALL_STAGES, stageNamed } from '../../infra/stages.ts';
import { problemsAcrossStages } from '../../shared/definition/across-stages.ts';
import { type SyncDefinition } from '../../shared/definition/definition.ts';
import { parseSyncDefinition } from '../../shared/definition/parse.ts';
import example from '../../syncs/example.json' with { type: 'json' };
import { synthesize, type Template } from './synthesized.ts';

const definition = (over: object): SyncDefinition => parseSyncDefinition({ ...example, ...over }, 'test');
const prod = definition({});
const dev = definition({
  adobe: { sandbox: 'dev', credentialsSecret: 'audience-sync/dev/adobe' },
  datasets: { export: 'e', target: 't', ledger: 'l' },
});

describe('the table of stages', () => {
  it('refuses a stage that it does not have with one line that names those it has', () => {
    expect(() => stageNamed('qa')).toThrow(/^-c stage=qa: the stages are dev and prod\. [^\n]*infra\/stages\.ts\.$/);
  });

  it('keeps its stages apart: names, folders and tags', () => {
    for (const unique of ['name', 'syncsFolder'] as const) {
      expect(new Set(ALL_STAGES.map((stage) => stage[unique])).size).toBe(ALL_STAGES.length);
    }
    for (const stage of ALL_STAGES) {
      expect(stage.name).toMatch(/^[a-z][a-z0-9]{0,11}$/);
      expect(stage.tags['stage']).toBe(stage.name);
    }
  });
});

describe('two stages', () => {
  it.each<[string, object, RegExp[]]>([
    ['nothing in common', {}, []],
    ['a sandbox in common', { adobe: { ...dev.adobe, sandbox: 'prod' }, name: 'other' }, []],
    [
      'a name in one sandbox',
      { adobe: { ...dev.adobe, sandbox: 'prod' } },
      [
        /^the sync name example of sandbox prod stands in the definitions of the stages dev and prod; each needs its own$/,
      ],
    ],
    [
      'a dataset',
      {
        name: 'other',
        adobe: { ...dev.adobe, sandbox: 'prod' },
        datasets: { ...dev.datasets, export: prod.datasets.target },
      },
      [new RegExp(`^dataset ${prod.datasets.target} of sandbox prod `)],
    ],
    [
      'a secret',
      { adobe: { sandbox: 'dev', credentialsSecret: prod.adobe.credentialsSecret } },
      [/^the secret audience-sync\/prod\/adobe /],
    ],
  ])('with %s', (_, over, problems) => {
    const both = [
      { stage: 'dev', definitions: [definition({ ...dev, ...over })] },
      { stage: 'prod', definitions: [prod] },
    ];
    expect(problemsAcrossStages(both)).toEqual(problems.map((problem) => expect.stringMatching(problem)));
  });
});

describe('production', () => {
  let template: Template;
  const all = (type: string): any[] => Object.values(template.Resources).filter(({ Type }) => Type === type);

  beforeAll(() => {
    template = synthesize({ stage: 'prod' }).template;
  });

  it('keeps its logs for three months, and when its stack is gone', () => {
    const groups = all('AWS::Logs::LogGroup');
    expect(groups.length).toBeGreaterThan(8);
    for (const group of groups) {
      expect(group).toMatchObject({ Properties: { RetentionInDays: 90 }, DeletionPolicy: 'RetainExceptOnCreate' });
    }
  });

  it('creates its secret empty, under a name of its own, and keeps it', () => {
    expect(all('AWS::SecretsManager::Secret')).toEqual([
      expect.objectContaining({
        Properties: expect.objectContaining({
          Name: 'audience-sync/prod/adobe',
          SecretString: JSON.stringify({ clientId: '', clientSecret: '', orgId: '', scopes: '' }),
        }),
        DeletionPolicy: 'RetainExceptOnCreate',
        UpdateReplacePolicy: 'Retain',
      }),
    ]);
  });

  it('tags whatever can carry tags, and names no account', () => {
    const tagged = Object.values(template.Resources).filter(({ Properties: p }) => 'Tags' in p);
    expect(tagged.length).toBeGreaterThan(20);
    for (const { Properties: p } of tagged) {
      expect(p['Tags']).toEqual(expect.arrayContaining([{ Key: 'stage', Value: 'prod' }]));
    }
    expect(JSON.stringify(template)).not.toMatch(/:\d{12}:/);
  });
});
