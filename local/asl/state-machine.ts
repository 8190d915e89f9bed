import type { Clock } from '../clock.ts';
import { loadDefinition } from './definition/load.ts';
import type { MachineDefinition } from './definition/states.ts';
import { StatesError } from './errors.ts';
import type { DeployedDefinition, Execution, ExecutionStatus } from './execution/execution.ts';
import { newFrame } from './execution/frame.ts';
import { failure, type HistoryEvent, WHOLE } from './execution/history-event.ts';
import { HISTORY_EVENTS, OPEN_MILLISECONDS } from './execution/limits.ts';
import { runScope } from './execution/run-scope.ts';
import { EndedFromOutside, type InvokeFunction, Run } from './execution/run.ts';
import { type Json, parseJson } from './json.ts';
import { seededRandom } from './query/random.ts';

export interface StateMachineOptions {
  readonly arn: string;
  readonly name: string;
  readonly roleArn: string;
  readonly region: string;
  /** The definition as parsed JSON. */
  readonly definition: unknown;
  /** Epoch milliseconds; now, when left out. */
  readonly createdAt?: number | undefined;
  readonly clock: Clock;
  readonly invoke: InvokeFunction;
  /** What the delays of retries and $random come from, together with the execution's ARN. */
  readonly seed: number;
  readonly onEvent?: (execution: Execution, event: HistoryEvent) => void;
  /** Called when an execution has started, was redriven or has ended. */
  readonly onStatus?: (execution: Execution, redriveProblem: string | null) => void;
}

/** Executions that ended longer ago cannot be redriven (docs "Restarting state machine executions with redrive"). */
const REDRIVABLE_MILLISECONDS = 14 * 24 * 60 * 60 * 1000;

/** The redrive was refused; the message is DescribeExecution's redriveStatusReason. */
export class NotRedrivable extends Error {
  override readonly name = 'NotRedrivable';
}

/** A Standard state machine: starts, stops and redrives executions. */
export class StateMachine {
  readonly arn: string;
  readonly name: string;
  readonly roleArn: string;
  readonly createdAt: number;
  #definition: DeployedDefinition;
  /** Loaded definitions by their text: what an execution keeps is only the text. */
  readonly #machines = new Map<string, MachineDefinition>();
  readonly #options: StateMachineOptions;
  readonly #running = new Map<Execution, { readonly run: Run; readonly ended: Promise<void> }>();

  /** @throws UnsupportedDefinition for what this interpreter would run differently from Step Functions */
  constructor(options: StateMachineOptions) {
    this.#options = options;
    this.arn = options.arn;
    this.name = options.name;
    this.roleArn = options.roleArn;
    this.createdAt = options.createdAt ?? options.clock.now();
    this.#definition = this.#deploy(options.definition);
  }

  /** What executions that start now will run. */
  get definition(): DeployedDefinition {
    return this.#definition;
  }

  /**
   * Changes what later executions run; those that have started keep theirs (docs "Updating a state machine", and
   * "Restarting state machine executions with redrive in Step Functions").
   * @param definition parsed JSON
   * @throws UnsupportedDefinition; then everything stays as it is
   */
  update(definition: unknown): void {
    this.#definition = this.#deploy(definition);
  }

  executionArn(name: string): string {
    return `${this.arn.replace(':stateMachine:', ':execution:')}:${name}`;
  }

