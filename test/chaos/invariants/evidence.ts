import * as z from 'zod';
import type { TargetBatch } from '../../e2e/truth/target-rows.ts';
import type { LedgerBatch } from '../campaign/ledger.ts';
import type { Runs } from '../campaign/runs.ts';
import type { World } from '../campaign/world.ts';

const moment = z.iso.datetime().transform((text) => Date.parse(text));
const State = z.object({
  exportJobs: z.array(
    z.object({
      id: z.coerce.string(),
      status: z.string(),
      createdAt: moment,
      endedAt: moment.nullable(),
      mergePolicyId: z.string(),
    }),
  ),
  queries: z.array(
    z.object({
      id: z.string(),
      state: z.string(),
      createdAt: moment,
      endedAt: moment.nullable(),
      name: z.string().nullable(),
    }),
  ),
});

/** All that an invariant may look at once everything stands still. */
export interface Evidence {
  readonly world: World;
  readonly runs: Runs;
  /** What Adobe has and had, as its own books say. */
  readonly adobe: z.output<typeof State>;
  /** Of the target, oldest first. */
  readonly batches: readonly TargetBatch[];
  readonly ledger: readonly LedgerBatch[];
  /** CJA may have lost something since the newest green run, which no run has repaired yet. */
  readonly isCjaDisturbed: boolean;
}

/** What is wrong, as lines for a person to read; none: the invariant holds. */
export type Invariant = (evidence: Evidence) => Promise<readonly string[]> | readonly string[];

export async function gatherEvidence(world: World, runs: Runs, isCjaDisturbed: boolean): Promise<Evidence> {
  const answer = await fetch(`${world.service.emulator.url}/__emulator/state`);
  const adobe = State.parse(await answer.json());
  await world.books.readNewBatches();
  const [batches, ledger] = await Promise.all([world.lake.targetBatches(), world.ledger.batches()]);
  return { world, runs, adobe, batches, ledger, isCjaDisturbed };
}
