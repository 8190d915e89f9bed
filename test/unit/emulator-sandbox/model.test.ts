import path from 'node:path';
import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import type { IdentityChoice, Population } from '../../../emulator/sandbox/population.ts';
import { arbitraryRecords, asText, AUDIENCES, DESCRIPTION, filesOf, modelOf, POLICIES } from './model-sandbox.ts';
import { at, isUsableId, type Model, type Tree } from './model.ts';
import { exportAll, inFolder, midnight, parquetRows, withPopulation, writeSandbox } from './support.ts';

const DAYS = 4;

/** A row as the export file shows it: fields without a value are null, all down. */
function expectedRow(model: Model, person: Model['people'][number], policy: string): Tree {
  const merged = model.merged(person, policy);
  const field = (fieldPath: string): unknown => at(merged, fieldPath) ?? null;
  const identityMap: Record<string, unknown[]> = {};
  for (const { namespace, id, primary } of person.ids) {
    (identityMap[namespace] ??= []).push({ id, primary, authenticatedState: 'ambiguous' });
  }
  const memberships: Record<string, Tree> = {};
  for (const candidate of AUDIENCES) {
    const status = model.status(person, candidate);
    if (status === null) continue;
    const { since } = model.states.get(person.name)!.get(candidate.id)!;
    const lastQualificationTime = `${new Date(since).toISOString().slice(0, 10)} 00:00:00+00`;
    const entry = { version: '1', lastQualificationTime, validUntil: null, status };
    (memberships[candidate.namespace ?? 'ups'] ??= {})[candidate.id] = entry;
  }
  const loyaltyPart = { id: field('_t.loyalty.id'), points: field('_t.loyalty.points') };
  const root = {
    crmId: field('_t.crmId'),
    tier: field('_t.tier'),
    tags: field('_t.tags'),
    arrives: field('_t.arrives'),
  };
  const hasLoyalty = loyaltyPart.id !== null || loyaltyPart.points !== null;
  const hasRoot = hasLoyalty || Object.values(root).some((value) => value !== null);
  return {
    identityMap,
    segmentMembership: Object.keys(memberships).length === 0 ? null : memberships,
    _t: hasRoot ? { ...root, loyalty: hasLoyalty ? loyaltyPart : null } : null,
  };
}

const IDENTITIES: IdentityChoice[] = [
  { namespace: 'ECID', which: 'all' },
  { namespace: 'ECID', which: 'primary' },
  { namespace: 'loyaltyId', which: 'all' },
  { namespace: 'crmId', which: 'primary' },
  { path: '_t.crmId' },
  { path: '_t.loyalty.id' },
];

function eventPersons(model: Model): { web: Set<string>; shop: Set<string> } {
  const arrived = model.records.filter(({ day }) => day !== null && day <= model.day);
  const of = (dataset: string) => arrived.filter((record) => record.dataset === dataset);
  const notBlank = (id: unknown): string[] => (typeof id === 'string' && id.trim() !== '' ? [id] : []);
  return {
    web: new Set(of('web').flatMap(({ ids }) => ids.find(({ namespace }) => namespace === 'ECID')?.id ?? [])),
    shop: new Set(of('shop').flatMap(({ value }) => notBlank(at(value, '_t.loyaltyId')))),
  };
}

function personIds(model: Model, person: Model['people'][number], policy: string, identity: IdentityChoice): string[] {
  if ('path' in identity) {
    return [asText(at(model.merged(person, policy), identity.path))].filter(isUsableId);
  }
  const ids = person.ids.filter(({ namespace, id }) => namespace === identity.namespace && isUsableId(id));
  if (identity.which === 'all') return ids.map(({ id }) => id);
  return ids.length === 0 ? [] : [(ids.find(({ primary }) => primary) ?? ids[0]!).id];
}

function expectedTruth(model: Model, identity: IdentityChoice): unknown[] {
  const { web: webIds, shop: shopIds } = eventPersons(model);
  return AUDIENCES.map((candidate) => {
    const members = model.people.filter((person) =>
      ['realized', 'existing'].includes(model.status(person, candidate) ?? ''),
    );
    const ids = new Set(members.flatMap((person) => personIds(model, person, candidate.policy, identity)));
    const reportable = [...ids].filter((id) => webIds.has(id) || shopIds.has(id));
    return { id: candidate.id, name: candidate.id, members: ids.size, reportable: reportable.length };
  });
}

