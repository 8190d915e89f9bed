import { describe, expect, it } from '@jest/globals';
import { at } from './model.ts';
import { membership, onDays, profilesPerDay } from './small-sandbox.ts';
import { DAY_MS, midnight } from './support.ts';

const person = (crmId: string | number | null, tier: string | null, arrives = 1, more: object = {}) => ({
  _t: { crmId, tier, arrives, ...more },
});
const ids = (profile: unknown, namespace: string): unknown[] =>
  ((at(profile, `identityMap.${namespace}`) ?? []) as unknown[]).map((item) => at(item, 'id'));

describe('stitching', () => {
  it('takes numbers and the text of the same digits for one id, and case for a difference', async () => {
    const web = [{ identityMap: { crmId: [{ id: '17' }] } }];
    const [profiles] = await profilesPerDay(
      { crm: [person(17, 'gold'), person('ab', null), person('AB', null)], web },
      { days: 1 },
    );
    expect(profiles?.map((profile) => ids(profile, 'crmId'))).toEqual([['17'], ['ab'], ['AB']]);
  });

  it('links through any chain of records, whatever class they are of', async () => {
    const crm = [
      { ...person('a', null), identityMap: { Email: [{ id: 'm' }] } },
      { ...person('b', null), identityMap: { Phone: [{ id: '1' }] } },
    ];
    const web = [{ identityMap: { ECID: [{ id: 'e', primary: true }], Email: [{ id: 'm' }], Phone: [{ id: 1 }] } }];
    const [profiles] = await profilesPerDay({ crm, web }, { days: 1 });
    expect(profiles?.map((profile) => at(profile, 'identityMap'))).toEqual([
      {
        ECID: [{ id: 'e', primary: true, authenticatedState: 'ambiguous' }],
        Email: [{ id: 'm', primary: false, authenticatedState: 'ambiguous' }],
        Phone: [{ id: '1', primary: false, authenticatedState: 'ambiguous' }],
        crmId: ['a', 'b'].map((id) => ({ id, primary: false, authenticatedState: 'ambiguous' })),
      },
    ]);
  });

  it('leaves out records with no id, and does not link by a blank one', async () => {
    const crm = [person('', 'gold'), person('  ', 'gold'), person(null, 'gold'), person('a', 'gold')];
    const [profiles] = await profilesPerDay({ crm }, { days: 1 });
    expect(profiles?.map((profile) => ids(profile, 'crmId'))).toEqual([['a']]);
  });
});

describe('merging', () => {
  it('lets the record that arrived last win field by field, and a null never', async () => {
    const crm = [
      person('a', 'silver', 2, { city: 'late' }),
      person('a', 'gold', 1, { city: 'early', score: 1 }),
      person('a', null, 3, { score: 2 }),
    ];
    const days = await profilesPerDay({ crm }, { days: 3 });
    const fields = days.map(([profile]) => ['tier', 'city', 'score'].map((field) => at(profile, `_t.${field}`)));
    expect(fields).toEqual([
      ['gold', 'early', 1],
      ['silver', 'late', 1],
      ['silver', 'late', 2],
    ]);
  });
});

