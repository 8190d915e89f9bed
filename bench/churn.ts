import * as z from 'zod';
import { exportBatchOf } from './block.ts';
import { runBlock, writeExport, writeHistory } from './lake.ts';
import { runTask, type Machine } from './run-task.ts';
import type { Effort, LakeBatch } from './task.ts';
import type { BenchDay, Workload } from './workload.ts';

/** One line of the table: what a delta refresh wrote, beside what it should have written. */
export interface ChurnMeasurement extends Workload {
  readonly percent: number;
  /** Counted by comparing the two exports, without the transform. */
  readonly changed: Changes;
  /** Rows of the target, and the sums of the ledger. */
  readonly written: Changes;
  readonly isExact: boolean;
  readonly effort: Effort;
}

const Changes = z.strictObject({ personIds: z.number(), joined: z.number(), left: z.number() });
type Changes = z.infer<typeof Changes>;

/** Shows that a delta refresh costs the churn: it writes a row for every person ID that changed, and for nobody else. */
export async function measureChurn(
  machine: Machine,
  workload: Workload,
  percents: readonly number[],
  say: (progress: string) => void,
): Promise<ChurnMeasurement[]> {
  say(`${workload.persons.toLocaleString('en')} persons × ${workload.audiences} audiences: the day before …`);
  const dayBefore = await writeExport(machine, workload, 0, 0);
  const history = await writeHistory(machine, workload);
  const measurements: ChurnMeasurement[] = [];
  for (const percent of percents) {
    say(`${percent} % churn …`);
    const exported = await writeExport(machine, workload, 1, percent);
    const run = await runBlock(machine, workload, { mode: 'delta', exported, history });
    const changed = await readChanges(machine, CHANGED, [dayBefore.batch, exported.batch]);
    const ledger = await readChanges(machine, ledgerSums(run.rowsWritten), run.batches);
    const isExact = JSON.stringify(changed) === JSON.stringify(ledger);
    measurements.push({ ...workload, percent, changed, written: ledger, isExact, effort: run.effort });
  }
  return measurements;
}

async function readChanges(machine: Machine, sql: string, batches: readonly LakeBatch[]): Promise<Changes> {
  const { work } = await runTask(machine, { kind: 'read', sql }, batches);
  return Changes.parse(work.rows[0]);
}

const membersOf = (day: BenchDay): string => `
  SELECT
    identityMap['ECID'][1].id AS personID,
    map_keys(map_from_entries(list_filter(
      map_entries(segmentMembership['ups']),
      lambda entry: entry.value.status = 'realized'
    ))) AS audiences
  FROM audience_export
  WHERE _ACP_BATCHID = '${exportBatchOf(day)}'`;

const CHANGED = `
  SELECT
    count(*) FILTER (joined + gone > 0) AS "personIds",
    coalesce(sum(joined), 0)::BIGINT AS joined,
    coalesce(sum(gone), 0)::BIGINT AS "left"
  FROM (
    SELECT
      len(list_filter(now, lambda audience: NOT list_contains(past, audience))) AS joined,
      len(list_filter(past, lambda audience: NOT list_contains(now, audience))) AS gone
    FROM (
      SELECT coalesce(yesterday.audiences, []) AS past, coalesce(today.audiences, []) AS now
      FROM (${membersOf(0)}) yesterday
      FULL JOIN (${membersOf(1)}) today USING (personID)
    )
  )`;

const ledgerSums = (rowsWritten: number): string => `
  SELECT
    ${rowsWritten} AS "personIds",
    sum(_acme.membersJoined)::BIGINT AS joined,
    sum(_acme.membersLeft)::BIGINT AS "left"
  FROM audience_sync_ledger`;
