import type { Range } from './chance.ts';

/** How long things take at the emulated Adobe, in simulated seconds. Each job draws its own value from the range. */
export interface Timings {
  /** From an export job's creation (NEW) until it runs (PROCESSING) and looks at the profiles. */
  readonly exportQueueSeconds: Range;
  readonly exportSeconds: Range;
  /** From the job's success until its Catalog batch is there. */
  readonly exportBatchSeconds: Range;
  /** From a query's submission until it reads the tables (IN_PROGRESS). */
  readonly queryQueueSeconds: Range;
  readonly querySeconds: Range;
  /** From a batch's success in the lake until CJA reports it (docs: CJA guardrails, at most 90 minutes). */
  readonly cjaSeconds: Range;
  /** From a backfill's request until it begins (IN_PROGRESS). */
  readonly cjaBackfillQueueSeconds: Range;
  /** docs: CJA guardrails say up to 7 days for a small one. */
  readonly cjaBackfillSeconds: Range;
}

export const DEFAULT_TIMINGS: Timings = {
  exportQueueSeconds: [20, 90],
  exportSeconds: [4 * 60, 15 * 60],
  exportBatchSeconds: [5, 40],
  queryQueueSeconds: [5, 30],
  querySeconds: [60, 6 * 60],
  cjaSeconds: [20 * 60, 80 * 60],
  cjaBackfillQueueSeconds: [60, 10 * 60],
  cjaBackfillSeconds: [60 * 60, 4 * 60 * 60],
};
