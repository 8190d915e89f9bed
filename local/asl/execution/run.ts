import type { Clock } from '../../clock.ts';
import { ExecutionEnded } from '../errors.ts';
import type { Json, JsonObject } from '../json.ts';
import type { Scope } from '../definition/states.ts';
import type { Random } from '../query/random.ts';
import type { Execution, ExecutionStatus } from './execution.ts';
import type { Frame } from './frame.ts';
import type { HistoryEvent, HistoryEventDetails, HistoryEventType } from './history-event.ts';
import { HISTORY_EVENTS } from './limits.ts';

/** What a Lambda function answered. */
export type InvocationAnswer =
  | { readonly kind: 'returned'; readonly payload: Json; readonly requestId: string }
  | { readonly kind: 'failed'; readonly error: string; readonly cause: string };

export type InvokeFunction = (functionName: string, payload: Json) => Promise<InvocationAnswer>;

/** The end of an execution that no state brings about. */
export class EndedFromOutside extends ExecutionEnded {
  readonly status: Extract<ExecutionStatus, 'ABORTED' | 'TIMED_OUT' | 'FAILED'>;
  readonly error: string | undefined;
  readonly why: string | undefined;

  constructor(status: EndedFromOutside['status'], error?: string, why?: string) {
    super(`The execution is ${status}`);
    this.status = status;
    this.error = error;
    this.why = why;
  }
}

/** A scope to run, and what it can see of the scopes around it. */
export interface ScopeRun {
  readonly scope: Scope;
  readonly frame: Frame;
  readonly outerVariables: JsonObject;
  readonly signal: AbortSignal;
}

interface RunOptions {
  readonly execution: Execution;
  readonly machine: { readonly arn: string; readonly name: string; readonly roleArn: string; readonly region: string };
  readonly clock: Clock;
  readonly random: Random;
  readonly invoke: InvokeFunction;
  /** Epoch milliseconds. */
  readonly deadline: number;
  /** An earlier process began this attempt: where its frames have entered a state, time has passed in it. */
  readonly isResumed: boolean;
  readonly onEvent: (event: HistoryEvent) => void;
  readonly runScope: (run: Run, scope: ScopeRun) => Promise<Json>;
}

/** One attempt of an execution, from its start or a redrive to its end. */
export class Run {
  readonly execution: Execution;
  readonly machine: RunOptions['machine'];
  readonly clock: Clock;
  readonly random: Random;
  readonly invoke: InvokeFunction;
  readonly isResumed: boolean;
  readonly #options: RunOptions;
  readonly #ending = new AbortController();

  constructor(options: RunOptions) {
    this.execution = options.execution;
    this.machine = options.machine;
    this.clock = options.clock;
    this.random = options.random;
    this.invoke = options.invoke;
    this.isResumed = options.isResumed;
    this.#options = options;
  }

  get signal(): AbortSignal {
    return this.#ending.signal;
  }

  end(how: EndedFromOutside): void {
    this.#ending.abort(how);
  }

  runScope(scope: ScopeRun): Promise<Json> {
    return this.#options.runScope(this, scope);
  }

  /**
   * Appends an event.
   * @throws EndedFromOutside when the history is full but for the event that ends the execution
   */
  record(type: HistoryEventType, previousEventId: number, details: HistoryEventDetails = {}): number {
    if (this.execution.history.length >= HISTORY_EVENTS - 1) {
      const cause = `The execution reached the maximum number of history events (${HISTORY_EVENTS}).`;
      this.end(new EndedFromOutside('FAILED', 'States.Runtime', cause));
      this.signal.throwIfAborted();
    }
    return this.recordLast(type, previousEventId, details);
  }

  /** Appends the event that ends this attempt, for which there is always room. */
  recordLast(type: HistoryEventType, previousEventId: number, details: HistoryEventDetails): number {
    const { history } = this.execution;
    const event = { id: history.length + 1, previousEventId, timestamp: this.clock.now(), type, ...details };
    history.push(event);
    this.#options.onEvent(event);
    return event.id;
  }

  /** @throws EndedFromOutside when the machine's TimeoutSeconds have passed */
  checkDeadline(): void {
    if (this.clock.now() < this.#options.deadline) return;
    this.end(new EndedFromOutside('TIMED_OUT'));
    this.signal.throwIfAborted();
  }

  /** Lets time pass: a Wait state or the delay of a retry. */
  async pause(milliseconds: number, signal: AbortSignal): Promise<void> {
    const untilDeadline = Math.max(0, this.#options.deadline - this.clock.now());
    await this.clock.sleep(Math.min(milliseconds, untilDeadline), signal);
    this.checkDeadline();
  }
}
