import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { type Bed, prepareBed } from './bed.ts';
import type { Records } from './people.ts';
import { type GreenRecord, greenRecord, type Service } from './service.ts';
import { definitionOf, FIRST_SETTINGS } from './settings.ts';
import { midnightOf } from './truth.ts';

/** Fewer persons than `npm run bench -- churn`, which runs the statement alone; here runs the whole service. */
const PERSONS = 1000;
const NOON = 12 * 3_600_000;

/** On these days so many percent of the persons go over from gold to silver, or back. */
const CHURN = [
  { day: 2, percent: 0 },
  { day: 3, percent: 1 },
  { day: 4, percent: 10 },
  { day: 5, percent: 100 },
];
const changedOn = (percent: number): number => (PERSONS * percent) / 100;

/** Persons 0, 1, 2 … change, so it is easy to say who is what: all begin as gold if even, else as silver. */
function people(): Records {
  const never = { arrives: 99 };
  const tierOf = (index: number, changes: number): string => ((index + changes) % 2 === 0 ? 'gold' : 'silver');
  const customer = (index: number, changes: number, arrives: number): Record<string, unknown> => ({
    _t: { crmId: `crm-${index}`, tier: tierOf(index, changes), city: 'Oslo', arrives },
    identityMap: { ECID: [{ id: `ecid-${index}`, primary: true }] },
  });
  const everybody = Array.from({ length: PERSONS }, (_, index) => index);
  const changes = CHURN.flatMap(({ day, percent }, place) =>
    everybody.slice(0, changedOn(percent)).map((index) => customer(index, changesBefore(index, place) + 1, day)),
  );
  const event = (id: string, fields: object): Record<string, unknown> => ({
    _id: id,
    timestamp: '2026-08-30T10:00:00Z',
    ...fields,
  });
  return {
    crm: [...everybody.map((index) => customer(index, 0, 1)), ...changes],
    loyalty: [{ _t: { loyaltyId: 1, crmId: 'none', points: 1, city: 'none', ...never } }],
    web: everybody.map((index) =>
      event(`web-${index}`, { _t: { arrives: 1 }, identityMap: { ECID: [{ id: `ecid-${index}` }] } }),
    ),
    shop: [event('shop', { _t: { crmId: 'none', ...never } })],
    store: [event('store', { _t: { loyaltyId: 1, ...never } })],
  };
}

function changesBefore(index: number, place: number): number {
  return CHURN.slice(0, place).filter(({ percent }) => index < changedOn(percent)).length;
}

/** Of those who change on a day, how many were gold before it. */
function goldAmongChanged(place: number): number {
  const percent = CHURN[place]?.percent ?? 0;
  const changed = Array.from({ length: changedOn(percent) }, (_, index) => index);
  return changed.filter((index) => (index + changesBefore(index, place)) % 2 === 0).length;
}

let bed: Bed;
let service: Service;

beforeAll(async () => {
  bed = await prepareBed();
  service = await bed.startService(people());
  await service.deploy(definitionOf({ ...FIRST_SETTINGS, audiences: ['gold', 'silver-legacy', 'any-tier'] }));
  await runOn(1);
}, 240_000);

afterAll(async () => {
  await service.close();
  await bed.remove();
});

async function runOn(day: number): Promise<GreenRecord> {
  await service.sleepUntil(midnightOf(day) + NOON);
  await service.start(`day-${day}`);
  const ended = await service.ended(`day-${day}`);
  const record = greenRecord(ended);
  if (record === null) throw new Error(`day ${day}: ${ended.error ?? ended.status} ${ended.cause}`);
  return record;
}

describe('a delta refresh', () => {
  it.each(CHURN)(
    'writes one row for each person ID whose membership changed: $percent %',
    async ({ day, percent }) => {
      const { mode, outcome, rowsWritten, audiences, profilesRead } = await runOn(day);
      const changed = changedOn(percent);
      const leftGold = goldAmongChanged(CHURN.findIndex((churn) => churn.day === day));
      const joinedGold = changed - leftGold;
      const counts = Object.fromEntries(audiences.map((audience) => [audience.id, audience.counts]));

      // Two merge policies, an export job each, and everybody is in an audience of both.
      expect({ mode, outcome, rowsWritten, profilesRead }).toEqual({
        mode: 'delta',
        outcome: percent === 0 ? 'unchanged' : 'refreshed',
        rowsWritten: changed,
        profilesRead: 2 * PERSONS,
      });
      expect(counts['gold']).toMatchObject({ joined: joinedGold, left: leftGold });
      expect(counts['silver-legacy']).toMatchObject({ joined: leftGold, left: joinedGold });
      expect(counts['any-tier']).toMatchObject({ members: PERSONS, joined: 0, left: 0 });
    },
    120_000,
  );
});
