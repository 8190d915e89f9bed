import fc from 'fast-check';
import { at, Model, type ModelAudience, type ModelRecord, type Tree } from './model.ts';

/** A sandbox of many kinds of identities, its rules in SQL and as the model has them, and arbitrary records for it. */

export const POLICIES = { first: ['crm', 'loyalty'], second: ['loyalty', 'crm'], narrow: ['loyalty'] };

export interface RuleTwin extends ModelAudience {
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

/** Lists of external audiences: some join on day 1 by default, some leave, some come back, some ids are nobody's or stand twice. */
const LISTS = {
  'uploaded.ndjson': [
    { id: 'a1' },
    { id: 'b2', joinsOnDay: 1, leavesOnDay: 2 },
    { id: 'b2', joinsOnDay: 4 },
    { id: 'c3', joinsOnDay: 2, leavesOnDay: 4 },
    { id: 'nobody', joinsOnDay: 1 },
  ],
  'partner.json': [
    { id: 3, joinsOnDay: 3 },
    { id: '3', joinsOnDay: 2, leavesOnDay: 3 },
    { id: 5, leavesOnDay: 3 },
  ],
};

interface ListTwin extends ModelAudience {
  readonly identityNamespace: string;
  readonly list: keyof typeof LISTS;
}

const external = (
  id: string,
  identityNamespace: string,
  list: keyof typeof LISTS,
  { namespace = 'CustomerAudienceUpload', policy = 'first' },
): ListTwin => {
  const members: readonly { id: string | number; joinsOnDay?: number; leavesOnDay?: number }[] = LISTS[list];
  return {
    id,
    policy,
    isLegacy: false,
    namespace,
    identityNamespace,
    list,
    rule: ({ ids, day }) =>
      members.some(
        ({ id: member, joinsOnDay = 1, leavesOnDay = Infinity }) =>
          joinsOnDay <= day &&
          day < leavesOnDay &&
          ids.some((one) => one.namespace === identityNamespace && one.id === String(member)),
      ),
  };
};

/** Policy `first` is the default one, which the uploaded audience has because it has none of its own. */
const EXTERNAL_AUDIENCES = [
  external('uploaded', 'crmId', 'uploaded.ndjson', {}),
  external('partner', 'loyaltyId', 'partner.json', { namespace: 'AAM', policy: 'second' }),
];

/** Each rule twice: as the sandbox has it, and as the model does. NULL is "no", also behind a NOT. */
const EVALUATED_AUDIENCES: RuleTwin[] = [
  audience('gold', 'first', `_t.tier = 'gold'`, ({ attributes }) => at(attributes, '_t.tier') === 'gold', true),
  audience(
    'not-gold',
    'second',
    `NOT _t.tier = 'gold'`,
    ({ attributes }) => (at(attributes, '_t.tier') ?? 'gold') !== 'gold',
  ),
  audience('active', 'first', 'len(events) >= 2', ({ events }) => events.length >= 2),
  audience('no-events', 'narrow', 'len(events) = 0', ({ events }) => events.length === 0, true),
  audience(
    'points',
    'narrow',
    '_t.loyalty.points > 5',
    ({ attributes }) => Number(at(attributes, '_t.loyalty.points') ?? 0) > 5,
  ),
  audience(
    'spender',
    'second',
    'list_sum(list_transform(events, lambda e: e.amount)) >= 10',
    ({ events }) => events.reduce((sum, event) => sum + Number(event.amount ?? 0), 0) >= 10,
  ),
  audience('odd-days', 'first', 'day % 2 = 1', ({ day }) => day % 2 === 1),
  audience('unknown', 'second', '_t.tier IS NULL', ({ attributes }) => at(attributes, '_t.tier') === undefined),
];

export const AUDIENCES: readonly ModelAudience[] = [...EVALUATED_AUDIENCES, ...EXTERNAL_AUDIENCES];

export const DESCRIPTION = {
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
  audiences: [
    ...EVALUATED_AUDIENCES.map(({ id, policy, sql, isLegacy }) => ({
      id,
      name: id,
      mergePolicyId: policy,
      rule: sql,
      statuses: isLegacy ? 'legacy' : 'current',
    })),
    ...EXTERNAL_AUDIENCES.map(({ id, policy, namespace, identityNamespace, list }) => ({
      kind: 'external',
      id,
      name: id,
      ...(policy === 'first' ? {} : { mergePolicyId: policy }),
      ...(namespace === 'CustomerAudienceUpload' ? {} : { namespace }),
      identityNamespace,
      members: [list],
    })),
  ],
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
export const arbitraryRecords: fc.Arbitrary<GivenRecords> = fc.record({
  crm: fc.array(crm, { maxLength: 8 }).map((all) => [{ _t: { crmId: 'z', tier: 'z', tags: ['z'], ...NEVER } }, ...all]),
  loyalty: fc
    .array(loyalty, { maxLength: 8 })
    .map((all) => [{ _t: { crmId: 'z', tier: 'z', loyalty: { id: 1, points: 1 }, ...NEVER } }, ...all]),
  web: fc.array(web, { maxLength: 8 }).map((all) => [{ _t: { arrives: 99 } }, ...all]),
  shop: fc.array(shop, { maxLength: 6 }).map((all) => [{ _t: { loyaltyId: '1', arrives: 99 }, amount: 1 }, ...all]),
});

export interface GivenRecords {
  crm: Tree[];
  loyalty: Tree[];
  web: Tree[];
  shop: Tree[];
}

export function filesOf(given: GivenRecords): Record<string, readonly Tree[]> {
  const events = (name: string, records: readonly Tree[]): Tree[] =>
    records.map((record, index) => ({ _id: `${name}-${index}`, timestamp: '2026-08-30T10:00:00Z', ...record }));
  return {
    'crm.ndjson': given.crm,
    'loyalty.ndjson': given.loyalty,
    'web.ndjson': events('web', given.web),
    'shop.ndjson': events('shop', given.shop),
    ...LISTS,
  };
}

export function modelOf(given: GivenRecords): Model {
  const records = (['crm', 'loyalty', 'web', 'shop'] as const).flatMap((dataset) =>
    given[dataset].map((value): ModelRecord => ({
      dataset,
      kind: dataset === 'web' || dataset === 'shop' ? 'event' : 'profile',
      day: (at(value, '_t.arrives') ?? null) as number | null,
      ids: declaredIds(dataset, value).filter(({ id }) => id.trim() !== ''),
      value,
    })),
  );
  return new Model(records, POLICIES, AUDIENCES);
}

/** What DESCRIPTION declares; an id that is missing is blank here. */
function declaredIds(dataset: keyof GivenRecords, record: Tree): ModelRecord['ids'] {
  const field = (namespace: string, path: string, primary: boolean): ModelRecord['ids'][number] => ({
    namespace,
    id: asText(at(record, path)),
    primary,
  });
  switch (dataset) {
    case 'crm':
      return [field('crmId', '_t.crmId', true), ...mappedIds(record)];
    case 'loyalty':
      return [field('loyaltyId', '_t.loyalty.id', false), field('crmId', '_t.crmId', false)];
    case 'web':
      return mappedIds(record);
    case 'shop':
      return [field('loyaltyId', '_t.loyaltyId', true)];
  }
}

function mappedIds(record: Tree): ModelRecord['ids'] {
  const map = (record.identityMap ?? {}) as Record<string, { id: unknown; primary?: boolean | null }[]>;
  return Object.entries(map).flatMap(([namespace, list]) =>
    list.map(({ id, primary }) => ({ namespace, id: asText(id), primary: primary === true })),
  );
}

export function asText(id: unknown): string {
  return typeof id === 'string' || typeof id === 'number' ? String(id) : '';
}
