import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DuckDBInstance } from '@duckdb/node-api';
import { createWarehouse, type Warehouse } from '../../../../emulator/warehouse/warehouse.ts';
import { COLUMNS, type LedgerRow, type Tables, type TargetRow } from './rows.ts';

/** DuckDB's types of the export's columns. */
const EXPORT_COLUMNS = `{
  identityMap: 'MAP(VARCHAR, STRUCT(id VARCHAR, "primary" BOOLEAN)[])',
  segmentMembership: 'MAP(VARCHAR, MAP(VARCHAR, STRUCT(lastQualificationTime TIMESTAMPTZ, status VARCHAR)))',
  _acme: 'STRUCT(crmId VARCHAR, loyaltyNumber BIGINT)'
}`;

export interface Written {
  readonly target: number;
  readonly ledger: number;
  /** The message of the query's error; `null` where it succeeded. */
  readonly error: string | null;
}

/** The tables that a transform reads and writes, in the emulator's Query Service. */
export class TransformWarehouse {
  readonly #folder: string;
  readonly #warehouse: Warehouse;
  readonly #writer: DuckDBInstance;
  #batches = 0;

  private constructor(folder: string, warehouse: Warehouse, writer: DuckDBInstance) {
    this.#folder = folder;
    this.#warehouse = warehouse;
    this.#writer = writer;
  }

  static async create(): Promise<TransformWarehouse> {
    const folder = mkdtempSync(join(tmpdir(), 'transform-'));
    mkdirSync(join(folder, 'data'));
    const warehouse = await createWarehouse({ folder: join(folder, 'data') });
    for (const [table, columns] of Object.entries(COLUMNS)) await warehouse.defineTable(table, columns);
    return new TransformWarehouse(folder, warehouse, await DuckDBInstance.create(':memory:'));
  }

  async arrive(batches: Tables['export']): Promise<void> {
    const connection = await this.#writer.connect();
    for (const { batchId, rows } of batches) {
      const source = join(this.#folder, `${batchId}.ndjson`);
      const file = this.#warehouse.newFile(batchId);
      writeFileSync(source, rows.map((row) => `${JSON.stringify(row)}\n`).join(''));
      const read = `read_json('${source}', format = 'newline_delimited', columns = ${EXPORT_COLUMNS})`;
      await connection.run(`SET timezone = 'UTC'; COPY (SELECT * FROM ${read}) TO '${file}' (FORMAT parquet)`);
      await this.#warehouse.addBatch('audience_export', { id: batchId, file, ingestedAt: 0 });
    }
    connection.closeSync();
  }

  /** Runs a block and publishes what it wrote, also where it failed later: blocks are not atomic. */
  async run(block: string): Promise<Written> {
    const outcome = await this.#warehouse.execute(block, { newBatchId: () => `BATCH${(this.#batches += 1)}`, now: 0 });
    const rows = { audience_membership: 0, audience_sync_ledger: 0 };
    for (const { table, batchId, file, rows: written } of outcome.inserts) {
      if (table !== 'audience_membership' && table !== 'audience_sync_ledger')
        throw new Error(`an INSERT into ${table}`);
      rows[table] += written;
      if (written > 0) await this.#warehouse.addBatch(table, { id: batchId, file, ingestedAt: 0 });
    }
    return {
      target: rows.audience_membership,
      ledger: rows.audience_sync_ledger,
      error: outcome.error?.message ?? null,
    };
  }

  async target(): Promise<TargetRow[]> {
    return (await this.#rows('audience_membership')) as TargetRow[];
  }

  async ledger(): Promise<LedgerRow[]> {
    return (await this.#rows('audience_sync_ledger')) as LedgerRow[];
  }

  async close(): Promise<void> {
    await this.#warehouse.close();
    this.#writer.closeSync();
    rmSync(this.#folder, { recursive: true });
  }

  async #rows(table: string): Promise<unknown[]> {
    const file = join(this.#folder, `${table}.ndjson`);
    await this.#warehouse.writeNdjson(table, file, { withSystemColumns: false });
    const lines = readFileSync(file, 'utf8').split('\n');
    return lines.filter((line) => line !== '').map((line) => JSON.parse(line, timesAsModel) as unknown);
  }
}

/** Times to the millisecond, as the model writes them. */
function timesAsModel(_: string, value: unknown): unknown {
  const isTime = typeof value === 'string' && /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?Z$/.test(value);
  return isTime ? new Date(value).toISOString() : value;
}
