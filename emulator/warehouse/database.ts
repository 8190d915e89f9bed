import { mkdir } from 'node:fs/promises';
import path from 'node:path';
import { DuckDBInstance } from '@duckdb/node-api';
import { textLiteral } from '../sql/duckdb-text.ts';
import { PRELUDE, SETTINGS } from '../sql/prelude.ts';

export interface DatabaseOptions {
  /** The only folder whose files can be read and written. */
  readonly folder: string;
  /** DuckDB's way of writing it, e.g. `3GB`. */
  readonly memoryLimit: string;
  readonly threads: number;
}

/**
 * A DuckDB that knows Spark's functions and can do no harm: once it is open, no SQL can reach a file outside the folder,
 * load an extension or change a setting, on any connection (DuckDB docs: "Securing DuckDB").
 */
export async function openDatabase({ folder, memoryLimit, threads }: DatabaseOptions): Promise<DuckDBInstance> {
  const spill = path.join(folder, 'spill');
  await mkdir(spill, { recursive: true });
  const instance = await DuckDBInstance.create(':memory:', {
    threads: String(threads),
    memory_limit: memoryLimit,
    temp_directory: spill,
    // Keeping the order of rows costs memory, and no table has an order.
    preserve_insertion_order: 'false',
  });
  const connection = await instance.connect();
  for (const statement of [...SETTINGS, ...PRELUDE]) await connection.run(statement);
  await connection.run(`SET allowed_directories = [${textLiteral(`${folder}${path.sep}`)}]`);
  await connection.run('SET enable_external_access = false');
  await connection.run('SET lock_configuration = true');
  connection.closeSync();
  return instance;
}