  /** @param inputText JSON */
  start(name: string, inputText: string): Execution {
    const input = parseJson(inputText);
    const execution: Execution = {
      arn: this.executionArn(name),
      name,
      stateMachineArn: this.arn,
      definition: this.#definition,
      input,
      inputText,
      startedAt: this.#options.clock.now(),
      status: 'RUNNING',
      stoppedAt: null,
      output: null,
      error: undefined,
      cause: undefined,
      redriveCount: 0,
      redrivenAt: null,
      frame: newFrame(this.#machineOf(this.#definition).startAt, input, 0),
      history: [],
    };
    const run = this.#newRun(execution);
    const details = { input: inputText, inputDetails: WHOLE, roleArn: this.roleArn };
    run.record('ExecutionStarted', 0, { executionStartedEventDetails: details });
    this.#tellStatus(execution);
    this.#drive(run);
    return execution;
  }

  /** Does nothing to an execution that has ended. */
  async stop(execution: Execution, error?: string, cause?: string): Promise<void> {
    this.#running.get(execution)?.run.end(new EndedFromOutside('ABORTED', error, cause));
    await this.ended(execution);
  }

  /**
   * Goes on with the states that failed, with a new machine timeout and with retriers unused. What has succeeded is kept.
   * Source: docs "Restarting state machine executions with redrive in Step Functions".
   * @throws NotRedrivable
   */
  redrive(execution: Execution): void {
    const problem = this.redriveProblem(execution);
    if (problem !== null) throw new NotRedrivable(problem);
    const endedBy = execution.history.length;
    execution.status = 'RUNNING';
    execution.stoppedAt = null;
    execution.error = undefined;
    execution.cause = undefined;
    execution.redriveCount += 1;
    execution.redrivenAt = this.#options.clock.now();
    const run = this.#newRun(execution);
    const details = { redriveCount: execution.redriveCount };
    run.record('ExecutionRedriven', endedBy, { executionRedrivenEventDetails: details });
    this.#tellStatus(execution);
    this.#drive(run);
  }

  /**
   * Goes on with an execution that was running when another process ended. A task whose function was running then is invoked
   * again; retriers begin anew.
   */
  resume(execution: Execution): void {
    this.#drive(this.#newRun(execution, true));
  }

  /** Why the execution cannot be redriven now, in the words of DescribeExecution's redriveStatusReason; null if it can. */
  redriveProblem(execution: Execution): string | null {
    const { status, stoppedAt, startedAt, history } = execution;
    const now = this.#options.clock.now();
    if (status === 'RUNNING' || status === 'SUCCEEDED') return `Execution is ${status} and cannot be redriven`;
    if (history.length >= HISTORY_EVENTS - 1) return 'Execution history event limit exceeded';
    if (now - startedAt > OPEN_MILLISECONDS) return 'Execution has exceeded the max execution time';
    if (now - (stoppedAt ?? now) > REDRIVABLE_MILLISECONDS) return 'Execution redrivable period exceeded';
    return null;
  }

  /** Resolves when the execution has ended, at once if it has. */
  async ended(execution: Execution): Promise<void> {
    await this.#running.get(execution)?.ended;
  }

  /** Resolves when no execution is running. */
  async idle(): Promise<void> {
    while (this.#running.size > 0) await Promise.all([...this.#running.values()].map(({ ended }) => ended));
  }

  #deploy(definition: unknown): DeployedDefinition {
    const deployed = { text: JSON.stringify(definition), deployedAt: this.#options.clock.now() };
    this.#machineOf(deployed);
    return deployed;
  }

  #machineOf({ text }: DeployedDefinition): MachineDefinition {
    const known = this.#machines.get(text) ?? loadDefinition(JSON.parse(text));
    this.#machines.set(text, known);
    return known;
  }

  #tellStatus(execution: Execution): void {
    this.#options.onStatus?.(execution, this.redriveProblem(execution));
  }

  #newRun(execution: Execution, isResumed = false): Run {
    const { clock, invoke, seed, region, onEvent } = this.#options;
    const { arn, name, roleArn } = this;
    const timeout = (this.#machineOf(execution.definition).timeoutSeconds ?? Infinity) * 1000;
    return new Run({
      execution,
      machine: { arn, name, roleArn, region },
      clock,
      invoke,
      random: seededRandom(
        `${seed} ${execution.arn} ${execution.redriveCount}${isResumed ? ` ${execution.history.length}` : ''}`,
      ),
      deadline: (execution.redrivenAt ?? execution.startedAt) + Math.min(timeout, OPEN_MILLISECONDS),
      isResumed,
      onEvent: (event) => onEvent?.(execution, event),
      runScope,
    });
  }

  #drive(run: Run): void {
    const { execution } = run;
    const ended = this.#runToItsEnd(run).finally(() => {
      this.#running.delete(execution);
    });
    this.#running.set(execution, { run, ended });
  }

  async #runToItsEnd(run: Run): Promise<void> {
    const whole = {
      scope: this.#machineOf(run.execution.definition),
      frame: run.execution.frame,
      outerVariables: {},
      signal: run.signal,
    };
    try {
      succeed(run, await runScope(run, whole));
    } catch (thrown) {
      if (thrown instanceof EndedFromOutside) endFromOutside(run, thrown);
      else fail(run, asStatesError(thrown));
    }
    this.#tellStatus(run.execution);
  }
}

function succeed(run: Run, output: Json): void {
  const { execution } = run;
  execution.output = output;
  end(run, 'SUCCEEDED');
  const details = { output: JSON.stringify(output), outputDetails: WHOLE };
  run.recordLast('ExecutionSucceeded', execution.frame.lastEventId, { executionSucceededEventDetails: details });
}

function fail(
  run: Run,
  { error, cause }: { readonly error?: string | undefined; readonly cause?: string | undefined },
): void {
  end(run, 'FAILED', error, cause);
  const details = { executionFailedEventDetails: failure(error, cause) };
  run.recordLast('ExecutionFailed', run.execution.frame.lastEventId, details);
}

/** Seen in histories recorded from AWS: the event of a stop follows no other. */
function endFromOutside(run: Run, { status, error, why }: EndedFromOutside): void {
  if (status === 'FAILED') {
    fail(run, { error, cause: why });
    return;
  }
  end(run, status, error, why);
  const details = failure(error, why);
  if (status === 'ABORTED') run.recordLast('ExecutionAborted', 0, { executionAbortedEventDetails: details });
  else run.recordLast('ExecutionTimedOut', 0, { executionTimedOutEventDetails: details });
}

function end({ execution, clock }: Run, status: ExecutionStatus, error?: string, cause?: string): void {
  execution.status = status;
  execution.error = error;
  execution.cause = cause;
  execution.stoppedAt = clock.now();
}

/** Whatever else is thrown is a mistake of this interpreter, or of what it calls. */
function asStatesError(thrown: unknown): StatesError {
  if (thrown instanceof StatesError) return thrown;
  const what = thrown instanceof Error ? (thrown.stack ?? thrown.message) : String(thrown);
  return new StatesError('States.Runtime', `The local state machine failed: ${what}`);
}
