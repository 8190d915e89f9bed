import { rm } from 'node:fs/promises';
import type { DuckDBConnection } from '@duckdb/node-api';
import { readQueryText, type QueryStep } from '../sql/block.ts';
import { conform, type ResultColumn } from '../sql/conform.ts';
import { identifier } from '../sql/duckdb-text.ts';
import { sparkTypeOf } from '../sql/duckdb-types.ts';
import type { Catalog, CatalogTable } from '../sql/emission.ts';
import { isSameName, type Column } from '../sql/scope.ts';
import { UNNAMED } from '../sql/select.ts';
import { SqlError, SqlNotSupported } from '../sql/sql-error.ts';
import { parse, translate, type ParsedStatement, type Translation } from '../sql/translate.ts';
import { copyToFile } from './copy.ts';
import { failureOf, type QueryFailure } from './failures.ts';
import { rowsSql, SYSTEM_COLUMNS, type LakeTable } from './lake-table.ts';

/** What a query did. What it inserted is nobody else's to see until it is added to the tables. */
export interface QueryOutcome {
  readonly kind: 'select' | 'insert' | 'ctas' | 'block';
  /** Rows of a SELECT; rows written by an INSERT, or by all INSERTs of a block. */
  readonly rowCount: number;
  /** In their order, also those before a statement that failed: blocks are not atomic. */
  readonly inserts: readonly QueryInsert[];
  readonly error: QueryFailure | null;
  /** The datasets' tables that it read, whether or not it came to its end. */
  readonly tablesRead: readonly string[];
}

export interface QueryInsert {
  readonly table: string;
  readonly batchId: string;
  readonly file: string;
  readonly rows: number;
}

/** What a query runs in. */
export interface QuerySurroundings {
  /** Its own: temp tables live on it. */
  readonly connection: DuckDBConnection;
  /** The tables as they are when it starts. */
  readonly tables: readonly LakeTable[];
  newFile(hint: string): string;
  newBatchId(): string;
  /** Epoch milliseconds */
  readonly now: number;
}

type ReadyStep =
  Extract<QueryStep, { kind: 'set' }> | { readonly kind: 'statement'; readonly statement: ParsedStatement };

/** Runs one query text. It never throws for what is wrong with the SQL: that is the outcome. */
export async function runQuery(sql: string, surroundings: QuerySurroundings): Promise<QueryOutcome> {
  const run = new QueryRun(surroundings);
  const error = await run.runText(sql);
  return run.outcome(sql, error);
}

class QueryRun {
  readonly #surroundings: QuerySurroundings;
  readonly #tables: LakeTable[];
  readonly #tempTables: CatalogTable[] = [];
  readonly #inserts: QueryInsert[] = [];
  readonly #tablesRead = new Set<string>();
  #selected = 0;
  #hidesSystemColumns = true;

  constructor(surroundings: QuerySurroundings) {
    this.#surroundings = surroundings;
    this.#tables = [...surroundings.tables];
  }

  async runText(sql: string): Promise<QueryFailure | null> {
    try {
      // A syntax error anywhere is found before anything is written.
      for (const step of parseSteps(sql)) await this.#runStep(step);
      return null;
    } catch (error) {
      return failureOf(error);
    }
  }

  outcome(sql: string, error: QueryFailure | null): QueryOutcome {
    const kind = kindOf(sql);
    const inserted = this.#inserts.reduce((sum, { rows }) => sum + rows, 0);
    return {
      kind,
      rowCount: kind === 'select' ? this.#selected : inserted,
      inserts: this.#inserts,
      error,
      tablesRead: [...this.#tablesRead],
    };
  }

  async #runStep(step: ReadyStep): Promise<void> {
    if (step.kind === 'set') {
      this.#hidesSystemColumns = step.dropSystemColumns;
      return;
    }
    const translation = translate(step.statement, this.#catalog(), this.#surroundings.now);
    for (const table of translation.tablesRead) this.#tablesRead.add(table);
    switch (translation.kind) {
      case 'select':
        return this.#select(translation);
      case 'insert':
        return this.#insert(translation.table, translation);
      case 'create-temp-table':
        return this.#createTempTable(translation.table, translation);
    }
  }

  #catalog(): Catalog {
    return { find: (name) => this.#tempTable(name) ?? this.#lakeTable(name) };
  }

  #tempTable(name: string): CatalogTable | undefined {
    return this.#tempTables.find((table) => isSameName(table.name, name));
  }

