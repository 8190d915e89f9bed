import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { rm } from 'node:fs/promises';
import { newFolder } from '../e2e/support/folders.ts';
import { liveThrough, planLives } from './campaign/campaign.ts';
import { planRun } from './campaign/plan.ts';
import { synthesizeSync } from './campaign/world.ts';
import type { RunReport } from './campaign/life.ts';
import { createChance } from '../../emulator/chance.ts';
import { FAULT_KINDS } from './faults/faults.ts';
import { readOptions } from './options.ts';
import { Tally } from './report.ts';

/** The campaign at length: `npm run chaos -- --runs 500 --seed 1`. */
const RUNS = 10;
const SEED = 1;
const TWO_MINUTES = 120_000;

let folder: string;
let assembly: string;

beforeAll(async () => {
  folder = await newFolder();
  assembly = await synthesizeSync(folder);
}, TWO_MINUTES);
afterAll(() => rm(folder, { recursive: true, force: true }));

describe('a short campaign', () => {
  it(
    'finds no violation, and each run meets what was drawn for it',
    async () => {
      const tally = new Tally();
      const reports: RunReport[] = [];
      const [life] = planLives(SEED, RUNS);
      await liveThrough(life!, {
        assembly,
        workFolder: folder,
        onRun: (report) => {
          reports.push(report);
          tally.add(life!, report);
        },
      });
      const document = JSON.parse(tally.document(SEED));
      expect(document).toMatchObject({ runs: RUNS, seed: SEED, violations: [] });
      expect(Object.keys(document.faults).length).toBeGreaterThan(RUNS / 2);
      expect(reports.filter(({ faults }) => faults.length > 0).length).toBeGreaterThan(RUNS / 2);
    },
    TWO_MINUTES,
  );
});

describe('the plan of a campaign', () => {
  const plansOf = (seed: number): unknown[] =>
    Array.from({ length: 500 }, (_, index) => planRun(createChance(seed), index + 1));

  it('is the same for the same seed, another for another, and draws every kind of fault', () => {
    expect(plansOf(1)).toEqual(plansOf(1));
    expect(plansOf(2)).not.toEqual(plansOf(1));
    const kinds = plansOf(1).flatMap((plan: any) => plan.faults.map(({ kind }: any) => kind));
    expect(new Set(kinds)).toEqual(new Set(FAULT_KINDS));
  });

  it('has lives that do not depend on how many there are', () => {
    const lives = planLives(7, 500);
    expect(lives.reduce((sum, { runs }) => sum + runs, 0)).toBe(500);
    expect(lives[0]!.seed).toBe(7);
    expect(planLives(7, 30).map(({ seed }) => seed)).toEqual(lives.slice(0, 2).map(({ seed }) => seed));
  });
});

describe('what npm run chaos takes', () => {
  it('has defaults, and refuses what is no whole number', () => {
    expect(readOptions([])).toEqual({ runs: 100, seed: 1, processes: 2, json: false });
    expect(readOptions(['--runs', '500', '--seed', '3', '--json'])).toMatchObject({ runs: 500, seed: 3, json: true });
    expect(() => readOptions(['--runs', 'many'])).toThrow(/--runs.*whole number/);
    expect(() => readOptions(['--rounds', '5'])).toThrow(/unknown option '--rounds'/);
  });
});
