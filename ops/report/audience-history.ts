import { confirmedRecord, type ConfirmedRecord } from '../runs/run.ts';
import type { RunOfReport } from './read-report.ts';

type Counts = ConfirmedRecord['audiences'][number]['counts'];

/** What one run says about an audience. */
export interface AudienceInRun {
  readonly run: RunOfReport;
  readonly counts: NonNullable<Counts>;
  /** That CJA reports; null where it was not asked. */
  readonly persons: number | null;
}

export interface AudienceHistory {
  readonly id: string;
  /** Of the newest run that has it. */
  readonly name: string;
  /** Confirmed runs in which the audience was counted, oldest first; empty where none was. */
  readonly inRuns: readonly AudienceInRun[];
}

/** The audiences of the newest confirmed run, in its order, and what earlier runs said of them. */
export function audienceHistories(runs: readonly RunOfReport[]): AudienceHistory[] {
  const newest = runs.map(confirmedRecord).findLast((record) => record !== null);
  return (newest?.audiences ?? []).map(({ id, name }) => ({
    id,
    name,
    inRuns: runs.flatMap((run) => {
      const audience = confirmedRecord(run)?.audiences.find((candidate) => candidate.id === id);
      const counts = audience?.counts ?? null;
      return counts === null ? [] : [{ run, counts, persons: audience?.persons ?? null }];
    }),
  }));
}