  #lakeTable(name: string): CatalogTable | undefined {
    const table = this.#tables.find((candidate) => isSameName(candidate.name, name));
    if (table === undefined) return undefined;
    const withSystemColumns = !this.#hidesSystemColumns;
    return {
      name: table.name,
      columns: withSystemColumns ? [...table.columns, ...SYSTEM_COLUMNS] : table.columns,
      source: `(${rowsSql(table, { withSystemColumns })})`,
      isTemporary: false,
    };
  }

  /** Every row is really made: a SELECT may be there for the error that it raises. */
  async #select({ query }: Translation): Promise<void> {
    const result = await this.#surroundings.connection.stream(query.sql);
    for (;;) {
      const chunk = await result.fetchChunk();
      if (chunk === null || chunk.rowCount === 0) return;
      this.#selected += chunk.rowCount;
    }
  }

  async #insert(name: string, { query }: Translation): Promise<void> {
    const index = this.#tables.findIndex((candidate) => isSameName(candidate.name, name));
    const table = this.#tables[index];
    if (table === undefined) {
      const isTemporary = this.#tempTable(name) !== undefined;
      throw isTemporary
        ? new SqlNotSupported(`INSERT INTO ${name}: temp tables cannot be added to.`)
        : new SqlError('42P01', `Table ${name} does not exist.`);
    }
    const { connection, now } = this.#surroundings;
    const columns = await resultColumns(connection, query.sql);
    conform(table.name, table.columns, columns);
    const file = this.#surroundings.newFile(table.name);
    const rows = await this.#copy(query.sql, file);
    const batchId = this.#surroundings.newBatchId();
    this.#inserts.push({ table: table.name, batchId, file, rows });
    const batch = { id: batchId, file, ingestedAt: now, fileColumns: table.columns };
    // Later statements of this query see it at once.
    this.#tables[index] = { ...table, batches: [...table.batches, batch] };
  }

  async #copy(sql: string, file: string): Promise<number> {
    try {
      return await copyToFile(this.#surroundings.connection, sql, file, 'FORMAT parquet, COMPRESSION zstd');
    } catch (error) {
      await rm(file, { force: true });
      throw error;
    }
  }

  async #createTempTable(name: string, { query }: Translation): Promise<void> {
    if (this.#catalog().find(name) !== undefined) throw new SqlError('42P07', `Table ${name} exists already.`);
    refuseNames(name, query.columns);
    const { connection } = this.#surroundings;
    await connection.run(`CREATE TEMP TABLE ${identifier(name)} AS ${query.sql}`);
    const columns = await resultColumns(connection, `SELECT * FROM ${identifier(name)}`);
    this.#tempTables.push({
      name,
      columns: columns.map((column) => ({ name: column.name, type: sparkTypeOf(column.type) })),
      source: `temp.${identifier(name)}`,
      isTemporary: true,
    });
  }
}

function parseSteps(sql: string): ReadyStep[] {
  const { steps, texts } = readQueryText(sql);
  return steps.map((step) => (step.kind === 'set' ? step : { kind: 'statement', statement: parse(step.sql, texts) }));
}

function kindOf(sql: string): QueryOutcome['kind'] {
  const start = sql.replaceAll(/--.*/g, '').trim().toUpperCase();
  if (start.startsWith('$$')) return 'block';
  if (start.startsWith('INSERT')) return 'insert';
  return start.startsWith('CREATE') ? 'ctas' : 'select';
}

async function resultColumns(connection: DuckDBConnection, sql: string): Promise<ResultColumn[]> {
  const prepared = await connection.prepare(sql);
  const columns = Array.from({ length: prepared.columnCount }, (_, index) => ({
    name: prepared.columnName(index),
    type: prepared.columnType(index),
  }));
  prepared.destroySync();
  return columns;
}

/** A table's columns have names, each its own (docs: "CREATE TABLE AS SELECT": aggregates need an alias). */
function refuseNames(table: string, columns: readonly Column[]): void {
  columns.forEach(({ name }, index) => {
    if (name === UNNAMED) throw new SqlError('42601', `Column ${index + 1} of table ${table} needs a name: AS …`);
    if (columns.slice(0, index).some((earlier) => isSameName(earlier.name, name))) {
      throw new SqlError('42601', `Table ${table} has the column ${name} twice.`);
    }
  });
}
