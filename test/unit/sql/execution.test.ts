import { afterAll, beforeAll, describe, it } from '@jest/globals';
import fc from 'fast-check';
import { LiveDays } from './days/live-days.ts';
import { randomDays } from './days/random-days.ts';
import { scriptedDays } from './days/scripted-days.ts';

describe('the transform, executed day after day', () => {
  let days: LiveDays;
  beforeAll(async () => {
    days = await LiveDays.begin();
  });
  afterAll(() => days.end());

  it.each(scriptedDays(200).map((day) => [day.title, day] as const))('%s', async (_, day) => {
    await days.next(day);
  });
});

describe('the transform, whatever happens', () => {
  it('writes the truth, and what the model writes', async () => {
    await fc.assert(
      fc.asyncProperty(randomDays(100), async (script) => {
        const days = await LiveDays.begin();
        try {
          for (const day of script) await days.next(day);
        } finally {
          await days.end();
        }
      }),
      { numRuns: 2, endOnFailure: true },
    );
  }, 300_000);
});
