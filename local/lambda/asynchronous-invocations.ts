import type { InvocationAnswer } from '../asl/execution/run.ts';
import { type Json, parseJson } from '../asl/json.ts';
import type { Random } from '../asl/query/random.ts';
import type { AsynchronousConfig } from '../assembly/asynchronous-config.ts';
import type { LocalFunction } from '../assembly/functions.ts';
import type { Clock } from '../clock.ts';

/** Before the first and before the second try again (docs "How Lambda handles errors and retries with asynchronous invocation"). */
const RETRY_MILLISECONDS = [60_000, 120_000] as const;

interface AsynchronousInvocationsOptions {
  readonly functions: readonly LocalFunction[];
  readonly configs: readonly AsynchronousConfig[];
  readonly clock: Clock;
  /** Where request ids come from; all tries of an event have the same. */
  readonly random: Random;
  readonly invoke: (functionArn: string, payload: Json, requestId: string) => Promise<InvocationAnswer>;
  /** Takes what a function has failed on, to a queue or a topic. */
  readonly send: (arn: string, body: string, attributes: Readonly<Record<string, string>>) => void;
}

interface QueuedEvent {
  readonly called: LocalFunction;
  readonly payload: Json;
  readonly requestId: string;
}

interface LastTry {
  readonly tries: number;
  readonly condition: 'RetriesExhausted' | 'EventAgeExceeded';
  readonly failure: Extract<InvocationAnswer, { kind: 'failed' }>;
}

/**
 * Invocations that nobody waits for, as EventBridge and Scheduler make them: a function that fails is tried again, and what
 * it has failed on for good goes where its configuration says.
 * Source: docs "How Lambda handles errors and retries with asynchronous invocation".
 */
export class AsynchronousInvocations {
  readonly #options: AsynchronousInvocationsOptions;
  readonly #pending = new Set<Promise<void>>();
  #lastInLine: Promise<unknown> = Promise.resolve();
  readonly #closing = new AbortController();

  constructor(options: AsynchronousInvocationsOptions) {
    this.#options = options;
  }

  /** @throws Error where the assembly has no such function: a mistake of the template that AWS would find at deployment */
  invoke(functionArn: string, payload: Json): void {
    const called = this.#options.functions.find(({ arn }) => arn === functionArn);
    if (called === undefined) throw new Error(`The template has no function ${functionArn}`);
    const pending = this.#tryUntilDone({ called, payload, requestId: this.#options.random.uuid() }).finally(() => {
      this.#pending.delete(pending);
    });
    this.#pending.add(pending);
  }

  get isIdle(): boolean {
    return this.#pending.size === 0;
  }

  /** Resolves when each event was taken or given up. */
  async idle(): Promise<void> {
    while (!this.isIdle) await Promise.all(this.#pending);
  }

  /** Drops the events that wait to be tried again. */
  close(): void {
    this.#closing.abort(new Error('Closed'));
  }

  async #tryUntilDone(event: QueuedEvent): Promise<void> {
    const { clock } = this.#options;
    const { retries, eventAgeSeconds } = this.#configOf(event.called);
    const receivedAt = clock.now();
    for (let tries = 1; ; tries += 1) {
      const failure = await this.#failureOf(event);
      if (failure === null || this.#closing.signal.aborted) return;
      const delay = tries > retries ? undefined : RETRY_MILLISECONDS[tries - 1];
      if (delay === undefined) {
        this.#giveUp(event, { tries, condition: 'RetriesExhausted', failure });
        return;
      }
      if (clock.now() + delay - receivedAt > eventAgeSeconds * 1000) {
        this.#giveUp(event, { tries, condition: 'EventAgeExceeded', failure });
        return;
      }
      if (!(await this.#pause(delay))) return;
    }
  }

  /** One event after the other, so that what they do happens in the order in which they came. */
  async #failureOf(event: QueuedEvent): Promise<LastTry['failure'] | null> {
    const release = this.#options.clock.hold();
    const answer = this.#lastInLine.then(() => this.#options.invoke(event.called.arn, event.payload, event.requestId));
    this.#lastInLine = answer.catch(() => undefined);
    try {
      const answered = await answer;
      return answered.kind === 'failed' ? answered : null;
    } finally {
      release();
    }
  }

  /** @returns false when all is closed meanwhile */
  async #pause(milliseconds: number): Promise<boolean> {
    const { signal } = this.#closing;
    try {
      await this.#options.clock.sleep(milliseconds, signal);
      return true;
    } catch (error) {
      if (signal.aborted) return false;
      throw error;
    }
  }

  #giveUp({ called, payload, requestId }: QueuedEvent, { tries, condition, failure }: LastTry): void {
    const { clock, send } = this.#options;
    const { onFailureArn } = this.#configOf(called);
    const response = responsePayload(failure.cause);
    if (called.deadLetterArn !== null) {
      const attributes = { RequestID: requestId, ErrorCode: '200', ErrorMessage: failure.cause.slice(0, 1024) };
      send(called.deadLetterArn, JSON.stringify(payload), attributes);
    }
    if (onFailureArn !== null) {
      // docs "Capturing records of Lambda asynchronous invocations": an invocation record.
      const record = {
        version: '1.0',
        timestamp: new Date(clock.now()).toISOString(),
        requestContext: { requestId, functionArn: `${called.arn}:$LATEST`, condition, approximateInvokeCount: tries },
        requestPayload: payload,
        responseContext: { statusCode: 200, executedVersion: '$LATEST', functionError: 'Unhandled' },
        responsePayload: response,
      };
      send(onFailureArn, JSON.stringify(record), {});
    }
  }

  #configOf({ name, arn }: LocalFunction): Omit<AsynchronousConfig, 'functionName'> {
    return (
      this.#options.configs.find(({ functionName }) => functionName === name || functionName === arn) ?? {
        retries: RETRY_MILLISECONDS.length,
        eventAgeSeconds: 6 * 60 * 60,
        onFailureArn: null,
      }
    );
  }
}

/** What the function answered; a function that died has answered nothing that is JSON. */
function responsePayload(cause: string): Json {
  try {
    return parseJson(cause);
  } catch {
    return { errorMessage: cause };
  }
}
