import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DuckDBInstance } from '@duckdb/node-api';
import type { SparkColumn } from '../../../emulator/sandbox/population.ts';
import { createWarehouse, type QueryOutcome, type Warehouse } from '../../../emulator/warehouse/warehouse.ts';

export const VISITS: readonly SparkColumn[] = [
  { name: '_id', type: 'string' },
  { name: 'visitor', type: 'struct<name:string,tags:array<string>>' },
  { name: 'seen', type: 'timestamp' },
  { name: 'pages', type: 'bigint' },
];

/** A warehouse in a folder of its own, with a table `visits`, and a DuckDB of the outside world that writes parquet files. */
export class Lake {
  readonly folder: string;
  readonly warehouse: Warehouse;
  readonly #outside: DuckDBInstance;
  #batches = 0;

  private constructor(folder: string, warehouse: Warehouse, outside: DuckDBInstance) {
    this.folder = folder;
    this.warehouse = warehouse;
    this.#outside = outside;
  }

  static async create(): Promise<Lake> {
    const folder = mkdtempSync(join(tmpdir(), 'lake-'));
    const warehouse = await createWarehouse({ folder });
    await warehouse.defineTable('visits', VISITS);
    return new Lake(folder, warehouse, await DuckDBInstance.create(':memory:'));
  }

  /** Writes a file with rows of DuckDB's SQL and makes it a batch. */
  async arrive(table: string, batchId: string, rowsSql: string): Promise<string> {
    const file = this.warehouse.newFile(batchId);
    await this.write(file, rowsSql);
    await this.warehouse.addBatch(table, { id: batchId, file, ingestedAt: 1_000 });
    return file;
  }

  async write(file: string, rowsSql: string): Promise<void> {
    const connection = await this.#outside.connect();
    await connection.run(`SET TimeZone = 'UTC'`);
    await connection.run(`COPY (${rowsSql}) TO '${file}' (FORMAT parquet)`);
    connection.closeSync();
  }

  execute(sql: string): Promise<QueryOutcome> {
    const newBatchId = () => `NEW${++this.#batches}`;
    return this.warehouse.execute(sql, { newBatchId, now: Date.parse('2026-11-24T06:00:00Z') });
  }

  async publish({ inserts }: QueryOutcome): Promise<void> {
    for (const { table, batchId, file } of inserts) {
      await this.warehouse.addBatch(table, { id: batchId, file, ingestedAt: 2_000 });
    }
  }

  async close(): Promise<void> {
    await this.warehouse.close();
    this.#outside.closeSync();
    rmSync(this.folder, { recursive: true });
  }
}

/** Rows of `visits` in DuckDB's SQL, one per number. */
export function visits(from: number, to: number): string {
  return `SELECT 'v' || i AS _id, {'name': 'n' || i, 'tags': ['a', 'b']} AS visitor, TIMESTAMPTZ '2026-01-01 00:00:00Z' AS seen, i AS pages FROM range(${from}, ${to}) t(i)`;
}

/** An INSERT of one row into `visits`, in Spark's SQL. */
export function insertVisit(id: string, from = ''): string {
  return `INSERT INTO visits SELECT '${id}' AS _id, struct('n' AS name, array('x') AS tags) AS visitor, CAST('2026-01-02T00:00:00Z' AS TIMESTAMP) AS seen, CAST(1 AS BIGINT) AS pages ${from}`;
}
