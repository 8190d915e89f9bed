import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { type Bed, prepareBed } from './bed.ts';
import { arbitraryDay, type DayOfSync } from './days.ts';
import { Life } from './life.ts';
import { arbitraryPeople, type PersonStory, recordsOf } from './people.ts';
import { Truth } from './truth.ts';

/**
 * After a green run, CJA shows of every person what Profile said at export time, whatever happened before. More lives than
 * the usual one: `TRUTH_RUNS=50 npm test -- test/e2e/truth/truth`, from another seed with `TRUTH_SEED=…`; with
 * `TRUTH_STORY=1` each is told as it was lived.
 */
const RUNS = Number(process.env['TRUTH_RUNS'] ?? 1);
const SEED = Number(process.env['TRUTH_SEED'] ?? 20_260_901);
const IS_TOLD = process.env['TRUTH_STORY'] !== undefined;
const DAYS = 30;
const LONGEST_LIFE = 240_000;

let bed: Bed;

beforeAll(async () => {
  bed = await prepareBed();
}, LONGEST_LIFE);

afterAll(async () => {
  await bed.remove();
});

async function live(people: readonly PersonStory[], days: readonly DayOfSync[]): Promise<Life> {
  const records = recordsOf(people);
  const service = await bed.startService(records);
  try {
    const life = new Life(service, new Truth(records));
    await life.liveThrough(days);
    return life;
  } finally {
    await service.close();
  }
}

/** In a failure's message, a name instead of pages of values. */
function named<Value>(name: string, lists: fc.Arbitrary<readonly Value[]>): fc.Arbitrary<readonly Value[]> {
  return lists.map((list) => Object.assign([...list], { [fc.toStringMethod]: () => `${list.length} ${name}` }));
}

describe('the truth in CJA', () => {
  it(
    'holds after every green run, over random days',
    async () => {
      const people = named('people', arbitraryPeople(100, 150));
      const days = named('days', fc.array(arbitraryDay, { minLength: DAYS, maxLength: DAYS, size: 'max' }));
      const property = fc.asyncProperty(people, days, async (someone, someDays) => {
        const life = await live(someone, someDays);
        if (IS_TOLD) process.stderr.write(`${life.story.join('\n')}\n\n`);
        const { refreshed = 0, unchanged = 0 } = Object.fromEntries(life.outcomes);
        expect(refreshed + unchanged).toBeGreaterThan(DAYS / 2);
        expect(life.shownToCja).toBeGreaterThan(0);
      });
      // Without shrinking: a life takes long, and its story says what happened.
      await fc.assert(property, { numRuns: RUNS, seed: SEED, endOnFailure: true });
    },
    RUNS * LONGEST_LIFE,
  );
});
