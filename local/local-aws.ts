import type { Execution } from './asl/execution/execution.ts';
import type { HistoryEvent } from './asl/execution/history-event.ts';
import type { LocalSchedule } from './assembly/assembly.ts';
import type { Clock } from './clock.ts';
import type { DeadLetter } from './messaging/dead-letters.ts';
import type { Message } from './messaging/topics.ts';
import type { Metric } from './metrics/embedded-metrics.ts';

export interface LocalAwsOptions {
  /** The folder of a synthesized cloud assembly, `cdk.out`. */
  readonly assembly: string;
  readonly clock: Clock;
  /** Any free port when left out. */
  readonly port?: number;
  /** Of everything that AWS leaves to chance: jitter, ids, generated names. */
  readonly seed?: number;
  readonly region?: string;
  /**
   * What an earlier process has left, with the clock standing where that one's stood: executions that were running go on, and
   * the state machines are as old as they were.
   */
  readonly earlier?: {
    readonly createdAt: number;
    /** In the order of their starts, as `onHistoryEvent` gave them. */
    readonly executions: readonly Execution[];
  };
  /** Called for every read, so that a value can change; undefined where nobody has stored one. */
  readonly secretValue: (name: string) => string | undefined;
  /** Set for every function, over what its template says. */
  readonly environment?: Readonly<Record<string, string>>;
  readonly onHistoryEvent?: (execution: Execution, event: HistoryEvent) => void;
  /** A line that a function has written to its standard output or error; all of them come before the function's answer. */
  readonly onLog?: (functionName: string, line: string) => void;
  /** A metric that a function has written in the embedded metric format. Called after `onLog` for the line that holds it. */
  readonly onMetric?: (functionName: string, metric: Metric) => void;
  /** A message was published to a topic. */
  readonly onMessage?: (message: Message) => void;
}

export interface LocalAws {
  readonly url: string;
  readonly stateMachines: readonly { readonly name: string; readonly arn: string }[];
  readonly schedules: readonly LocalSchedule[];
  readonly secrets: readonly { readonly name: string; readonly arn: string }[];
  readonly topics: readonly { readonly name: string; readonly arn: string }[];
  /** The environment variables that aim an AWS SDK or the AWS CLI at this machine, and at nothing else. */
  readonly environment: Readonly<Record<string, string>>;
  /** All that was published to topics, oldest first. */
  readonly messages: readonly Message[];
  /** All that could not be delivered and has a dead-letter queue, oldest first. */
  readonly deadLetters: readonly DeadLetter[];
  /** Lines that were meant as metrics and that CloudWatch could not read; there should be none. */
  readonly malformedMetrics: readonly { readonly functionName: string; readonly problem: string }[];
  /** When a schedule is due next after a moment; null when it is not. */
  nextRun(schedule: LocalSchedule, after: Date): Date | null;
  /** Starts what a state machine's schedule starts, as EventBridge Scheduler does. @returns the execution's ARN */
  startScheduled(schedule: LocalSchedule, at: Date): string;
  /** Does what any schedule does when it is due: starts an execution, or invokes a function without waiting for it. */
  fire(schedule: LocalSchedule, at: Date): void;
  /**
   * Lets time pass until `until` and fires every enabled schedule whenever it is due. What was started may still run then.
   * Without an end, it runs until the signal is aborted.
   */
  runSchedules(options: {
    readonly until?: Date;
    readonly signal?: AbortSignal;
    /** All of the assembly when left out. */
    readonly schedules?: readonly LocalSchedule[];
  }): Promise<void>;
  /** The names of the functions that are in the middle of an invocation. */
  runningFunctions(): readonly string[];
  /**
   * Ends all sandboxes of a function at once, or of all functions, as a crash would: an invocation in progress fails with
   * `Lambda.Unknown`, whatever its calls have done. Called while another server answers one of its calls, it ends the function
   * before it sees the answer.
   */
  killFunction(functionName?: string): Promise<void>;
  /** Resolves when no execution is running and no event waits to be delivered. */
  idle(): Promise<void>;
  /**
   * Stands still for good and frees the port: waits for the functions that run, then leaves every execution as it is, for another
   * process to go on with (`earlier`). Events that wait to be tried again are dropped.
   */
  suspend(): Promise<void>;
  /** Stops what is running, as StopExecution does, and frees the port. */
  close(): Promise<void>;
}
