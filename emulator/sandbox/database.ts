import { mkdir } from 'node:fs/promises';
import path from 'node:path';
import { DuckDBInstance, type DuckDBConnection, type DuckDBValue } from '@duckdb/node-api';
import * as z from 'zod';
import { linesOf } from './sandbox-error.ts';

/** An in-memory DuckDB of its own. Counts come back as numbers. */
export interface Database {
  run(sql: string): Promise<void>;
  /** Rows as objects, checked by a schema. @param values for `$1`, `$2` … */
  rows<T>(row: z.ZodType<T>, sql: string, values?: DuckDBValue[]): Promise<T[]>;
  /** A result of integer columns only, column by column: for large results. */
  integerColumns(sql: string): Promise<number[][]>;
  /**
   * The type of one SQL expression over the columns of a table or view.
   * @throws Error with DuckDB's message in one line, if it is not exactly one valid expression
   */
  expressionType(expression: string, from: string): Promise<string>;
  /** Fills a table of INTEGER columns, replacing what it held. */
  replaceIntegers(table: string, rows: Iterable<readonly number[]>): Promise<void>;
  /** From now on only files of the work folder can be read and written, and no setting can change. */
  lock(): Promise<void>;
  close(): void;
}

/** DuckDB counts in BIGINT (and sums in HUGEINT), which arrive as bigint. */
export const Count = z.union([z.number(), z.bigint()]).transform(Number);

export async function openDatabase(workFolder: string, memoryLimit?: string): Promise<Database> {
  const folder = path.resolve(workFolder);
  await mkdir(folder, { recursive: true });
  const instance = await DuckDBInstance.create(':memory:');
  const connection = await instance.connect();
  await connection.run(`SET TimeZone = 'UTC'`);
  await connection.run(`SET temp_directory = ${text(path.join(folder, 'duckdb-spill'))}`);
  if (memoryLimit !== undefined) await connection.run(`SET memory_limit = ${text(memoryLimit)}`);
  return {
    run: async (sql) => {
      await connection.run(sql);
    },
    rows: async (row, sql, values) => {
      const reader = await connection.runAndReadAll(sql, values);
      return z.array(row).parse(reader.getRowObjects());
    },
    integerColumns: async (sql) => {
      const reader = await connection.runAndReadAll(sql);
      return z.array(z.array(Count)).parse(reader.getColumns());
    },
    expressionType: (expression, from) => expressionType(connection, expression, from),
    replaceIntegers: (table, rows) => replaceIntegers(connection, table, rows),
    lock: async () => {
      await connection.run(`SET allowed_directories = [${text(`${folder}/`)}]`);
      await connection.run('SET enable_external_access = false');
      await connection.run('SET lock_configuration = true');
    },
    close: () => {
      connection.closeSync();
      instance.closeSync();
    },
  };
}

async function expressionType(connection: DuckDBConnection, expression: string, from: string): Promise<string> {
  // The line break keeps a comment at the expression's end from swallowing the parenthesis.
  const sql = `DESCRIBE SELECT *, (${expression}\n) AS "#answer" FROM ${from}`;
  try {
    const statements = await connection.extractStatements(sql);
    if (statements.count !== 1) throw new Error('more than one expression');
    const reader = await connection.runAndReadAll(sql);
    return z.array(DescribedColumn).parse(reader.getRowObjects()).at(-1)?.column_type ?? '';
  } catch (cause) {
    throw new Error(sqlProblem(cause), { cause });
  }
}

const DescribedColumn = z.object({ column_type: z.string() });

/** What DuckDB has to say, in one line and without the statement, which is partly ours and follows in `LINE 1: …`. */
export function sqlProblem(cause: unknown): string {
  const lines = linesOf(cause);
  const end = lines.findIndex((line) => line === '' || line.startsWith('LINE '));
  const problem = lines.slice(0, end < 0 ? lines.length : end).join(' ');
  return problem.replace('Failed to extract statements: ', '');
}

async function replaceIntegers(
  connection: DuckDBConnection,
  table: string,
  rows: Iterable<readonly number[]>,
): Promise<void> {
  await connection.run(`DELETE FROM ${table}`);
  const appender = await connection.createAppender(table);
  for (const row of rows) {
    for (const value of row) appender.appendInteger(value);
    appender.endRow();
  }
  appender.closeSync();
}

/** A text literal of DuckDB, where a backslash is a plain character. */
export function text(value: string): string {
  return `'${value.replaceAll("'", "''")}'`;
}
