import { blockSql, exportBatchOf } from './block.ts';
import { runTask, type Machine } from './run-task.ts';
import type { Effort, LakeBatch } from './task.ts';
import { exportSql, type ChurnPercent, type Workload } from './workload.ts';

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

/** Writes the export of a day. */
export async function generateExport(
  machine: Machine,
  workload: Workload,
  day: 0 | 1,
  churn: ChurnPercent,
): Promise<Export> {
  const sql = exportSql(workload, day, churn);
  const { work } = await runTask(machine, { kind: 'generate', sql, batches: [] });
  const [{ file, rows } = { file: '', rows: 0 }] = work.files;
  return { batch: { table: 'audience_export', id: exportBatchOf(day), file }, profiles: rows };
}

/** Runs the transform of a day over its export and over what is there already. */
export async function runBlock(
  machine: Machine,
  workload: Workload,
  of: {
    readonly day: 0 | 1;
    readonly mode: 'delta' | 'full';
    readonly exported: Export;
    readonly before: readonly LakeBatch[];
  },
): Promise<BlockRun> {
  const { day, mode, exported, before } = of;
  const sql = blockSql(workload, { day, mode, exportedProfiles: exported.profiles });
  const { effort, work } = await runTask(machine, { kind: 'block', sql, batches: [...before, exported.batch] });
  const batches = work.files.map(({ table, file }) => ({ table, id: `${table}-DAY-${day}`, file }));
  const rowsWritten = work.files.find(({ table }) => table === 'audience_membership')?.rows ?? 0;
  return { effort, rowsWritten, batches };
}

/** The first run ever: the target holds nobody, so everybody is written. */
export async function firstLoad(
  machine: Machine,
  workload: Workload,
): Promise<{ readonly exported: Export; readonly run: BlockRun }> {
  const exported = await generateExport(machine, workload, 0, 0);
  const run = await runBlock(machine, workload, { day: 0, mode: 'full', exported, before: [] });
  return { exported, run };
}
