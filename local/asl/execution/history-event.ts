import type { JsonObject } from '../json.ts';

type Entering = 'Task' | 'Pass' | 'Wait' | 'Choice' | 'Succeed' | 'Fail' | 'Map' | 'Parallel';
type Exiting = Exclude<Entering, 'Fail'>;
type Aborting = 'Task' | 'Wait' | 'Map' | 'Parallel';
type FanningOut = 'Map' | 'Parallel';

export type HistoryEventType =
  | `${Entering}StateEntered`
  | `${Exiting}StateExited`
  | `${Aborting}StateAborted`
  | `${FanningOut}State${'Started' | 'Succeeded' | 'Failed'}`
  | `MapIteration${'Started' | 'Succeeded' | 'Failed' | 'Aborted'}`
  | `Task${'Scheduled' | 'Started' | 'Succeeded' | 'Failed' | 'TimedOut'}`
  | 'EvaluationFailed'
  | `Execution${'Started' | 'Succeeded' | 'Failed' | 'Aborted' | 'TimedOut' | 'Redriven'}`;

/** Nothing is cut here: every input and output is complete. */
export const WHOLE = { truncated: false } as const;
interface Whole {
  readonly truncated: false;
}

interface Failure {
  readonly error?: string;
  readonly cause?: string;
}
interface Iteration {
  readonly name: string;
  readonly index: number;
}
interface TaskResource {
  readonly resourceType: string;
  readonly resource: string;
}

export interface HistoryEventDetails {
  readonly executionStartedEventDetails?: {
    readonly input: string;
    readonly inputDetails: Whole;
    readonly roleArn: string;
  };
  readonly executionSucceededEventDetails?: { readonly output: string; readonly outputDetails: Whole };
  readonly executionFailedEventDetails?: Failure;
  readonly executionAbortedEventDetails?: Failure;
  readonly executionTimedOutEventDetails?: Failure;
  readonly executionRedrivenEventDetails?: { readonly redriveCount: number };
  readonly stateEnteredEventDetails?: { readonly name: string; readonly input: string; readonly inputDetails: Whole };
  readonly stateExitedEventDetails?: {
    readonly name: string;
    readonly output: string;
    readonly outputDetails: Whole;
    readonly assignedVariables?: Readonly<Record<string, string>>;
    readonly assignedVariablesDetails?: Whole;
  };
  readonly taskScheduledEventDetails?: TaskResource & {
    readonly region: string;
    readonly parameters: string;
    readonly timeoutInSeconds?: number;
  };
  readonly taskStartedEventDetails?: TaskResource;
  readonly taskSucceededEventDetails?: TaskResource & { readonly output: string; readonly outputDetails: Whole };
  readonly taskFailedEventDetails?: TaskResource & Failure;
  readonly taskTimedOutEventDetails?: TaskResource & Failure;
  readonly mapStateStartedEventDetails?: { readonly length: number };
  readonly mapIterationStartedEventDetails?: Iteration;
  readonly mapIterationSucceededEventDetails?: Iteration;
  readonly mapIterationFailedEventDetails?: Iteration;
  readonly mapIterationAbortedEventDetails?: Iteration;
  readonly evaluationFailedEventDetails?: Failure & { readonly state: string; readonly location?: string };
}

/** One event of an execution, in the shape of GetExecutionHistory (docs "HistoryEvent", Step Functions API reference). */
export interface HistoryEvent extends HistoryEventDetails {
  /** From 1, without gaps. */
  readonly id: number;
  /** The event of the same scope that this one follows; 0 for the first. */
  readonly previousEventId: number;
  /** Epoch milliseconds. */
  readonly timestamp: number;
  readonly type: HistoryEventType;
}

/** Step Functions leaves out an empty error and an empty cause. */
export function failure(error: string | undefined, cause: string | undefined): Failure {
  return { ...(error ? { error } : {}), ...(cause ? { cause } : {}) };
}

export function assignedVariables(
  assigned: JsonObject,
): Pick<NonNullable<HistoryEventDetails['stateExitedEventDetails']>, 'assignedVariables' | 'assignedVariablesDetails'> {
  const entries = Object.entries(assigned);
  if (entries.length === 0) return {};
  return {
    assignedVariables: Object.fromEntries(entries.map(([name, value]) => [name, JSON.stringify(value)])),
    assignedVariablesDetails: WHOLE,
  };
}
