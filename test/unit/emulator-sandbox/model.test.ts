import path from 'node:path';
import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import type { IdentityChoice, Population } from '../../../emulator/sandbox/population.ts';
import { isUsableId, Model, type ModelAudience, type ModelRecord, type Tree } from './model.ts';
import { exportAll, inFolder, midnight, parquetRows, withPopulation, writeSandbox } from './support.ts';

const DAYS = 4;
const POLICIES = { first: ['crm', 'loyalty'], second: ['loyalty', 'crm'], narrow: ['loyalty'] };

interface RuleTwin extends ModelAudience {
  readonly sql: string;
}
const audience = (
  id: string,
  policy: string,
  sql: string,
  rule: ModelAudience['rule'],
  isLegacy = false,
): RuleTwin => ({
  id,
  policy,
  sql,
  rule,
  isLegacy,
});

/** Each rule twice: as the sandbox has it, and as the model does. NULL is "no", also behind a NOT. */
const AUDIENCES: RuleTwin[] = [
  audience('gold', 'first', `_t.tier = 'gold'`, ({ attributes }) => attributes._t?.tier === 'gold', true),
  audience(
    'not-gold',
    'second',
    `NOT _t.tier = 'gold'`,
    ({ attributes }) => (attributes._t?.tier ?? 'gold') !== 'gold',
  ),
  audience('active', 'first', 'len(events) >= 2', ({ events }) => events.length >= 2),
  audience('no-events', 'narrow', 'len(events) = 0', ({ events }) => events.length === 0, true),
  audience('points', 'narrow', '_t.loyalty.points > 5', ({ attributes }) => (attributes._t?.loyalty?.points ?? 0) > 5),
  audience(
    'spender',
    'second',
    'list_sum(list_transform(events, lambda e: e.amount)) >= 10',
    ({ events }) => events.reduce((sum, event) => sum + ((event.amount as number | null) ?? 0), 0) >= 10,
  ),
  audience('odd-days', 'first', 'day % 2 = 1', ({ day }) => day % 2 === 1),
  audience('unknown', 'second', '_t.tier IS NULL', ({ attributes }) => attributes._t?.tier === undefined),
];

const DESCRIPTION = {
  name: 'model',
  tenantId: 't',
  startsOn: '2026-09-01',
  datasets: [
    {
      kind: 'profile',
      id: 'crm',
      name: 'CRM',
      table: 'crm',
      records: ['crm.ndjson'],
      arrivesOnDay: '_t.arrives',
      identities: [{ namespace: 'crmId', path: '_t.crmId', primary: true }, { identityMap: true }],
    },
    {
      kind: 'profile',
      id: 'loyalty',
      name: 'Loyalty',
      table: 'loyalty',
      records: ['loyalty.ndjson'],
      arrivesOnDay: '_t.arrives',
      identities: [
        { namespace: 'loyaltyId', path: '_t.loyalty.id' },
        { namespace: 'crmId', path: '_t.crmId' },
      ],
    },
    {
      kind: 'event',
      id: 'web',
      name: 'Web',
      table: 'web',
      records: ['web.ndjson'],
      arrivesOnDay: '_t.arrives',
      identities: [{ identityMap: true }],
    },
    {
      kind: 'event',
      id: 'shop',
      name: 'Shop',
      table: 'shop',
      records: ['shop.ndjson'],
      arrivesOnDay: '_t.arrives',
      identities: [{ namespace: 'loyaltyId', path: '_t.loyaltyId', primary: true }],
    },
  ],
  mergePolicies: Object.entries(POLICIES).map(([id, datasets]) => ({ id, name: id, datasets })),
  audiences: AUDIENCES.map(({ id, policy, sql, isLegacy }) => ({
    id,
    name: id,
    mergePolicyId: policy,
    rule: sql,
    statuses: isLegacy ? 'legacy' : 'current',
  })),
  connections: [
    {
      id: 'dg',
      name: 'dg',
      datasets: [
        { datasetId: 'web', type: 'event', personId: { namespace: 'ECID' } },
        { datasetId: 'shop', type: 'event', personId: { path: '_t.loyaltyId' } },
      ],
    },
  ],
};

const maybe = <T>(arbitrary: fc.Arbitrary<T>): fc.Arbitrary<T | null> => fc.option(arbitrary, { freq: 3 });
const crmId = fc.constantFrom('a1', 'A1', 'b2', 'c3', 'd4', 'e5', 'undefined', '0', '', '  ');
const ecid = fc.constantFrom('e1', 'E1', 'e2', 'e3', 'e4', 'e5', '000-0', 'NaN', ' e2 ', '');
const loyaltyNumber = fc.integer({ min: 0, max: 6 });
const arrives = fc.constantFrom(1, 1, -3, 2, 2, 3, 4, 99, null);
const tier = maybe(fc.constantFrom('gold', 'silver'));
const mapEntries = fc.array(fc.record({ id: maybe(ecid), primary: maybe(fc.boolean()) }), { maxLength: 3 });

const crm = fc.record({
  _t: fc.record({
    crmId: maybe(crmId),
    tier,
    arrives,
    tags: maybe(fc.array(fc.constantFrom('x', 'y'), { maxLength: 2 })),
  }),
  identityMap: maybe(fc.record({ ECID: mapEntries })),
});
const loyalty = fc.record({
  _t: fc.record({
    crmId: maybe(crmId),
    tier,
    arrives,
    loyalty: fc.record({ id: maybe(loyaltyNumber), points: maybe(fc.integer({ min: 0, max: 10 })) }),
  }),
});
const web = fc.record({
  _t: fc.record({ arrives }),
  identityMap: fc.record({
    loyaltyId: fc.array(fc.record({ id: fc.constantFrom('1', 2, '3') }), { maxLength: 1 }),
    ECID: mapEntries,
  }),
});
/** Here the number is text. */
const shop = fc.record({
  _t: fc.record({ arrives, loyaltyId: maybe(loyaltyNumber.map(String)) }),
  amount: maybe(fc.integer({ min: 0, max: 9 })),
});