describe('membership', () => {
  it('keeps the time of joining, records the exit, forgets it after 30 days and starts anew on return', async () => {
    const crm = [person('a', 'gold', 1), person('a', 'silver', 3), person('a', 'gold', 7)];
    const times = {
      4: midnight(3) + 29 * DAY_MS,
      5: midnight(3) + 30 * DAY_MS,
      6: midnight(3) + 31 * DAY_MS,
      7: midnight(3) + 32 * DAY_MS,
    };
    const days = await profilesPerDay({ crm }, { days: 7, times });
    expect(days.map(([profile]) => membership(profile))).toEqual([
      'realized 2026-09-01',
      'realized 2026-09-01',
      'exited 2026-09-03',
      'exited 2026-09-03',
      null,
      null,
      'realized 2026-10-05',
    ]);
  });

  it('says existing from the second day on where statuses are legacy', async () => {
    const audiences = [{ id: 'gold', name: 'Gold', mergePolicyId: 'p', rule: `_t.tier = 'gold'`, statuses: 'legacy' }];
    const crm = [person('a', 'gold', 2), person('b', 'gold', 1), person('b', 'silver', 3)];
    const days = await profilesPerDay({ crm }, { days: 3, audiences });
    const of = (crmId: string) => days.map((profiles) => membership(profiles.find((p) => at(p, '_t.crmId') === crmId)));
    expect(of('a')).toEqual([null, 'realized 2026-09-02', 'existing 2026-09-02']);
    expect(of('b')).toEqual(['realized 2026-09-01', 'existing 2026-09-01', 'exited 2026-09-03']);
  });

  it('passes on to the merged person when two persons turn out to be one', async () => {
    // a left on day 2, b is in since day 1; the event of day 3 links them, and b's tier is the later one.
    const crm = [person('a', 'gold', 1), person('a', 'silver', 2), person('b', 'gold', 3), person('b', 'gold', 1)];
    const web = [{ identityMap: { crmId: [{ id: 'a' }, { id: 'b' }] }, _t: { arrives: 3 } }];
    const days = await profilesPerDay({ crm, web }, { days: 3 });
    expect(days.map((profiles) => profiles.map((profile) => membership(profile)))).toEqual([
      ['realized 2026-09-01', 'realized 2026-09-01'],
      ['exited 2026-09-02', 'realized 2026-09-01'],
      ['realized 2026-09-01'],
    ]);
  });

  it('is for published audiences only', async () => {
    const audiences = ['draft', 'inactive', 'archived', 'published'].map((lifecycleState) => ({
      id: lifecycleState,
      name: lifecycleState,
      mergePolicyId: 'p',
      rule: 'true',
      lifecycleState,
    }));
    const [truth] = await onDays({ crm: [person('a', null)] }, { days: 1, audiences }, (population) =>
      population.truth({ namespace: 'crmId', which: 'all' }, null),
    );
    expect(truth?.map(({ id, members }) => [id, members])).toEqual([
      ['draft', 0],
      ['inactive', 0],
      ['archived', 0],
      ['published', 1],
    ]);
  });
});

describe('rules', () => {
  const people = {
    crm: [person('a', 'gold'), person('b', null)],
    web: [{ identityMap: { ECID: [{ id: 'e' }] } }],
  };
  it.each([
    [`_t.tier = 'gold'`, ['a']],
    [`NOT _t.tier = 'gold'`, []],
    ['_t.tier IS NULL', ['b', 'e']],
    ['NULL', []],
    ['len(events) = 0', ['a', 'b']],
    ['len(events) > 0 -- known by an event only', ['e']],
    [`identityMap['ECID'] IS NULL`, ['a', 'b']],
    ['day = 1', ['a', 'b', 'e']],
    [`events[1].timestamp < TIMESTAMPTZ '2026-08-31'`, ['e']],
  ])('%s', async (rule, members) => {
    const audiences = [{ id: 'x', name: 'x', mergePolicyId: 'p', rule: rule === 'NULL' ? 'NULL::BOOLEAN' : rule }];
    const [profiles] = await profilesPerDay(people, { days: 1, audiences });
    const found = profiles?.filter((profile) => membership(profile, 'x') !== null);
    expect(found?.flatMap((profile) => [...ids(profile, 'crmId'), ...ids(profile, 'ECID')])).toEqual(members);
  });
});

describe('the truth', () => {
  it('counts ids of one namespace, usable ones only, and who of them has an event of their own', async () => {
    const identityMap = { ECID: [{ id: '000-0' }, { id: 'e1' }, { id: 'E1', primary: true }, { id: 'NaN' }] };
    const crm = [{ ...person('a', 'gold'), identityMap }, person('b', 'gold')];
    // The event stands under the id that comes first in it, although both are the same person's.
    const web = [{ identityMap: { ECID: [{ id: 'e1' }, { id: 'E1' }] } }];
    const [truth] = await onDays({ crm, web }, { days: 1 }, async (population) => ({
      all: await population.truth({ namespace: 'ECID', which: 'all' }, 'dg'),
      primary: await population.truth({ namespace: 'ECID', which: 'primary' }, 'dg'),
      field: await population.truth({ path: '_t.crmId' }, 'dg'),
      unconnected: await population.truth({ namespace: 'ECID', which: 'all' }, null),
    }));
    const gold = { id: 'gold', name: 'Gold' };
    expect(truth).toEqual({
      all: [{ ...gold, members: 2, reportable: 1 }],
      primary: [{ ...gold, members: 1, reportable: 0 }],
      field: [{ ...gold, members: 2, reportable: 0 }],
      unconnected: [{ ...gold, members: 2, reportable: 0 }],
    });
  });
});
