import * as z from 'zod';

/**
 * To which of the events that it is about a fault happens: calls, or jobs, batches and tokens that come into being. They
 * are counted in their order, from when the fault was added.
 */
export const OCCASIONS = {
  /** The first that it happens to. */
  nth: z.int().positive().default(1),
  /** To how many, one after another; null: to all that come, until the fault is removed. */
  times: z.int().positive().nullable().default(1),
};