/** First come records that have every field, so that the types are known; they arrive too late for the test. */
const NEVER = { arrives: 99 };
const sandbox = fc.record({
  crm: fc.array(crm, { maxLength: 8 }).map((all) => [{ _t: { crmId: 'z', tier: 'z', tags: ['z'], ...NEVER } }, ...all]),
  loyalty: fc
    .array(loyalty, { maxLength: 8 })
    .map((all) => [{ _t: { crmId: 'z', tier: 'z', loyalty: { id: 1, points: 1 }, ...NEVER } }, ...all]),
  web: fc.array(web, { maxLength: 8 }).map((all) => [{ _t: { arrives: 99 } }, ...all]),
  shop: fc.array(shop, { maxLength: 6 }).map((all) => [{ _t: { loyaltyId: '1', arrives: 99 }, amount: 1 }, ...all]),
});

interface Given {
  crm: Tree[];
  loyalty: Tree[];
  web: Tree[];
  shop: Tree[];
}

function modelOf(given: Given): Model {
  const field = (namespace: string, id: unknown, primary: boolean) => [{ namespace, id, primary }];
  const mapped = (record: Tree) =>
    Object.entries((record.identityMap ?? {}) as Record<string, Tree[]>).flatMap(([namespace, list]) =>
      list.map((entry) => ({ namespace, id: entry.id as unknown, primary: entry.primary === true })),
    );
  const identities = {
    crm: (r: Tree) => [...field('crmId', r._t.crmId, true), ...mapped(r)],
    loyalty: (r: Tree) => [...field('loyaltyId', r._t.loyalty?.id, false), ...field('crmId', r._t.crmId, false)],
    web: (r: Tree) => mapped(r),
    shop: (r: Tree) => field('loyaltyId', r._t.loyaltyId, true),
  };
  const records = (['crm', 'loyalty', 'web', 'shop'] as const).flatMap((dataset) =>
    given[dataset].map((value): ModelRecord => {
      const ids = identities[dataset](value).flatMap(({ namespace, id, primary }) =>
        id === null || id === undefined || String(id).trim() === '' ? [] : [{ namespace, id: String(id), primary }],
      );
      return {
        dataset,
        kind: dataset === 'web' || dataset === 'shop' ? 'event' : 'profile',
        day: value._t.arrives,
        ids,
        value,
      };
    }),
  );
  return new Model(records, POLICIES, AUDIENCES);
}

/** A row as the export file shows it: fields without a value are null, all down. */
function expectedRow(model: Model, person: Model['people'][number], policy: string): unknown {
  const t = model.merged(person, policy)?._t ?? {};
  const identityMap: Record<string, unknown[]> = {};
  for (const { namespace, id, primary } of person.ids) {
    (identityMap[namespace] ??= []).push({ id, primary, authenticatedState: 'ambiguous' });
  }
  const memberships = AUDIENCES.flatMap((candidate) => {
    const status = model.status(person, candidate);
    if (status === null) return [];
    const { since } = model.states.get(person.name)!.get(candidate.id)!;
    const lastQualificationTime = `${new Date(since).toISOString().slice(0, 10)} 00:00:00+00`;
    return [[candidate.id, { version: '1', lastQualificationTime, validUntil: null, status }]];
  });
  const loyaltyPart = { id: t.loyalty?.id ?? null, points: t.loyalty?.points ?? null };
  const root = { crmId: t.crmId ?? null, tier: t.tier ?? null, tags: t.tags ?? null, arrives: t.arrives ?? null };
  const hasLoyalty = loyaltyPart.id !== null || loyaltyPart.points !== null;
  const hasRoot = hasLoyalty || Object.values(root).some((value) => value !== null);
  return {
    identityMap,
    segmentMembership: memberships.length === 0 ? null : { ups: Object.fromEntries(memberships) },
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
    shop: new Set(of('shop').flatMap(({ value }) => notBlank((value._t as Tree).loyaltyId))),
  };
}

function personIds(model: Model, person: Model['people'][number], policy: string, identity: IdentityChoice): string[] {
  if ('path' in identity) {
    const value = identity.path.split('.').reduce<any>((tree, key) => tree?.[key], model.merged(person, policy));
    return value === null || value === undefined ? [] : [String(value)].filter(isUsableId);
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
      (status(person, 'odd-days') === 'exited' || status(person, 'no-events') === 'existing') &&
      model.merged(person, 'narrow') !== null,
  );
  const rows = chosen.map((person) => {
    const row = expectedRow(model, person, 'narrow') as Tree;
    const id = row._t?.loyalty?.id ?? null;
    const others = { crmId: null, tier: null, tags: null, arrives: null };
    return { ...row, segmentMembership: null, _t: id === null ? null : { ...others, loyalty: { id, points: null } } };
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
    const property = fc.asyncProperty(sandbox, async (given: Given) => {
      await inFolder(async (folder) => {
        const files = Object.fromEntries(
          Object.entries(given).map(([name, records]) => [
            `${name}.ndjson`,
            (records as Tree[]).map((record, index) =>
              name === 'web' || name === 'shop'
                ? { _id: `${name}-${index}`, timestamp: '2026-08-30T10:00:00Z', ...record }
                : record,
            ),
          ]),
        );
        await writeSandbox(folder, DESCRIPTION, files);
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
    await fc.assert(property, { numRuns: 12 });
  }, 180_000);
});
