import { copyFile, rm } from 'node:fs/promises';
import { availableParallelism } from 'node:os';
import path from 'node:path';
import type { DuckDBConnection, DuckDBInstance } from '@duckdb/node-api';
import type { SparkColumn } from '../sandbox/population.ts';
import { identifier, textLiteral } from '../sql/duckdb-text.ts';
import { sparkTypeOf } from '../sql/duckdb-types.ts';
import { isSameName, type Column } from '../sql/scope.ts';
import { parseSparkType } from '../sql/spark-types.ts';
import { copyToFile } from './copy.ts';
import { openDatabase } from './database.ts';
import { jsonConverter, ndjsonList } from './json-rows.ts';
import { METADATA_COLUMN, misfitOf, rowsSql, type LakeBatch, type LakeTable } from './lake-table.ts';
import { runQuery, type QueryOutcome } from './query-run.ts';

export type { QueryInsert, QueryOutcome } from './query-run.ts';

/** A parquet file as one batch of a table. */
export interface Batch {
  readonly id: string;
  readonly file: string;
  /** Epoch milliseconds */
  readonly ingestedAt: number;
}

/** The data lake's tables, and the SQL that runs over them. Names are not told apart by case. */
export interface Warehouse {
  /** @throws Error for a table that exists already, or a type that Spark does not have */
  defineTable(name: string, columns: readonly SparkColumn[]): Promise<void>;
  columns(name: string): readonly SparkColumn[];
  /**
   * Makes a parquet file in the warehouse's folder part of a table. It may lack columns: they are NULL.
   * @throws Error for a file elsewhere or unreadable, or one whose columns do not fit the table's
   */
  addBatch(table: string, batch: Batch): Promise<void>;
  /** The batch's rows are gone; its file stays, since a query may be reading it. */
  removeBatch(table: string, batchId: string): Promise<void>;
  batches(table: string): readonly Batch[];
  /** Where the parquet file of a new batch goes: no other call gives the same. */
  newFile(hint: string): string;
  /**
   * Runs one REST query text (a statement, or `$$ BEGIN … END $$`) against the batches as they are now. What it inserts is
   * visible to its own later statements at once, to everybody else when it is added with {@link Warehouse.addBatch}.
   * It never throws for what is wrong with the SQL: that is the outcome.
   */
  execute(sql: string, options: { readonly newBatchId: () => string; readonly now: number }): Promise<QueryOutcome>;
  /** Runs trusted SQL of the emulator's own services, in DuckDB's dialect. Tables have their system columns. */
  read(sql: string): Promise<Record<string, unknown>[]>;
  /**
   * Writes a table's rows as NDJSON to any path, for other tools: instants in ISO 8601 with `Z`, maps as objects.
   * @param options.batchIds only these batches
   * @returns the number of rows
   */
  writeNdjson(
    table: string,
    file: string,
    options: { readonly withSystemColumns: boolean; readonly batchIds?: readonly string[] },
  ): Promise<number>;
  close(): Promise<void>;
}

export interface WarehouseOptions {
  /** Holds the batches' files, and is the only folder that SQL can reach. It must exist. */
  readonly folder: string;
  /** What DuckDB may use before it spills to the folder, e.g. `3GB`. */
  readonly memoryLimit?: string;
  readonly threads?: number;
}

interface DefinedTable extends LakeTable {
  readonly sparkColumns: readonly SparkColumn[];
}

const DEFAULT_MEMORY_LIMIT = '3GB';

export async function createWarehouse(options: WarehouseOptions): Promise<Warehouse> {
  const folder = path.resolve(options.folder);
  const instance = await openDatabase({
    folder,
    memoryLimit: options.memoryLimit ?? DEFAULT_MEMORY_LIMIT,
    threads: options.threads ?? availableParallelism(),
  });
  return new DuckDBWarehouse(folder, instance);
}

class DuckDBWarehouse implements Warehouse {
  readonly #folder: string;
  readonly #instance: DuckDBInstance;
  readonly #tables = new Map<string, DefinedTable>();
  #files = 0;

  constructor(folder: string, instance: DuckDBInstance) {
    this.#folder = folder;
    this.#instance = instance;
  }

