import * as z from 'zod';
import { notModelled } from '../errors.ts';

/** The body of `POST /queries` (query-service.yaml: query_def). Unlike the contract, unknown keys are refused. */
export const QueryRequest = z.strictObject({
  dbName: z.string(),
  sql: z.string().optional(),
  name: z.string().optional(),
  description: z.string().optional(),
  queryParameters: z.record(z.string(), z.unknown()).optional(),
  templateId: z.string().optional(),
  insertIntoParameters: z.object({}).optional(),
  ctasParameters: z.object({}).optional(),
});

/** A query that the emulator can run. */
export interface RunnableQuery {
  readonly dbName: string;
  readonly sql: string;
  readonly name?: string | undefined;
  readonly description?: string | undefined;
}

/**
 * @returns the query, or in words what is wrong with it
 * @throws Refused (501) where it asks for what the emulator cannot do
 */
export function runnable(request: z.output<typeof QueryRequest>, sandbox: string): RunnableQuery | string {
  const { dbName, sql, name, description, queryParameters } = request;
  if (request.templateId !== undefined) throw notModelled('query templates');
  if (request.insertIntoParameters !== undefined)
    throw notModelled('insertIntoParameters; write INSERT INTO in the SQL');
  if (request.ctasParameters !== undefined) throw notModelled('ctasParameters');
  if (queryParameters !== undefined && Object.keys(queryParameters).length > 0) throw notModelled('queryParameters');
  // `{SANDBOX}:{DATABASE}.{SCHEMA}` (query-service.yaml: query_def.dbName); all samples have the database `all`.
  if (!dbName.startsWith(`${sandbox}:`)) return `dbName must be ${sandbox}:all`;
  if (sql === undefined || sql.trim() === '') return 'sql must be provided';
  return { dbName, sql, name, description };
}
