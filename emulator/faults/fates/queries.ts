import * as z from 'zod';
import type { QueryFate } from '../../fates.ts';
import { OCCASIONS } from '../occasions.ts';

/** What can become of queries. */

/** Of queries: of those whose SQL contains a text, if one is given. */
const QUERIES = { ...OCCASIONS, containing: z.string().optional() };

/** query-service.yaml: error. */
const queryErrors = z
  .array(
    z.strictObject({
      code: z.string(),
      message: z.string(),
      errorType: z.enum(['USER_ERROR', 'SYSTEM_ERROR']).default('SYSTEM_ERROR'),
    }),
  )
  .min(1)
  .default([{ code: '58000', message: 'Batch query execution failed.', errorType: 'SYSTEM_ERROR' }]);

/** Blocks are not atomic: so many of its INSERTs come to something before it ends. */
const insertsDone = z.int().min(0).default(0);

const QueryFails = z.strictObject({
  kind: z.literal('query-fails'),
  ...QUERIES,
  errors: queryErrors,
  insertsDone,
});

const QueryKilled = z.strictObject({
  kind: z.literal('query-killed'),
  ...QUERIES,
  state: z.enum(['KILLED', 'TIMEOUT']).default('KILLED'),
  insertsDone,
});

const QueryStalls = z.strictObject({
  kind: z.literal('query-stalls'),
  ...QUERIES,
  state: z.enum(['SUBMITTED', 'IN_PROGRESS']).default('IN_PROGRESS'),
});

const QueryHasErrors = z.strictObject({
  kind: z.literal('query-succeeds-with-errors'),
  ...QUERIES,
  errors: queryErrors,
  /** null: all of them. */
  insertsDone: z.int().min(0).nullable().default(null),
});

export const QUERY_FAULTS = [QueryFails, QueryKilled, QueryStalls, QueryHasErrors] as const;
export type QueryFault = z.output<(typeof QUERY_FAULTS)[number]>;

export function changeOfQuery(fault: QueryFault): Partial<QueryFate> {
  switch (fault.kind) {
    case 'query-fails':
      return { lastState: 'FAILED', errors: fault.errors, insertsDone: fault.insertsDone };
    case 'query-killed':
      return { lastState: fault.state, insertsDone: fault.insertsDone };
    case 'query-stalls':
      return { lastState: fault.state };
    case 'query-succeeds-with-errors':
      return { errors: fault.errors, insertsDone: fault.insertsDone };
  }
}