  defineTable(name: string, columns: readonly SparkColumn[]): Promise<void> {
    const key = name.toLowerCase();
    if (this.#tables.has(key)) return Promise.reject(new Error(`Table ${name} is defined already.`));
    const typed = columns.map((column) => ({ name: column.name, type: parseSparkType(column.type) }));
    this.#tables.set(key, { name, columns: typed, sparkColumns: columns, batches: [] });
    return Promise.resolve();
  }

  columns(name: string): readonly SparkColumn[] {
    return this.#table(name).sparkColumns;
  }

  batches(table: string): readonly Batch[] {
    return this.#table(table).batches.map(({ id, file, ingestedAt }) => ({ id, file, ingestedAt }));
  }

  newFile(hint: string): string {
    return path.join(this.#folder, `${hint.replaceAll(/[^A-Za-z0-9_-]/g, '_')}-${++this.#files}.parquet`);
  }

  async addBatch(name: string, { id, file, ingestedAt }: Batch): Promise<void> {
    const absolute = path.resolve(file);
    const where = `Batch ${id} of table ${name}`;
    if (path.dirname(absolute) !== this.#folder)
      throw new Error(`${where}: its file is not in the warehouse's folder.`);
    const fileColumns = await this.#fileColumns(absolute, where);
    const batch: LakeBatch = { id, file: absolute, ingestedAt, fileColumns };
    const table = this.#table(name);
    const misfit = misfitOf(table.columns, fileColumns);
    if (misfit !== null) throw new Error(`${where}: ${misfit}.`);
    if (table.batches.some((other) => other.id === id)) throw new Error(`${where} exists already.`);
    this.#replace({ ...table, batches: [...table.batches, batch] });
  }

  removeBatch(name: string, batchId: string): Promise<void> {
    const table = this.#table(name);
    const batches = table.batches.filter(({ id }) => id !== batchId);
    if (batches.length === table.batches.length) {
      return Promise.reject(new Error(`Table ${name} has no batch ${batchId}.`));
    }
    this.#replace({ ...table, batches });
    return Promise.resolve();
  }

  execute(sql: string, { newBatchId, now }: Parameters<Warehouse['execute']>[1]): Promise<QueryOutcome> {
    return this.#connected((connection) =>
      runQuery(sql, {
        connection,
        tables: [...this.#tables.values()],
        newFile: (hint) => this.newFile(hint),
        newBatchId,
        now,
      }),
    );
  }

  read(sql: string): Promise<Record<string, unknown>[]> {
    return this.#connected(async (connection) => {
      const named = connection.getTableNames(sql, false);
      for (const table of this.#tables.values()) {
        if (!named.some((name) => isSameName(name, table.name))) continue;
        const rows = rowsSql(table, { withSystemColumns: true });
        await connection.run(`CREATE TEMP VIEW ${identifier(table.name)} AS ${rows}`);
      }
      const reader = await connection.runAndReadAll(sql);
      return reader.convertRowObjects(jsonConverter);
    });
  }

  async writeNdjson(
    name: string,
    file: string,
    { withSystemColumns, batchIds }: Parameters<Warehouse['writeNdjson']>[2],
  ): Promise<number> {
    const table = this.#table(name);
    const batches = table.batches.filter(({ id }) => batchIds === undefined || batchIds.includes(id));
    const columns = withSystemColumns ? [...table.columns, METADATA_COLUMN] : table.columns;
    const rows = rowsSql({ ...table, batches }, { withSystemColumns });
    // DuckDB can write into the folder only.
    const inFolder = `${this.newFile(name)}.ndjson`;
    try {
      return await this.#connected(async (connection) => {
        const select = `SELECT ${ndjsonList(columns)} FROM (${rows})`;
        const written = await copyToFile(connection, select, inFolder, 'FORMAT json');
        await copyFile(inFolder, file);
        return written;
      });
    } finally {
      await rm(inFolder, { force: true });
    }
  }

  close(): Promise<void> {
    this.#instance.closeSync();
    return Promise.resolve();
  }

  #table(name: string): DefinedTable {
    const table = this.#tables.get(name.toLowerCase());
    if (table === undefined) throw new Error(`Table ${name} is not defined.`);
    return table;
  }

  #replace(table: DefinedTable): void {
    this.#tables.set(table.name.toLowerCase(), table);
  }

  async #fileColumns(file: string, where: string): Promise<Column[]> {
    return this.#connected(async (connection) => {
      try {
        const prepared = await connection.prepare(`SELECT * FROM read_parquet(${textLiteral(file)})`);
        return Array.from({ length: prepared.columnCount }, (_, index) => ({
          name: prepared.columnName(index),
          type: sparkTypeOf(prepared.columnType(index)),
        }));
      } catch (cause) {
        throw new Error(`${where}: its file is not readable as parquet.`, { cause });
      }
    });
  }

  async #connected<Result>(action: (connection: DuckDBConnection) => Promise<Result>): Promise<Result> {
    const connection = await this.#instance.connect();
    try {
      return await action(connection);
    } finally {
      connection.closeSync();
    }
  }
}
