import { blockSql, exportBatchOf } from './block.ts';
import { exportRowsSql, ledgerRowsSql, targetRowsSql } from './rows.ts';
import { runTask, type Machine } from './run-task.ts';
import type { Effort, LakeBatch } from './task.ts';
import type { BenchDay, ChurnPercent, Workload } from './workload.ts';

export interface Export {
  readonly batch: LakeBatch;
  readonly profiles: number;
}

/** A measured block, and the batches that it wrote. */
export interface BlockRun {
  readonly effort: Effort;
  readonly rowsWritten: number;
  readonly batches: readonly LakeBatch[];
}

export async function writeExport(
  machine: Machine,
  workload: Workload,
  day: BenchDay,
  churn: ChurnPercent,
): Promise<Export> {
  const { file, rows } = await generate(machine, 'audience_export', exportRowsSql(workload, day, churn));
  return { batch: { table: 'audience_export', id: exportBatchOf(day), file }, profiles: rows };
}

/** Target and ledger as the run of day 0 left them. */
export async function writeHistory(machine: Machine, workload: Workload): Promise<LakeBatch[]> {
  const target = await generate(machine, 'audience_membership', targetRowsSql(workload));
  const ledger = await generate(machine, 'audience_sync_ledger', ledgerRowsSql(workload));
  return [target, ledger].map(({ table, file }) => ({ table, id: `${table}-DAY-0`, file }));
}

/** Runs the transform of day 1 over its export and what is there already. */
export async function runBlock(
  machine: Machine,
  workload: Workload,
  of: { readonly mode: 'delta' | 'full'; readonly exported: Export; readonly history: readonly LakeBatch[] },
): Promise<BlockRun> {
  const { mode, exported, history } = of;
  const sql = blockSql(workload, { mode, exportedProfiles: exported.profiles });
  const { effort, work } = await runTask(machine, { kind: 'block', sql }, [...history, exported.batch]);
  const batches = work.files.map(({ table, file }) => ({ table, id: `${table}-DAY-1`, file }));
  const rowsWritten = work.files.find(({ table }) => table === 'audience_membership')?.rows ?? 0;
  return { effort, rowsWritten, batches };
}

async function generate(
  machine: Machine,
  table: string,
  sql: string,
): Promise<{ readonly table: string; readonly file: string; readonly rows: number }> {
  const { work } = await runTask(machine, { kind: 'generate', table, sql }, []);
  const [written] = work.files;
  if (written === undefined) throw new Error(`no file was written for ${table}`);
  return written;
}
