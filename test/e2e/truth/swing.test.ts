import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { type Bed, prepareBed } from './bed.ts';
import { arbitraryPeople, recordsOf } from './people.ts';
import { type GreenRecord, greenRecord, type Service } from './service.ts';
import { definitionOf, FIRST_SETTINGS, GUARDS } from './settings.ts';
import { type Lake, lakeOf } from './target-rows.ts';
import { midnightOf } from './truth.ts';

const NOON = 12 * 3_600_000;
/** Everybody is in it until day 11, and nobody from day 12 on. */
const AUDIENCE = 'early';

let bed: Bed;
let service: Service;
let lake: Lake;
let green: GreenRecord | null;

beforeAll(async () => {
  bed = await prepareBed();
  const [people = []] = fc.sample(arbitraryPeople(60, 60), { numRuns: 1, seed: 1 });
  service = await bed.startService(recordsOf(people));
  lake = lakeOf(service.emulator, () => service.clock.now());
  await service.deploy(definitionOf({ ...FIRST_SETTINGS, audiences: [AUDIENCE, 'everybody'] }));
  await service.sleepUntil(midnightOf(11) + NOON);
  await service.start('before');
  green = greenRecord(await service.ended('before'));
}, 240_000);

afterAll(async () => {
  await service.close();
  await bed.remove();
});

describe('an audience that swings beyond its limits', () => {
  it('stops the run with the numbers, and target and ledger stay as they were', async () => {
    const members = green?.audiences.find(({ id }) => id === AUDIENCE)?.counts?.members ?? 0;
    expect(members).toBeGreaterThan(GUARDS.minMembers);
    const batches = await lake.countBatches();

    await service.sleepUntil(midnightOf(12) + NOON);
    await service.start('stopped');
    const stopped = await service.ended('stopped');

    expect(stopped).toMatchObject({ status: 'FAILED', error: 'MembershipSwing' });
    expect(stopped.cause).toContain(`membership-swing audience=${AUDIENCE} was=${members} now=0`);
    expect(stopped.cause).toContain('start a new execution with {\\"acceptSwing\\": true}');
    expect(await lake.countBatches()).toBe(batches);
  }, 120_000);

  it('stops a redrive as well: only a new execution can accept it, and then the next run passes by itself', async () => {
    const batches = await lake.countBatches();
    expect(await service.redrive('stopped')).toBe(true);
    expect(await service.ended('stopped')).toMatchObject({ status: 'FAILED', error: 'MembershipSwing' });
    expect(await lake.countBatches()).toBe(batches);

    await service.start('accepted', { acceptSwing: true });
    const accepted = greenRecord(await service.ended('accepted'));
    const counts = accepted?.audiences.find(({ id }) => id === AUDIENCE)?.counts;
    expect(accepted?.outcome).toBe('refreshed');
    expect(counts).toMatchObject({ members: 0, joined: 0 });
    expect(counts?.left).toBeGreaterThan(GUARDS.minMembers);

    await service.sleepUntil(midnightOf(13) + NOON);
    await service.start('after');
    expect(greenRecord(await service.ended('after'))).not.toBeNull();
  }, 120_000);
});