async function expectDay(population: Population, workFolder: string, model: Model): Promise<void> {
  for (const policy of Object.keys(POLICIES)) {
    const rows = await exportAll(population, workFolder, policy);
    expect(rows).toEqual(model.people.map((person) => expectedRow(model, person, policy)));
  }
  for (const identity of IDENTITIES) {
    expect({ identity, truth: await population.truth(identity, 'dg') }).toEqual({
      identity,
      truth: expectedTruth(model, identity),
    });
  }
  const file = path.join(workFolder, 'events.parquet');
  await population.writeEventPersons('web', { namespace: 'ECID' }, file);
  expect(await parquetRows(file)).toEqual([...eventPersons(model).web].sort().map((personID) => ({ personID })));
  for (const candidate of AUDIENCES) {
    const members = model.people.filter((person) =>
      ['realized', 'existing'].includes(model.status(person, candidate) ?? ''),
    );
    expect(await population.profilesIn(candidate.id)).toBe(members.length);
  }
  await expectFilteredExport(population, workFolder, model);
}

/** Any of the segments with any of its statuses; without empty profiles only who has a fragment under the policy. */
async function expectFilteredExport(population: Population, workFolder: string, model: Model): Promise<void> {
  const file = path.join(workFolder, 'filtered.parquet');
  const result = await population.exportProfiles({
    mergePolicyId: 'narrow',
    segments: [
      { id: 'odd-days', namespace: 'ups', statuses: ['exited'] },
      { id: 'no-events', namespace: 'ups', statuses: ['existing'] },
      { id: 'gold', namespace: 'AAM', statuses: ['realized'] },
      { id: 'partner', namespace: 'AAM', statuses: ['realized'] },
      { id: 'uploaded', namespace: 'ups', statuses: ['realized'] },
    ],
    fields: ['identityMap', '_t.loyalty.id'],
    includesEventOnly: false,
    file,
  });
  const status = (person: Model['people'][number], id: string) =>
    model.status(
      person,
      AUDIENCES.find((a) => a.id === id)!,
    );
  const chosen = model.people.filter(
    (person) =>
      (status(person, 'odd-days') === 'exited' ||
        status(person, 'no-events') === 'existing' ||
        status(person, 'partner') === 'realized') &&
      model.merged(person, 'narrow') !== null,
  );
  const rows = chosen.map((person) => {
    const { identityMap } = expectedRow(model, person, 'narrow');
    const id = at(model.merged(person, 'narrow'), '_t.loyalty.id');
    const others = { crmId: null, tier: null, tags: null, arrives: null };
    const _t = id === undefined ? null : { ...others, loyalty: { id, points: null } };
    return { identityMap, segmentMembership: null, _t };
  });
  expect(await parquetRows(file)).toEqual(rows);
  const namespaces = [...new Set(chosen.flatMap(({ ids }) => ids.map(({ namespace }) => namespace)))];
  expect(result).toEqual({
    profiles: chosen.length,
    profilesByNamespace: Object.fromEntries(
      namespaces.map((namespace) => [
        namespace,
        chosen.filter(({ ids }) => ids.some((id) => id.namespace === namespace)).length,
      ]),
    ),
  });
}

describe('the people of a sandbox, compared with a plain model of them', () => {
  it('stitches, merges, evaluates, exports and counts alike on every day, whatever the records are', async () => {
    const property = fc.asyncProperty(arbitraryRecords, async (given) => {
      await inFolder(async (folder) => {
        await writeSandbox(folder, DESCRIPTION, filesOf(given));
        const model = modelOf(given);
        await withPopulation(folder, async (population, workFolder) => {
          for (let day = 1; day <= DAYS; day += 1) {
            model.evaluateDay(day, midnight(day));
            await population.evaluateDay(day, midnight(day));
            await expectDay(population, workFolder, model);
          }
        });
      });
    });
    await fc.assert(property, { numRuns: 8 });
  }, 180_000);
});
