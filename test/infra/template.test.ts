import { describe, expect, it } from '@jest/globals';
import { readFileSync, writeFileSync } from 'node:fs';
import { format, resolveConfig } from 'prettier';
import { synthesize } from './synthesized.ts';

/**
 * What production would be deployed as, for one sync of ours, as people reviewed it. After an intended change:
 * `UPDATE_GOLDENS=1 npm test -- test/infra/template`, then read the difference before committing it. A logical id that
 * changes means that CloudFormation deletes the resource and creates another.
 */
const GOLDEN = new URL('template.golden.json', import.meta.url);
const isUpdate = process.env['UPDATE_GOLDENS'] === '1';

type Json = string | number | boolean | null | Json[] | { [key: string]: Json };

/** Texts that are JSON, pieced together with references in them. */
const JSON_TEXTS = ['DefinitionString', 'DashboardBody'];

/** The template without what changes with every line of code, and with its JSON texts as JSON. */
function readable(value: Json, key = ''): Json {
  if (JSON_TEXTS.includes(key)) return JSON.parse(textOf(value)) as Json;
  if (typeof value === 'string') return value.replace(/^[0-9a-f]{64}\.zip$/, '<hash of the bundle>.zip');
  if (typeof value !== 'object' || value === null) return value;
  if (Array.isArray(value)) return value.map((item) => readable(item));
  return Object.fromEntries(Object.entries(value).map(([name, member]) => [name, readable(member, name)]));
}

/** A text with `${…}` for each reference. */
function textOf(value: Json): string {
  if (typeof value === 'string') return value;
  if (typeof value !== 'object' || value === null || Array.isArray(value)) throw new Error(JSON.stringify(value));
  const { 'Fn::Join': joined, 'Fn::GetAtt': attribute, Ref: reference } = value;
  if (joined !== undefined) {
    const [separator, parts] = joined as [string, Json[]];
    return parts.map(textOf).join(separator);
  }
  if (attribute !== undefined) return `\${${(attribute as string[]).join('.')}}`;
  if (typeof reference === 'string') return `\${${reference}}`;
  throw new Error(JSON.stringify(value));
}

describe('the template of the production stage', () => {
  it('is what was reviewed', async () => {
    const { template } = synthesize({ stage: 'prod', sync: 'test/fixtures/three-persons/sync.json' });
    const deployed = readable(template as unknown as Json);
    if (isUpdate) {
      const text = JSON.stringify(deployed);
      const options = await resolveConfig(GOLDEN);
      writeFileSync(GOLDEN, await format(text, { ...options, parser: 'json' }));
    }
    expect(deployed).toEqual(JSON.parse(readFileSync(GOLDEN, 'utf8')));
  });
});
