import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { synthesize } from '../../../local/start/synthesize.ts';
import { arbitraryDay, type DayOfSync } from './days.ts';
import { Life } from './life.ts';
import { arbitraryPeople, type PersonStory, recordsOf } from './people.ts';
import { midnightOf, Truth } from './truth.ts';
import { writeSandbox } from './sandbox.ts';
import { startService } from './service.ts';
import { definitionOf, FIRST_SETTINGS } from './settings.ts';

/**
 * After a green run, CJA shows of every person what Profile said at export time, whatever happened before. More days than
 * the usual few: `TRUTH_RUNS=50 npm test -- test/e2e/truth`, from another seed with `TRUTH_SEED=…`.
 */
const RUNS = Number(process.env['TRUTH_RUNS'] ?? 2);
const SEED = Number(process.env['TRUTH_SEED'] ?? 20_260_901);
const DAYS = 30;

let folder: string;
let assembly: string;

beforeAll(async () => {
  folder = await mkdtemp(path.join(os.tmpdir(), 'audience-sync-truth-'));
  assembly = path.join(folder, 'cdk.out');
  const syncFile = path.join(folder, 'sync.json');
  await writeFile(syncFile, JSON.stringify(definitionOf(FIRST_SETTINGS)));
  await synthesize(syncFile, assembly);
});

afterAll(async () => {
  await rm(folder, { recursive: true, force: true });
});

let lives = 0;

async function live(people: readonly PersonStory[], days: readonly DayOfSync[]): Promise<Life> {
  const workFolder = path.join(folder, `life-${++lives}`);
  const sandboxFolder = path.join(workFolder, 'sandbox');
  await mkdir(sandboxFolder, { recursive: true });
  const records = recordsOf(people);
  await writeSandbox(sandboxFolder, records);
  const service = await startService({ assembly, sandboxFolder, workFolder, startAt: midnightOf(1) });
  try {
    const life = new Life(service, new Truth(records));
    await life.liveThrough(days);
    return life;
  } finally {
    await service.close();
  }
}

describe('the truth in CJA', () => {
  it(
    'holds after every green run, over random days',
    async () => {
      await fc.assert(
        fc.asyncProperty(
          arbitraryPeople(150, 200),
          fc.array(arbitraryDay, { minLength: DAYS, maxLength: DAYS, size: 'max' }),
          async (people, days) => {
            const started = performance.now();
            const life = await live(people, days);
            if (process.env['TRUTH_STORY'] !== undefined) {
              process.stderr.write(`${life.story.join('\n')}\n${Math.round(performance.now() - started)} ms\n`);
            }
            expect(life.outcomes.get('refreshed')).toBeGreaterThan(0);
          },
        ),
        { numRuns: RUNS, seed: SEED, endOnFailure: true },
      );
    },
    120_000 + RUNS * 120_000,
  );
});
