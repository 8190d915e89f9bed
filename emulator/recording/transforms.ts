import { mkdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { columnsOf } from '../dataset-columns.ts';
import type { SandboxDataset } from '../sandbox/format.ts';
import type { Query, QueryObserver } from '../services/query-service/queries.ts';
import type { Simulation } from '../simulation.ts';
import type { QueryOutcome } from '../warehouse/warehouse.ts';

/** When a table is written down: its name in the folder says so. */
type Moment = 'before' | 'after';

interface RecordedTable {
  readonly table: string;
  readonly file: string;
  readonly rows: number;
  /** Spark SQL, as `spark.read.schema` takes it. */
  readonly schema: string;
}

/** System columns (docs: Query Service, "drop_system_columns"); filled in the export, where the statement reads them. */
const SYSTEM_COLUMN =
  '_acp_system_metadata STRUCT<acp_sourceBatchId: STRING, commitBatchId: STRING, trackingId: STRING, rowId: STRING, rowVersion: INT, ingestTime: BIGINT, isDeleted: BOOLEAN>';

/**
 * One folder per query that writes, `001-<query id>`: the statement, and its tables before and after.
 * The rows before are those that the statement saw; the rows after are those that everybody sees once it has ended.
 */
export function recordTransforms(folder: string, simulation: Simulation): QueryObserver {
  const folders = new Map<string, string>();
  const tablesOf = new Map<string, RecordedTable[]>();

  async function writeTable(place: string, dataset: SandboxDataset, moment: Moment): Promise<RecordedTable> {
    const { warehouse, sandbox, population } = simulation;
    const isExport = dataset.kind === 'export';
    const file = isExport ? `${dataset.kind}.ndjson` : `${dataset.kind}_${moment}.ndjson`;
    const rows = await warehouse.writeNdjson(dataset.table, path.join(place, file), { withSystemColumns: isExport });
    const columns = columnsOf(dataset, sandbox, population).map(({ name, type }) => `${name} ${type}`);
    return { table: dataset.table, file, rows, schema: [...columns, ...(isExport ? [SYSTEM_COLUMN] : [])].join(', ') };
  }

  return {
    hasRun: async (query, outcome) => {
      if (outcome.inserts.length === 0) return;
      const place = path.join(folder, `${String(folders.size + 1).padStart(3, '0')}-${query.id}`);
      folders.set(query.id, place);
      await mkdir(place, { recursive: true });
      await writeFile(path.join(place, 'statement.sql'), query.request.sql);
      const tables: RecordedTable[] = [];
      for (const dataset of datasetsOf(outcome, simulation)) tables.push(await writeTable(place, dataset, 'before'));
      tablesOf.set(query.id, tables);
      await writeSummary(place, query, outcome, tables);
    },
    hasWritten: async (query, outcome) => {
      const place = folders.get(query.id);
      if (place === undefined) return;
      const tables = [...(tablesOf.get(query.id) ?? [])];
      for (const dataset of datasetsOf(outcome, simulation)) {
        if (dataset.kind !== 'export') tables.push(await writeTable(place, dataset, 'after'));
      }
      tablesOf.delete(query.id);
      await writeSummary(place, query, outcome, tables);
    },
  };
}

/** The datasets whose tables a statement reads or writes. */
function datasetsOf(outcome: QueryOutcome, { sandbox }: Simulation): SandboxDataset[] {
  const tables = new Set([...outcome.tablesRead, ...outcome.inserts.map(({ table }) => table)]);
  return sandbox.datasets.filter(({ table }) => tables.has(table));
}

async function writeSummary(
  place: string,
  query: Query,
  outcome: QueryOutcome,
  tables: readonly RecordedTable[],
): Promise<void> {
  const inserts = outcome.inserts.map(({ table, batchId, rows }) => ({ table, batchId, rows }));
  const summary = { queryId: query.id, state: query.state, error: outcome.error, inserts, tables };
  await writeFile(path.join(place, 'tables.json'), `${JSON.stringify(summary, null, 2)}\n`);
}
