import type { RunRecord } from '../../shared/steps/run-record.ts';

/** One audience on one simulated day, after its run. */
export interface AudienceOfDay {
  readonly id: string;
  readonly name: string;
  /** Distinct person IDs in the audience, as Real-Time Customer Profile evaluated it; null where the sandbox does not know it. */
  readonly members: number | null;
  /** Those with at least one event in the CJA connection; null as above, or where the sandbox has no such connection. */
  readonly reportable: number | null;
  /** Persons that CJA reports; null where it has nothing that could be asked. */
  readonly cjaPersons: number | null;
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

export const isReportedRightly = ({ cjaPersons, reportable }: AudienceOfDay): boolean =>
  cjaPersons !== null && cjaPersons === reportable;

/** What `npm start` promises: the run succeeded, and CJA reports exactly those who can be reported. */
export function isGreen({ execution, audiences }: Day): boolean {
  const isRefreshed = execution.outcome === 'refreshed' || execution.outcome === 'unchanged';
  return execution.status === 'SUCCEEDED' && isRefreshed && audiences.every(isReportedRightly);
}
