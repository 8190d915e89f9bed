/** Step Functions' words for where an execution stands. */
export const RUN_STATUSES = ['RUNNING', 'SUCCEEDED', 'FAILED', 'TIMED_OUT', 'ABORTED'] as const;
export type RunStatus = (typeof RUN_STATUSES)[number];

/** One execution as Step Functions tells of it; all moments are epoch milliseconds. */
export interface ObservedRun {
  readonly executionArn: string;
  readonly status: RunStatus;
  /** A redrive does not change it. */
  readonly startedAt: number;
  readonly stoppedAt: number | null;
  readonly redrives: number;
  /** Neither a dry run nor an execution whose input was never that of a run: nobody waits for what those do. */
  readonly isMeantToWrite: boolean;
  /** The run record's outcome; null where the execution has no record that can be read. */
  readonly outcome: 'refreshed' | 'unchanged' | 'planned' | 'skipped' | null;
  /** Creation of the run's oldest export job; null where its record names none. */
  readonly exportedAt: number | null;
  /** The error's name, of an execution that failed. */
  readonly error: string | null;
}

/** A run that CJA was seen to have taken in, and the moment whose audiences it carries there. */
export interface ConfirmedRun {
  readonly executionArn: string;
  readonly exportedAt: number;
}

/**
 * The truth that a run has carried to CJA; null where it carried none.
 * A run cannot export before it starts: where Adobe's clock is behind, the execution's start is the better witness.
 */
export function confirmedRun({ executionArn, outcome, exportedAt, startedAt }: ObservedRun): ConfirmedRun | null {
  const isConfirmed = outcome === 'refreshed' || outcome === 'unchanged';
  return isConfirmed && exportedAt !== null ? { executionArn, exportedAt: Math.max(exportedAt, startedAt) } : null;
}

/** The newest truth among runs, which a redrive may have carried with an older execution. */
export function lastConfirmedRun(runs: readonly ObservedRun[]): ConfirmedRun | null {
  return runs.reduce<ConfirmedRun | null>((last, run) => {
    const confirmed = confirmedRun(run);
    return confirmed !== null && (last === null || confirmed.exportedAt > last.exportedAt) ? confirmed : last;
  }, null);
}
