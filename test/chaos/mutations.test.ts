import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { rm } from 'node:fs/promises';
import path from 'node:path';
import { newFolder } from '../e2e/support/folders.ts';
import { liveThrough } from './campaign/campaign.ts';
import { synthesizeSync } from './campaign/world.ts';
import type { FaultKind } from './faults/faults.ts';
import { mutate, type Mutation } from './mutations/mutate.ts';

/** What the campaign is worth: without one of the things that keep a promise, it fails; with them, the same lives do not. */
interface Row {
  readonly without: string;
  readonly mutation: Mutation;
  readonly kinds: readonly FaultKind[];
  readonly seed: number;
  readonly runs: number;
  /** The promise that is broken. */
  readonly invariant: string;
}

const LOST_ANSWERS = { kinds: ['connection cut after the effect'], seed: 1, runs: 3 } as const;
const OLD_RUNS = { kinds: ['old run redriven', 'execution stopped'], seed: 1, runs: 8 } as const;

const ROWS: readonly Row[] = [
  {
    without: 'adopting an export job',
    mutation: { function: 'start-export', modules: { 'functions/start-export/own-job.ts': 'no-adopted-export.ts' } },
    ...LOST_ANSWERS,
    invariant: 'at most one live export per attempt',
  },
  {
    without: 'adopting a query',
    mutation: {
      function: 'start-transform',
      modules: { 'functions/start-transform/judge-queries.ts': 'no-adopted-query.ts' },
    },
    ...LOST_ANSWERS,
    invariant: 'at most one INSERT per attempt',
  },
  {
    without: 'tombstones',
    mutation: { function: 'start-transform', modules: { 'shared/sql/target-insert.ts': 'no-tombstones.ts' } },
    ...OLD_RUNS,
    invariant: 'CJA equals the truth of the newest green run',
  },
  {
    without: 'fencing',
    mutation: {
      function: 'start-transform',
      modules: {
        'functions/start-transform/judge-queries.ts': 'no-newer-query.ts',
        'shared/sql/guard.ts': 'no-newer-rows.ts',
      },
    },
    ...OLD_RUNS,
    invariant: 'no older truth over newer',
  },
  {
    without: 'the order of the retry rules',
    mutation: {
      template: {
        text: String.raw`\"Retry\":[`,
        becomes: String.raw`\"Retry\":[{\"ErrorEquals\":[\"States.TaskFailed\"],\"IntervalSeconds\":1,\"MaxAttempts\":2},`,
      },
    },
    kinds: ['request refused'],
    seed: 1,
    runs: 3,
    invariant: 'retried if transient, never if terminal',
  },
];

const TWO_MINUTES = 120_000;
let folder: string;
let assembly: string;

beforeAll(async () => {
  folder = await newFolder();
  assembly = await synthesizeSync(folder);
}, TWO_MINUTES);
afterAll(() => rm(folder, { recursive: true, force: true }));

async function brokenIn({ seed, runs, kinds }: Row, ofAssembly: string): Promise<readonly string[]> {
  const broken: string[] = [];
  await liveThrough(
    { seed, runs, firstRun: 1 },
    {
      assembly: ofAssembly,
      workFolder: folder,
      kinds,
      onRun: ({ violations }) => broken.push(...violations.map(({ invariant }) => invariant)),
    },
  );
  return broken;
}

describe.each(ROWS)('a campaign without $without', (row) => {
  it(
    `finds that a promise is broken: ${row.invariant}`,
    async () => {
      const mutated = await mutate(assembly, row.mutation, path.join(folder, `mutated-${ROWS.indexOf(row)}`));
      expect(await brokenIn(row, mutated)).toContain(row.invariant);
    },
    TWO_MINUTES,
  );
});

/** Rows may share their lives. */
const LIVES = ROWS.filter(({ kinds, seed }, place) =>
  ROWS.slice(0, place).every((other) => other.seed !== seed || other.kinds !== kinds),
);

describe.each(LIVES)('the campaign of $kinds with everything in its place', (row) => {
  it(
    'finds nothing',
    async () => {
      expect(await brokenIn(row, assembly)).toEqual([]);
    },
    TWO_MINUTES,
  );
});
