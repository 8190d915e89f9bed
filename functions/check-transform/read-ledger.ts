import * as z from 'zod';
import type { DataAccessClient } from '../../shared/adobe/data-access.ts';
import { readParquetRows } from '../../shared/parquet/read-rows.ts';
import type { RunCounts, TransformPlan } from '../../shared/steps/transform.ts';

interface LedgerOfRun {
  readonly runId: string;
  readonly tenant: string;
  readonly audiences: TransformPlan['audiences'];
  readonly batchIds: readonly string[];
}

/** A row of the ledger under its tenant object (shared/sql: LEDGER_FIELDS). */
const LedgerEntry = z.object({
  refreshRunId: z.string(),
  attempt: z.number(),
  audienceId: z.string(),
  members: z.number(),
  membersJoined: z.number(),
  membersLeft: z.number(),
  membersRenamed: z.number(),
  membersCut: z.number(),
  otherStatuses: z.number(),
  profilesRead: z.number(),
  profilesWithoutIdentity: z.number(),
  rowsWritten: z.number(),
});
type LedgerEntry = z.infer<typeof LedgerEntry>;

/**
 * The counts of a run, read back from the ledger batches that it wrote: Query Service's REST API gives no rows.
 * @throws AdobeError, ParquetNotReadable, ZodError, or Error where an audience has no row
 */
export async function readLedger(
  { runId, tenant, audiences, batchIds }: LedgerOfRun,
  dataAccess: DataAccessClient,
): Promise<RunCounts> {
  const Row = z.object({ [tenant]: LedgerEntry });
  const rows = (await Promise.all(batchIds.map((batchId) => readBatch(batchId, dataAccess)))).flat();
  const entries = rows.flatMap((row) => Object.values(Row.parse(row))).filter((entry) => entry.refreshRunId === runId);
  const latest = latestPerAudience(entries);
  const counts = audiences.map(({ id }) => {
    const entry = latest.get(id);
    if (entry === undefined) throw new Error(`the ledger has no row of audience ${id}`);
    return entry;
  });
  const [first] = counts;
  if (first === undefined) throw new Error('the ledger has no row of this run');
  return {
    audiences: counts.map((entry) => ({
      id: entry.audienceId,
      members: entry.members,
      joined: entry.membersJoined,
      left: entry.membersLeft,
      renamed: entry.membersRenamed,
      cut: entry.membersCut,
      otherStatuses: entry.otherStatuses,
    })),
    // Totals of the run stand alike in each of its rows.
    profilesRead: first.profilesRead,
    profilesWithoutIdentity: first.profilesWithoutIdentity,
    rowsWritten: first.rowsWritten,
  };
}

async function readBatch(batchId: string, dataAccess: DataAccessClient): Promise<Record<string, unknown>[]> {
  const rows: Record<string, unknown>[] = [];
  for (const file of await dataAccess.listBatchFiles(batchId)) {
    rows.push(...(await readParquetRows(await dataAccess.downloadFile(file))));
  }
  return rows;
}

/** Two attempts of a run may each have written the ledger; the last one counts. */
function latestPerAudience(entries: readonly LedgerEntry[]): ReadonlyMap<string, LedgerEntry> {
  const latest = new Map<string, LedgerEntry>();
  for (const entry of entries) {
    const before = latest.get(entry.audienceId);
    if (before === undefined || before.attempt <= entry.attempt) latest.set(entry.audienceId, entry);
  }
  return latest;
}
