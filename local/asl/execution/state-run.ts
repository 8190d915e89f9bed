import type { ResultFields } from '../definition/fields.ts';
import type { State } from '../definition/states.ts';
import { EvaluationError, StatesError } from '../errors.ts';
import { isJsonObject, type Json, type JsonObject } from '../json.ts';
import { type Bindings, evaluateTemplate } from '../query/evaluate.ts';
import { statesFunctions } from '../query/functions.ts';
import type { Entry, Frame, MapItem } from './frame.ts';
import { assignedVariables, failure, type HistoryEventDetails, type HistoryEventType, WHOLE } from './history-event.ts';
import { checkAllVariables, checkAssigned, checkPayload } from './limits.ts';
import type { Run, ScopeRun } from './run.ts';

/** What a state leads to. */
export interface Outcome {
  readonly output: Json;
  readonly assigned: JsonObject;
  /** Null at the end of the scope. */
  readonly next: string | null;
}

/** Beside `input` and `context`, what `$states` holds when a state ends. */
export interface EndingValues {
  readonly result?: Json;
  readonly errorOutput?: JsonObject;
}

/** One state being run, from its entry (or a redrive) to its exit. */
export class StateRun {
  readonly name: string;
  readonly type: State['Type'];
  readonly run: Run;
  readonly frame: Frame;
  readonly signal: AbortSignal;
  /** All variables that the state can read. */
  readonly variables: JsonObject;
  readonly #entry: Entry;
  readonly #isResumed: boolean;
  retryCount = 0;

  /** Enters the state, unless a redrive or another process goes on with one that had been entered. */
  constructor(run: Run, { frame, outerVariables, signal }: ScopeRun, type: State['Type']) {
    this.run = run;
    this.name = frame.state;
    this.type = type;
    this.frame = frame;
    this.signal = signal;
    this.variables = { ...outerVariables, ...frame.variables };
    this.#isResumed = run.isResumed && frame.entered !== null;
    this.#entry = frame.entered ?? this.#enter();
    frame.lastEventId = this.#entry.eventId;
  }

  get input(): Json {
    return this.frame.input;
  }

  /** When this attempt came to the state. Epoch milliseconds. */
  get since(): number {
    const { clock, execution } = this.run;
    return this.#isResumed ? Math.max(this.#entry.at, execution.redrivenAt ?? 0) : clock.now();
  }

  #enter(): Entry {
    const { frame } = this;
    const at = this.run.clock.now();
    const previousEventId = frame.lastEventId;
    const eventId = this.record(`${this.type}StateEntered`, {
      stateEnteredEventDetails: { name: this.name, input: JSON.stringify(frame.input), inputDetails: WHOLE },
    });
    frame.entered = { eventId, previousEventId, at };
    return frame.entered;
  }

  /** Appends an event behind the last one of this scope. */
  record(type: HistoryEventType, details?: HistoryEventDetails): number {
    this.frame.lastEventId = this.recordBehind(this.frame.lastEventId, type, details);
    return this.frame.lastEventId;
  }

  /** Appends an event that this scope's next event does not follow. */
  recordBehind(previousEventId: number, type: HistoryEventType, details?: HistoryEventDetails): number {
    this.signal.throwIfAborted();
    return this.run.record(type, previousEventId, details);
  }

  /**
   * @param extra `result` or `errorOutput`, where the field may read them
   * @throws EvaluationError
   */
  async evaluate(template: Json, field: string, extra: EndingValues = {}): Promise<Json> {
    return evaluateTemplate(template, this.bindings(extra), field);
  }

  /** @param item of a Map state, for its ItemSelector: the states inside do not see it */
  bindings(extra: EndingValues = {}, item: MapItem | null = null): Bindings {
    const { random, clock } = this.run;
    return {
      ...statesFunctions(random, () => clock.now()),
      ...this.variables,
      states: { input: this.frame.input, context: this.#context(item), ...extra },
    };
  }

  /** Source: docs "Accessing execution data from the Context object in Step Functions". */
  #context(item: MapItem | null): JsonObject {
    const { execution, machine } = this.run;
    return {
      Execution: {
        Id: execution.arn,
        Input: execution.input,
        Name: execution.name,
        RoleArn: machine.roleArn,
        StartTime: isoTime(execution.startedAt),
        RedriveCount: execution.redriveCount,
        ...(execution.redrivenAt === null ? {} : { RedriveTime: isoTime(execution.redrivenAt) }),
      },
      State: { Name: this.name, EnteredTime: isoTime(this.#entry.at), RetryCount: this.retryCount },
      StateMachine: { Id: machine.arn, Name: machine.name },
      ...(item === null ? {} : { Map: { Item: { Index: item.Index, Value: item.Value } } }),
    };
  }

  /**
   * Leaves the state: Assign and Output are evaluated with the same values, neither sees the other
   * (docs "Passing data between states with variables", Evaluation order in a state).
   * @throws EvaluationError, StatesError `States.DataLimitExceeded`
   */
  async finish(
    fields: ResultFields,
    next: string | null,
    defaultOutput: Json,
    extra: EndingValues = {},
  ): Promise<Outcome> {
    const assigned = fields.Assign === undefined ? {} : await this.evaluate(fields.Assign, 'Assign', extra);
    const output = fields.Output === undefined ? defaultOutput : await this.evaluate(fields.Output, 'Output', extra);
    if (!isJsonObject(assigned)) throw new Error('Assign is an object');
    checkPayload(output, this.name);
    if (fields.Assign !== undefined) {
      checkAssigned(assigned, this.name);
      checkAllVariables({ ...this.variables, ...assigned }, this.name);
    }
    if (this.type !== 'Fail') {
      this.record(`${this.type}StateExited`, {
        stateExitedEventDetails: {
          name: this.name,
          output: JSON.stringify(output),
          outputDetails: WHOLE,
          ...assignedVariables(assigned),
        },
      });
    }
    return { output, assigned, next };
  }

  /** Records an evaluation that failed; in the error that goes up, the place stands in front of the cause. */
  located(error: StatesError): StatesError {
    if (!(error instanceof EvaluationError)) return error;
    const where = `An error occurred while executing the state '${this.name}' (entered at the event id #${this.#entry.eventId}).`;
    const located = new StatesError(error.error, `${where} ${error.cause ?? ''}`);
    this.frame.lastEventId = this.recordBehind(this.#evaluationParent(), 'EvaluationFailed', {
      evaluationFailedEventDetails: {
        ...failure(located.error, located.cause),
        state: this.name,
        ...(error.location === undefined ? {} : { location: error.location }),
      },
    });
    return located;
  }

  /**
   * Step Functions links an evaluation that failed on entering a state to the event before the entry: the chain of
   * previous events leads past the state that is to blame, which only the event's own details name. Seen in histories
   * recorded from AWS; a Wait state's is linked to its entry.
   */
  #evaluationParent(): number {
    const { lastEventId } = this.frame;
    const isEntry = lastEventId === this.#entry.eventId && this.type !== 'Wait';
    return isEntry ? this.#entry.previousEventId : lastEventId;
  }
}

function isoTime(milliseconds: number): string {
  return new Date(milliseconds).toISOString();
}
