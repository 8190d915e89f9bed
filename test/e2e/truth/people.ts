import fc from 'fast-check';
import type { ModelRecord, Tree } from '../../unit/emulator-sandbox/model.ts';

/**
 * People and what becomes known of them, day by day. Some ids differ by case only, some people have several ids, some turn
 * out to be one person, and some carry an id that no person ID can be.
 */
export interface PersonStory {
  readonly ecids: number;
  readonly primary: number | null;
  readonly hasUnusableEcid: boolean;
  readonly isCustomer: boolean;
  readonly loyaltyPoints: number | null;
  readonly arrivesOn: number;
  readonly tier: string | null;
  readonly city: string | null;
  readonly changes: readonly Change[];
}

type Change = { readonly day: number } & (
  | { readonly kind: 'tier' | 'city'; readonly value: string }
  | { readonly kind: 'points'; readonly value: number }
  | { readonly kind: 'visit' | 'purchase' | 'stay' }
  | { readonly kind: 'merge'; readonly distance: number }
);

/** The last day on which anything changes. */
export const LAST_DAY = 60;

const tier = fc.constantFrom('gold', 'silver', 'bronze');
const city = fc.constantFrom('Oslo', 'Lima');
const points = fc.integer({ min: 0, max: 10 });
const day = fc.integer({ min: 1, max: LAST_DAY });
const change: fc.Arbitrary<Change> = fc.oneof(
  { weight: 3, arbitrary: fc.record({ kind: fc.constant('tier' as const), value: tier, day }) },
  { weight: 2, arbitrary: fc.record({ kind: fc.constant('city' as const), value: city, day }) },
  { weight: 2, arbitrary: fc.record({ kind: fc.constant('points' as const), value: points, day }) },
  { weight: 3, arbitrary: fc.record({ kind: fc.constantFrom('visit', 'purchase', 'stay'), day }) },
  {
    weight: 1,
    arbitrary: fc.record({ kind: fc.constant('merge' as const), distance: fc.integer({ min: 1, max: 20 }), day }),
  },
);

const person: fc.Arbitrary<PersonStory> = fc.record({
  ecids: fc.constantFrom(1, 1, 1, 2, 3),
  primary: fc.constantFrom(null, 0, 1),
  hasUnusableEcid: fc.constantFrom(false, false, false, false, true),
  isCustomer: fc.constantFrom(true, true, true, false),
  loyaltyPoints: fc.oneof(fc.constant(null), points),
  arrivesOn: fc.constantFrom(1, 1, 1, 1, 1, 2, 3, 5, 9, 14, 20),
  tier: fc.option(tier, { freq: 4 }),
  city: fc.option(city, { freq: 4 }),
  changes: fc.array(change, { minLength: 1, maxLength: 7, size: 'max' }),
});

export const arbitraryPeople = (least: number, most: number): fc.Arbitrary<readonly PersonStory[]> =>
  fc.array(person, { minLength: least, maxLength: most, size: 'max' });

type Dataset = 'crm' | 'loyalty' | 'web' | 'shop' | 'store';
export type Records = Readonly<Record<Dataset, readonly Tree[]>>;

const NEVER = null;
/** Every second pair of neighbours has ids that differ by case only. */
const spelled = (id: string, index: number): string => (index % 4 === 3 ? id.toUpperCase() : id);
const numbered = (index: number): number => (index % 4 === 3 ? index - 1 : index);
const crmIdOf = (index: number): string => spelled(`crm-${numbered(index)}`, index);
const ecidOf = (index: number, place: number): string => spelled(`ecid-${numbered(index)}-${place}`, index);
const loyaltyIdOf = (index: number): number => 1000 + index;

