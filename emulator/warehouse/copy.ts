import type { DuckDBConnection } from '@duckdb/node-api';
import * as z from 'zod';
import { textLiteral } from '../sql/duckdb-text.ts';

const CountOfRows = z.tuple([z.tuple([z.coerce.number()])]);

/**
 * Writes the rows of a query into a file.
 * @param format DuckDB's options of COPY
 * @returns the number of rows
 */
export async function copyToFile(
  connection: DuckDBConnection,
  sql: string,
  file: string,
  format: string,
): Promise<number> {
  const result = await connection.run(`COPY (${sql}) TO ${textLiteral(file)} (${format})`);
  const [[rows]] = CountOfRows.parse(await result.getRows());
  return rows;
}
