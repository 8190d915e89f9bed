import { at, type ModelAudience } from '../../unit/emulator-sandbox/model.ts';

/** An audience of the test's sandbox: once as the sandbox has it, and once as the model does. */
export interface AudienceTwin extends ModelAudience {
  readonly name: string;
  /** What `sandbox.json` says besides id, name and merge policy. */
  readonly inSandbox: Readonly<Record<string, unknown>>;
  /** Whether the sandbox leaves the merge policy out: then it is the default one. */
  readonly hasNoPolicy: boolean;
}

/** The first is the sandbox's default. */
export const POLICIES = { 'crm-first': ['crm', 'loyalty'], 'loyalty-first': ['loyalty', 'crm'] };
type Policy = keyof typeof POLICIES;

const DEFAULT_POLICY: Policy = 'crm-first';

const twin = (
  id: string,
  policy: Policy | null,
  name: string,
  sql: string,
  rule: ModelAudience['rule'],
): AudienceTwin => {
  const isLegacy = id.endsWith('legacy');
  const inSandbox = { rule: sql, statuses: isLegacy ? 'legacy' : 'current' };
  return { id, policy: policy ?? DEFAULT_POLICY, hasNoPolicy: policy === null, name, inSandbox, rule, isLegacy };
};

interface Listed {
  readonly id: string | number;
  readonly joinsOnDay?: number;
  readonly leavesOnDay?: number;
}

/** The lists of the external audiences, by file. Ids are as people.ts makes them; on some days there may be no such person. */
export const LISTS: Readonly<Record<string, readonly Listed[]>> = {
  'uploaded.json': Array.from({ length: 60 }, (_, place) => {
    const id = `ecid-${place * 2}-0`;
    return place % 3 === 0
      ? [{ id }]
      : [
          { id, joinsOnDay: 1 + (place % 5), leavesOnDay: 4 + place },
          { id, joinsOnDay: 8 + place },
        ];
  }).flat(),
  'partner.json': Array.from({ length: 50 }, (_, place) => ({
    id: 1000 + place,
    joinsOnDay: 1 + (place % 12),
    ...(place % 4 === 0 ? {} : { leavesOnDay: 14 + (place % 9) }),
  })),
};

const listed = (
  id: string,
  policy: Policy | null,
  name: string,
  list: keyof typeof LISTS,
  { identityNamespace, ...origin }: { identityNamespace: string; namespace: string; originName?: string },
): AudienceTwin => ({
  id,
  policy: policy ?? DEFAULT_POLICY,
  hasNoPolicy: policy === null,
  name,
  isLegacy: false,
  inSandbox: { kind: 'external', identityNamespace, ...origin, members: [list] },
  rule: ({ ids, day }) =>
    (LISTS[list] ?? []).some(
      ({ id: member, joinsOnDay = 1, leavesOnDay = Infinity }) =>
        joinsOnDay <= day &&
        day < leavesOnDay &&
        ids.some((one) => one.namespace === identityNamespace && one.id === String(member)),
    ),
});

const text = (tree: unknown, path: string): string | undefined => {
  const value = at(tree, path);
  return typeof value === 'string' ? value : undefined;
};
const number = (tree: unknown, path: string): number => {
  const value = at(tree, path);
  return typeof value === 'number' ? value : 0;
};

/** Ordinary ones, one that is always empty, some that empty completely and fill again, some that everybody is in, some that came from elsewhere. */
export const AUDIENCES: readonly AudienceTwin[] = [
  twin('gold', 'crm-first', `Gold, "the" best`, `_t.tier = 'gold'`, ({ attributes }) => {
    return text(attributes, '_t.tier') === 'gold';
  }),
  twin('silver-legacy', 'crm-first', `Silver 'n' more`, `_t.tier = 'silver'`, ({ attributes }) => {
    return text(attributes, '_t.tier') === 'silver';
  }),
  twin('any-tier', 'loyalty-first', 'Any tier', `_t.tier IS NOT NULL`, ({ attributes }) => {
    return text(attributes, '_t.tier') !== undefined;
  }),
  twin('no-tier', 'loyalty-first', 'No tier', `_t.tier IS NULL`, ({ attributes }) => {
    return text(attributes, '_t.tier') === undefined;
  }),
  twin('oslo', 'loyalty-first', 'Oslo; $home', `_t.city = 'Oslo'`, ({ attributes }) => {
    return text(attributes, '_t.city') === 'Oslo';
  }),
  twin('not-oslo', 'crm-first', 'Ω not Oslo 🌍', `_t.city IS DISTINCT FROM 'Oslo'`, ({ attributes }) => {
    return text(attributes, '_t.city') !== 'Oslo';
  }),
  twin('points', 'loyalty-first', 'Points \\ "plenty"', '_t.points > 5', ({ attributes }) => {
    return number(attributes, '_t.points') > 5;
  }),
  twin('active', 'crm-first', 'Active', 'len(events) >= 2', ({ events }) => events.length >= 2),
  twin('quiet', 'loyalty-first', 'Quiet', 'len(events) < 2', ({ events }) => events.length < 2),
  twin('gold-at-times', 'crm-first', 'Gold, at times', `_t.tier = 'gold' AND (day // 4) % 2 = 0`, (person) => {
    return text(person.attributes, '_t.tier') === 'gold' && Math.floor(person.day / 4) % 2 === 0;
  }),
  twin('nobody', 'crm-first', 'Nobody', 'day < 0', () => false),
  twin('everybody', 'loyalty-first', 'Everybody', 'day > 0', () => true),
  listed('uploaded', null, 'Uploaded, by hand', 'uploaded.json', {
    identityNamespace: 'ECID',
    namespace: 'CustomerAudienceUpload',
  }),
  listed('partner', 'loyalty-first', 'Partner’s list', 'partner.json', {
    identityNamespace: 'loyaltyId',
    namespace: 'AAM',
    originName: 'AUDIENCE_MANAGER',
  }),
  twin('early', null, 'Only at first', 'day < 12', ({ day }) => day < 12),
  twin('late', 'crm-first', '-- Later', 'day >= 9', ({ day }) => day >= 9),
];