/** What the people's stories become in the datasets of the sandbox. */
export function recordsOf(people: readonly PersonStory[]): Records {
  const records = {
    crm: [] as Tree[],
    loyalty: [] as Tree[],
    web: [] as Tree[],
    shop: [] as Tree[],
    store: [] as Tree[],
  };
  // These never arrive; with every field in them, the types are known whatever the people are like.
  records.crm.push({
    _t: { crmId: 'none', tier: 'none', city: 'none', arrives: NEVER },
    identityMap: { ECID: [{ id: 'ecid-none', primary: false }] },
  });
  records.loyalty.push({ _t: { loyaltyId: 1, crmId: 'none', points: 1, city: 'none', arrives: NEVER } });
  records.web.push(event({ _t: { arrives: NEVER }, identityMap: { ECID: [{ id: 'ecid-none' }] } }, 'web-none'));
  records.shop.push(event({ _t: { crmId: 'none', arrives: NEVER } }, 'shop-none'));
  records.store.push(event({ _t: { loyaltyId: 1, arrives: NEVER } }, 'store-none'));

  for (const [index, story] of people.entries()) {
    const ecids = Array.from({ length: story.ecids }, (_, place) => ({
      id: ecidOf(index, place),
      primary: place === story.primary,
    }));
    const unusable = story.hasUnusableEcid ? [{ id: `00-${'0'.repeat(index)}`, primary: story.primary === null }] : [];
    const identityMap = { ECID: [...unusable, ...ecids] };
    const crmId = crmIdOf(index);
    const loyaltyId = loyaltyIdOf(index);
    const customer = (fields: Tree, arrives: number): Tree => ({ _t: { crmId, ...fields, arrives }, identityMap });
    const member = (fields: Tree, arrives: number): Tree => ({
      _t: { loyaltyId, ...(story.isCustomer ? { crmId } : {}), ...fields, arrives },
    });

    const { arrivesOn } = story;
    if (story.isCustomer) records.crm.push(customer({ tier: story.tier, city: story.city }, arrivesOn));
    else records.web.push(event({ _t: { arrives: arrivesOn }, identityMap }, `web-${index}-first`));
    if (story.loyaltyPoints !== null) {
      records.loyalty.push(member({ points: story.loyaltyPoints, city: story.city }, arrivesOn));
    }
    for (const [place, change] of story.changes.entries()) {
      const arrives = Math.max(change.day, arrivesOn);
      const id = `${index}-${place}`;
      switch (change.kind) {
        case 'tier':
          records.crm.push(customer({ tier: change.value }, arrives));
          break;
        case 'city':
          records.crm.push(customer({ city: change.value }, arrives));
          break;
        case 'points':
          records.loyalty.push(member({ points: change.value }, arrives));
          break;
        case 'visit':
          records.web.push(event({ _t: { arrives }, identityMap: { ECID: ecids.slice(-1) } }, `web-${id}`));
          break;
        case 'purchase':
          records.shop.push(event({ _t: { crmId, arrives } }, `shop-${id}`));
          break;
        case 'stay':
          records.store.push(event({ _t: { loyaltyId, arrives } }, `store-${id}`));
          break;
        case 'merge': {
          const other = (index + change.distance) % people.length;
          const both = [{ id: ecidOf(index, 0) }, { id: ecidOf(other, 0) }];
          records.web.push(event({ _t: { arrives }, identityMap: { ECID: both } }, `web-${id}`));
        }
      }
    }
  }
  return records;
}

function event(record: Tree, id: string): Tree {
  return { _id: id, timestamp: '2026-08-30T10:00:00Z', ...record };
}

/** The records as the model wants them, in the order in which the sandbox describes its datasets. */
export function modelRecords(records: Records): ModelRecord[] {
  return (['crm', 'loyalty', 'web', 'shop', 'store'] as const).flatMap((dataset) =>
    records[dataset].map((value): ModelRecord => {
      const { arrives, crmId, loyaltyId } = value['_t'] as {
        arrives: number | null;
        crmId?: string;
        loyaltyId?: number;
      };
      const map = (value['identityMap'] ?? {}) as { ECID?: { id: string; primary?: boolean }[] };
      const ecids = (map.ECID ?? []).map(({ id, primary = false }) => ({ namespace: 'ECID', id, primary }));
      const crm = crmId === undefined ? [] : [{ namespace: 'crmId', id: crmId, primary: dataset === 'crm' }];
      const loyalty =
        loyaltyId === undefined ? [] : [{ namespace: 'loyaltyId', id: String(loyaltyId), primary: false }];
      const isEvent = dataset !== 'crm' && dataset !== 'loyalty';
      return { dataset, kind: isEvent ? 'event' : 'profile', day: arrives, ids: [...crm, ...loyalty, ...ecids], value };
    }),
  );
}
