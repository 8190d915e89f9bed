import type { Json } from '../json.ts';
import type { Frame } from './frame.ts';
import type { HistoryEvent } from './history-event.ts';

export const EXECUTION_STATUSES = ['RUNNING', 'SUCCEEDED', 'FAILED', 'TIMED_OUT', 'ABORTED'] as const;
export type ExecutionStatus = (typeof EXECUTION_STATUSES)[number];

/** A definition of a state machine, from the time on when it was given to it. */
export interface DeployedDefinition {
  /** JSON, as it was given. */
  readonly text: string;
  readonly deployedAt: number;
}

/** An execution as plain data: all that DescribeExecution and GetExecutionHistory tell, and all that a redrive needs. */
export interface Execution {
  readonly arn: string;
  readonly name: string;
  readonly stateMachineArn: string;
  /** Of the time when it started: a later update is for later executions, and a redrive goes on with this one. */
  readonly definition: DeployedDefinition;
  readonly input: Json;
  /** The input as it was given, which may be formatted in any way. */
  readonly inputText: string;
  /** Epoch milliseconds, like all times here. A redrive does not change it. */
  readonly startedAt: number;
  status: ExecutionStatus;
  stoppedAt: number | null;
  output: Json | null;
  error: string | undefined;
  cause: string | undefined;
  redriveCount: number;
  redrivenAt: number | null;
  readonly frame: Frame;
  readonly history: HistoryEvent[];
}
