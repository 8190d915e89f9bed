import type { Execution, HistoryEvent } from '../../../local/index.ts';
import { CheckExportOutput, StartExportOutput } from '../../../shared/steps/export.ts';
import { PERSON_ID } from '../company/people.ts';

/** A task that failed, and whether Step Functions tried it again by itself. */
export interface Failure {
  readonly execution: string;
  readonly state: string;
  readonly error: string;
  readonly cause: string;
  isRetried: boolean;
}

/** A stretch of an execution's life: from its start or a redrive until it stopped. */
export interface Stretch {
  readonly execution: string;
  readonly from: number;
  until: number | null;
  /** How it ended. */
  status: 'RUNNING' | 'SUCCEEDED' | 'FAILED' | 'ABORTED' | 'TIMED_OUT';
}

const ENDS = new Map<string, Stretch['status']>([
  ['ExecutionSucceeded', 'SUCCEEDED'],
  ['ExecutionFailed', 'FAILED'],
  ['ExecutionAborted', 'ABORTED'],
  ['ExecutionTimedOut', 'TIMED_OUT'],
]);

/** What was seen of all executions from outside, as it happened: their histories and their functions' logs. */
export class Chronicle {
  readonly failures: Failure[] = [];
  readonly stretches: Stretch[] = [];
  /** Ids of the export jobs that an execution has started or adopted. */
  readonly jobsOf = new Map<string, Set<string>>();
  /** Per execution and merge policy, when the export job was created whose profiles the run uses. */
  readonly exportedAt = new Map<string, Map<string, number>>();
  /** Texts with something secret in them. */
  readonly leaks: string[] = [];
  readonly #secrets: () => readonly string[];
  readonly #stateOf = new Map<string, string>();
  readonly #openFailure = new Map<string, Failure>();

  constructor(secrets: () => readonly string[]) {
    this.#secrets = secrets;
  }

  onLog(functionName: string, line: string): void {
    this.lookForLeaks(`log of ${functionName}`, line);
  }

  onHistoryEvent({ name }: Execution, event: HistoryEvent): void {
    this.lookForLeaks(`history of ${name}, event ${event.id}`, JSON.stringify(event));
    this.#followStretch(name, event);
    const entered = event.stateEnteredEventDetails?.name;
    if (entered !== undefined) this.#stateOf.set(name, entered);
    if (event.type === 'TaskScheduled') this.#noteRetry(name);
    if (event.taskFailedEventDetails) this.#noteFailure(name, event.taskFailedEventDetails);
    if (event.taskTimedOutEventDetails) this.#noteFailure(name, event.taskTimedOutEventDetails);
    const output = event.taskSucceededEventDetails?.output;
    if (output !== undefined) this.#noteResult(name, output);
  }

  /** The state that an execution entered last. */
  stateOf(execution: string): string | undefined {
    return this.#stateOf.get(execution);
  }

  #followStretch(execution: string, { type, timestamp }: HistoryEvent): void {
    if (type === 'ExecutionStarted' || type === 'ExecutionRedriven') {
      this.#openFailure.delete(execution);
      this.stretches.push({ execution, from: timestamp, until: null, status: 'RUNNING' });
    }
    const status = ENDS.get(type);
    const stretch = this.stretches.findLast((candidate) => candidate.execution === execution);
    if (status !== undefined && stretch !== undefined) Object.assign(stretch, { until: timestamp, status });
  }

  #noteFailure(
    execution: string,
    { error = '', cause = '' }: { readonly error?: string; readonly cause?: string },
  ): void {
    const failure = { execution, state: this.#stateOf.get(execution) ?? '', error, cause, isRetried: false };
    this.failures.push(failure);
    this.#openFailure.set(execution, failure);
  }

  /** A task that is scheduled in the state in which one has just failed is its retry. */
  #noteRetry(execution: string): void {
    const failure = this.#openFailure.get(execution);
    if (failure !== undefined) failure.isRetried = failure.state === this.#stateOf.get(execution);
    this.#openFailure.delete(execution);
  }

  #noteResult(execution: string, output: string): void {
    const state = this.#stateOf.get(execution);
    const { Payload: payload } = JSON.parse(output) as { Payload: unknown };
    if (state === 'Start export') {
      const { jobId } = StartExportOutput.parse(payload);
      this.jobsOf.set(execution, (this.jobsOf.get(execution) ?? new Set()).add(jobId));
    }
    if (state !== 'Check export') return;
    const checked = CheckExportOutput.parse(payload);
    if (checked.status !== 'done') return;
    const { mergePolicyId, createdAt } = checked.result;
    const known = this.exportedAt.get(execution) ?? new Map<string, number>();
    this.exportedAt.set(execution, known.set(mergePolicyId, Date.parse(createdAt)));
  }

  lookForLeaks(where: string, text: string): void {
    const secret = this.#secrets().find((candidate) => text.includes(candidate)) ?? PERSON_ID.exec(text)?.[0];
    if (secret !== undefined) this.leaks.push(`${where} holds ${secret}`);
  }
}
