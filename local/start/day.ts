import type { RunRecord } from '../../shared/steps/run-record.ts';

/** One audience on one simulated day, after its run. */
export interface AudienceOfDay {
  readonly id: string;
  readonly name: string;
  /** Distinct person IDs in the audience, as Real-Time Customer Profile evaluated it. */
  readonly members: number;
  /** Those with at least one event in the CJA connection. */
  readonly reportable: number;
  /** Persons that CJA reports. */
  readonly cjaPersons: number;
}

export interface StateOfRun {
  readonly name: string;
  readonly enteredAt: string;
  readonly times: number;
}

export interface Day {
  readonly day: number;
  readonly date: string;
  readonly execution: {
    readonly name: string;
    readonly arn: string;
    readonly status: string;
    readonly outcome: RunRecord['outcome'] | null;
    readonly events: number;
    readonly redrives: number;
    readonly startedAt: string;
    readonly error: string | null;
    readonly cause: string | null;
  };
  readonly audiences: readonly AudienceOfDay[];
  readonly rowsWritten: number | null;
  readonly adobeCalls: number;
  readonly workflowSeconds: number;
  readonly states: readonly StateOfRun[];
  readonly warnings: readonly string[];
}

/** What `npm start` promises: the run succeeded, and CJA reports exactly those who can be reported. */
export function isGreen({ execution, audiences }: Day): boolean {
  const isRefreshed = execution.outcome === 'refreshed' || execution.outcome === 'unchanged';
  return (
    execution.status === 'SUCCEEDED' &&
    isRefreshed &&
    audiences.every(({ cjaPersons, reportable }) => cjaPersons === reportable)
  );
}
