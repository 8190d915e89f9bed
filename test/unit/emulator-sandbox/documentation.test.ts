import { readFile } from 'node:fs/promises';
import { describe, expect, it } from '@jest/globals';
import { at } from './model.ts';
import { exportAll, inFolder, midnight, withPopulation, writeSandbox } from './support.ts';

const DOCUMENT = new URL('../../../emulator/SANDBOX.md', import.meta.url);

/** The example's files: a code block that follows its name. */
async function exampleFiles(): Promise<Record<string, string>> {
  const text = await readFile(DOCUMENT, 'utf8');
  const blocks = text.matchAll(/`([a-z]+\.(?:json|ndjson))`[^`\n]*:\n\n```\w+\n(.*?)```/gs);
  return Object.fromEntries([...blocks].map(([, name, content]) => [name!, content!]));
}

describe('emulator/SANDBOX.md', () => {
  it('has an example that loads, and whose people are in the audiences that the document says', async () => {
    const { 'sandbox.json': description, ...files } = await exampleFiles();
    expect(Object.keys(files)).toEqual(['customers.json', 'newsletter.ndjson', 'visits.ndjson']);
    await inFolder(async (folder) => {
      await writeSandbox(folder, description, files);
      await withPopulation(folder, async (population, workFolder) => {
        const counts = async () =>
          (await population.truth({ namespace: 'ECID', which: 'all' }, 'dg_shop')).map(({ members, reportable }) => ({
            members,
            reportable,
          }));
        await population.evaluateDay(1, midnight(1));
        expect(await exportAll(population, workFolder, 'customers-first')).toHaveLength(3);
        expect(await counts()).toEqual([
          { members: 1, reportable: 1 },
          { members: 2, reportable: 2 },
        ]);
        await population.evaluateDay(2, midnight(2));
        const people = await exportAll(population, workFolder, 'customers-first');
        expect(people.map((person) => at(person, '_shop.city'))).toEqual(['Oslo', 'Lima']);
        expect(people.map((person) => at(person, 'identityMap.ECID.0.id'))).toEqual(['71', '72']);
        expect(await counts()).toEqual([
          { members: 0, reportable: 0 },
          { members: 1, reportable: 1 },
        ]);
      });
    });
  });

  it('gives rules that are valid', async () => {
    const text = await readFile(DOCUMENT, 'utf8');
    const section = text.slice(text.indexOf('## Rules'), text.indexOf('## Memberships'));
    const rules = (/```sql\n(.*?)```/s.exec(section)?.[1] ?? '').trim().split('\n');
    expect(rules.length).toBeGreaterThan(8);
    await inFolder(async (folder) => {
      const profile = { _shop: { id: 1, city: 'Oslo', subscribed: true, memberSince: '2019-01-01' } };
      const event = {
        timestamp: '2026-08-31T00:00:00Z',
        eventType: 'commerce.purchases',
        _shop: { id: 1 },
        commerce: { order: { priceTotal: 501 } },
      };
      const dataset = (kind: string) => ({
        kind,
        id: kind,
        name: kind,
        table: kind,
        records: [`${kind}.ndjson`],
        identities: [{ namespace: 'ECID', path: '_shop.id' }],
      });
      const description = {
        name: 'rules',
        tenantId: 'shop',
        startsOn: '2026-09-01',
        datasets: [dataset('profile'), dataset('event')],
        mergePolicies: [{ id: 'p', name: 'p' }],
        audiences: rules.map((rule, index) => ({ id: `a${index}`, name: rule, mergePolicyId: 'p', rule })),
      };
      await writeSandbox(folder, description, { 'profile.ndjson': [profile], 'event.ndjson': [event] });
      await withPopulation(folder, async (population) => {
        await population.evaluateDay(1, midnight(1));
        const truth = await population.truth({ path: '_shop.id' }, null);
        const told = Object.fromEntries(truth.map(({ name, members }) => [name.replace(/\s*--.*/, ''), members]));
        expect(told).toMatchObject({ "_shop.city = 'Oslo'": 1, '_shop.city IS NULL': 0, 'len(events) = 0': 0 });
      });
    });
  });
});
