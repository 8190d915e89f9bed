import { at, type ModelAudience } from '../../unit/emulator-sandbox/model.ts';

/** An audience of the test's sandbox: its rule once as the sandbox has it, and once as the model does. */
export interface RuleTwin extends ModelAudience {
  readonly name: string;
  readonly sql: string;
}

export const POLICIES = { 'crm-first': ['crm', 'loyalty'], 'loyalty-first': ['loyalty', 'crm'] };
type Policy = keyof typeof POLICIES;

const twin = (id: string, policy: Policy, name: string, sql: string, rule: ModelAudience['rule']): RuleTwin => ({
  id,
  policy,
  name,
  sql,
  rule,
  isLegacy: id.endsWith('legacy'),
});

const text = (tree: unknown, path: string): string | undefined => {
  const value = at(tree, path);
  return typeof value === 'string' ? value : undefined;
};
const number = (tree: unknown, path: string): number => {
  const value = at(tree, path);
  return typeof value === 'number' ? value : 0;
};

/** Ordinary ones, one that is always empty, some that empty completely and fill again, some that everybody is in. */
export const AUDIENCES: readonly RuleTwin[] = [
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
  twin('early', 'crm-first', 'Only at first', 'day < 12', ({ day }) => day < 12),
  twin('late', 'crm-first', '-- Later', 'day >= 9', ({ day }) => day >= 9),
];
