import { mkdir, rm } from 'node:fs/promises';
import path from 'node:path';
import { createChance } from '../../../emulator/chance.ts';
import type { FaultKind } from '../faults/faults.ts';
import { Life, type RunReport } from './life.ts';
import { planRun } from './plan.ts';
import { openWorld } from './world.ts';

/** A life is one company with its sync. Long enough for old runs and full refreshes, short enough for its tables to stay small. */
export const RUNS_PER_LIFE = 25;

/** Part of a campaign that depends on nothing but its seed: `npm run chaos -- --seed <seed> --runs <runs>` is the same. */
export interface LifePlan {
  readonly seed: number;
  /** Of its first run in the campaign, from 1. */
  readonly firstRun: number;
  readonly runs: number;
}

const SEEDS = [0, 2 ** 31 - 1] as const;

/** The first life has the campaign's own seed. */
export function planLives(seed: number, runs: number): readonly LifePlan[] {
  const chance = createChance(seed);
  return Array.from({ length: Math.ceil(runs / RUNS_PER_LIFE) }, (_, index) => ({
    seed: index === 0 ? seed : chance.between(SEEDS, 'life', index),
    firstRun: index * RUNS_PER_LIFE + 1,
    runs: Math.min(RUNS_PER_LIFE, runs - index * RUNS_PER_LIFE),
  }));
}

interface LifeOptions {
  readonly assembly: string;
  /** Where its files may be; a folder of its own is made in it, and removed. */
  readonly workFolder: string;
  readonly kinds?: readonly FaultKind[];
  readonly onRun: (report: RunReport) => void;
}

/** Lives through a life in this process. */
export async function liveThrough({ seed, runs }: LifePlan, options: LifeOptions): Promise<void> {
  const folder = path.join(options.workFolder, `life-${seed}`);
  await mkdir(folder, { recursive: true });
  const world = await openWorld({ assembly: options.assembly, folder, seed });
  try {
    const life = new Life(world);
    for (let run = 1; run <= runs; run++) {
      options.onRun(await life.liveThrough(planRun(world.chance, run, options.kinds)));
    }
  } finally {
    await world.close();
    await rm(folder, { recursive: true, force: true });
  }
}
