import * as z from 'zod';

/** A parquet file as one batch of a table. */
export const LakeBatch = z.strictObject({ table: z.string(), id: z.string(), file: z.string() });
export type LakeBatch = z.infer<typeof LakeBatch>;

/** What there is to do. */
export const Assignment = z.discriminatedUnion('kind', [
  /** Writes a batch of a table from rows that DuckDB's SQL makes. */
  z.strictObject({ kind: z.literal('generate'), table: z.string(), sql: z.string() }),
  /** Runs what Query Service takes. */
  z.strictObject({ kind: z.literal('block'), sql: z.string() }),
  /** Reads the tables, in DuckDB's SQL. */
  z.strictObject({ kind: z.literal('read'), sql: z.string() }),
]);
export type Assignment = z.infer<typeof Assignment>;

/** An assignment for a process of its own, with what the tables hold when it begins. */
export const Task = z.strictObject({
  assignment: Assignment,
  batches: z.array(LakeBatch),
  /** Empty, and the task's own. */
  folder: z.string(),
  threads: z.int().positive(),
  /** As DuckDB writes it, e.g. `3GB`. */
  memoryLimit: z.string(),
});
export type Task = z.infer<typeof Task>;

/** What the work took, without the start of its process; the memory is the high-water mark of the whole process. */
export const Effort = z.strictObject({
  cpuSeconds: z.number().nonnegative(),
  wallSeconds: z.number().nonnegative(),
  peakMegabytes: z.number().positive(),
});
export type Effort = z.infer<typeof Effort>;

export const Work = z.strictObject({
  /** Files that were written: the generated one, or those of the block's INSERTs. */
  files: z.array(z.strictObject({ table: z.string(), file: z.string(), rows: z.number() })),
  /** What was read. */
  rows: z.array(z.record(z.string(), z.unknown())),
});
export type Work = z.infer<typeof Work>;

export const TaskResult = z.union([
  z.strictObject({ effort: Effort, work: Work }),
  z.strictObject({ failure: z.string() }),
]);
