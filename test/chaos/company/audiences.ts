import type { Person } from './people.ts';

interface Attributes {
  readonly tier: string | null;
  readonly points: number;
  readonly day: number;
}

/** An audience: its rule as the sandbox has it, and the same for the test's own reckoning. */
interface Audience {
  readonly id: string;
  readonly name: string;
  readonly mergePolicyId: string;
  readonly sql: string;
  readonly rule: (attributes: Attributes) => boolean;
}

export const MERGE_POLICIES = { 'crm-only': ['crm'], 'loyalty-only': ['loyalty'] } as const;

/** Two merge policies, so that a run has two export jobs. One audience empties at once every few days: a swing. */
export const AUDIENCES: readonly Audience[] = [
  {
    id: 'gold',
    name: `Gold, "the" best`,
    mergePolicyId: 'crm-only',
    sql: `_t.tier = 'gold'`,
    rule: ({ tier }) => tier === 'gold',
  },
  {
    id: 'not-bronze',
    name: `Gold 'n' silver`,
    mergePolicyId: 'crm-only',
    sql: `_t.tier <> 'bronze'`,
    rule: ({ tier }) => tier !== 'bronze',
  },
  {
    id: 'at-times',
    name: 'Silver, at times',
    mergePolicyId: 'crm-only',
    sql: `_t.tier = 'silver' AND (day // 11) % 2 = 0`,
    rule: ({ tier, day }) => tier === 'silver' && Math.floor(day / 11) % 2 === 0,
  },
  {
    id: 'rich',
    name: 'Many points',
    mergePolicyId: 'loyalty-only',
    sql: '_t.points > 6',
    rule: ({ points }) => points > 6,
  },
  {
    id: 'poor',
    name: 'Few points',
    mergePolicyId: 'loyalty-only',
    sql: '_t.points < 3',
    rule: ({ points }) => points < 3,
  },
];

/** Person IDs in each audience. */
export type Members = ReadonlyMap<string, ReadonlySet<string>>;

/** Who is in which audience on a day, by the people's own stories and by nothing that the emulator computes. */
export function membersOn(day: number, people: readonly Person[]): Members {
  const members = new Map(AUDIENCES.map(({ id }) => [id, new Set<string>()]));
  for (const person of people) {
    const attributes = attributesOn(day, person);
    for (const { id, rule } of AUDIENCES) if (rule(attributes)) members.get(id)?.add(person.id);
  }
  return members;
}

function attributesOn(day: number, { news }: Person): Attributes {
  let tier: string | null = null;
  let points = 0;
  for (const item of news) {
    if (item.day > day) break;
    tier = item.tier ?? tier;
    points = item.points ?? points;
  }
  return { tier, points, day };
}
