import * as z from 'zod';
import { EXECUTION_STATUSES, type Execution } from '../asl/execution/execution.ts';
import { UnsupportedDefinition } from '../asl/errors.ts';
import { NotRedrivable, type StateMachine } from '../asl/state-machine.ts';
import type { Random } from '../asl/query/random.ts';
import type { Clock } from '../clock.ts';
import { checkArn, checkExecutionName } from './arns.ts';
import { AwsError } from './aws-error.ts';
import {
  describedExecution,
  describedStateMachine,
  epochSeconds,
  historyEvent,
  listedExecution,
  listedStateMachine,
} from './descriptions.ts';
import type { Operations } from './endpoint.ts';
import { pageOf } from './page.ts';
import { readRequest } from './request.ts';

const Arn = z.string().min(1).max(256);
const MaxResults = z.int().min(0).max(1000).optional();
const IncludedData = z.enum(['ALL_DATA', 'METADATA_ONLY']).default('ALL_DATA');
/** Limits count bytes of UTF-8. */
const utf8 = (most: number): z.ZodString =>
  z.string().superRefine((text, context) => {
    if (Buffer.byteLength(text) <= most) return;
    context.addIssue({ code: 'too_big', origin: 'string', maximum: most, inclusive: true, input: text });
  });

const Requests = {
  ListStateMachines: z.object({ maxResults: MaxResults, nextToken: z.string().min(1).max(1024).optional() }),
  DescribeStateMachine: z.object({ stateMachineArn: Arn, includedData: IncludedData }),
  DescribeStateMachineForExecution: z.object({ executionArn: Arn, includedData: IncludedData }),
  UpdateStateMachine: z.looseObject({ stateMachineArn: Arn, definition: utf8(1_048_576).min(1).optional() }),
  StartExecution: z.object({
    stateMachineArn: Arn,
    name: z.string().min(1).max(80).optional(),
    input: utf8(262_144).optional(),
    traceHeader: z.string().max(256).optional(),
  }),
  DescribeExecution: z.object({ executionArn: Arn, includedData: IncludedData }),
  ListExecutions: z.object({
    stateMachineArn: Arn,
    statusFilter: z.enum([...EXECUTION_STATUSES, 'PENDING_REDRIVE']).optional(),
    redriveFilter: z.enum(['REDRIVEN', 'NOT_REDRIVEN']).optional(),
    maxResults: MaxResults,
    nextToken: z.string().min(1).max(3096).optional(),
  }),
  GetExecutionHistory: z.object({
    executionArn: Arn,
    maxResults: MaxResults,
    reverseOrder: z.boolean().default(false),
    includeExecutionData: z.boolean().default(true),
    nextToken: z.string().min(1).max(1024).optional(),
  }),
  StopExecution: z.object({ executionArn: Arn, error: utf8(256).optional(), cause: utf8(32_768).optional() }),
  RedriveExecution: z.object({
    executionArn: Arn,
    clientToken: z
      .string()
      .regex(/^[!-~]{1,64}$/, 'Member must be 1 to 64 printable ASCII characters')
      .optional(),
  }),
};

/** The same token within this time is the same redrive (RedriveExecution, API reference, clientToken). */
const TOKEN_MILLISECONDS = 15 * 60 * 1000;
const TOKENS_KEPT = 10;
/** A name may be used again so long after its execution ended (StartExecution, API reference, name). */
const NAME_MILLISECONDS = 90 * 24 * 60 * 60 * 1000;

interface StepFunctionsOptions {
  readonly machines: readonly StateMachine[];
  readonly clock: Clock;
  /** Where the names of executions come from that are started without one. */
  readonly random: Random;
}

/** The executions of all state machines, and AWS's operations on them. */
export class StepFunctions {
  readonly #options: StepFunctionsOptions;
  /** By ARN; the order is that of their starts. */
  readonly #executions = new Map<string, Execution>();
  readonly #redrives = new Map<string, { readonly token: string; readonly at: number }[]>();

  constructor(options: StepFunctionsOptions) {
    this.#options = options;
  }

  /** By name, as in the `X-Amz-Target` header. */
  operations(): Operations {
    return {
      ListStateMachines: (body) => this.#listStateMachines(body),
      DescribeStateMachine: (body) => {
        const { stateMachineArn, includedData } = readRequest(Requests.DescribeStateMachine, body);
        const machine = this.#machine(stateMachineArn);
        return describedStateMachine(machine, machine.definition, includedData);
      },
      DescribeStateMachineForExecution: (body) => {
        const { executionArn, includedData } = readRequest(Requests.DescribeStateMachineForExecution, body);
        const [machine, { definition }] = this.#execution(executionArn);
        const {
          creationDate: _creationDate,
          status: _status,
          type: _type,
          ...described
        } = describedStateMachine(machine, definition, includedData);
        return { ...described, updateDate: epochSeconds(definition.deployedAt) };
      },
      UpdateStateMachine: (body) => this.#updateStateMachine(body),
      StartExecution: (body) => {
        const { stateMachineArn, name, input } = readRequest(Requests.StartExecution, body);
        const execution = this.start(stateMachineArn, name, input ?? '{}');
        return { executionArn: execution.arn, startDate: epochSeconds(execution.startedAt) };
      },
      DescribeExecution: (body) => {
        const { executionArn, includedData } = readRequest(Requests.DescribeExecution, body);
        const [machine, execution] = this.#execution(executionArn);
        return describedExecution(execution, machine.redriveProblem(execution), includedData);
      },
      ListExecutions: (body) => this.#listExecutions(body),
      GetExecutionHistory: (body) => this.#history(body),
      StopExecution: async (body) => {
        const { executionArn, error, cause } = readRequest(Requests.StopExecution, body);
        const [machine, execution] = this.#execution(executionArn);
        await machine.stop(execution, error, cause);
        return { stopDate: epochSeconds(execution.stoppedAt) };
      },
      RedriveExecution: (body) => {
        const { executionArn, clientToken } = readRequest(Requests.RedriveExecution, body);
        const [machine, execution] = this.#execution(executionArn);
        return { redriveDate: epochSeconds(this.#redrive(machine, execution, clientToken)) };
      },
    };
  }

  /**
   * Starting the same name with the same input while it runs is the same start.
   * @throws AwsError `ExecutionAlreadyExists`, `InvalidName`, `InvalidExecutionInput`, `StateMachineDoesNotExist`, `InvalidArn`
   */
  start(stateMachineArn: string, name: string | undefined, input: string): Execution {
    const machine = this.#machine(stateMachineArn);
    if (name !== undefined) checkExecutionName(name);
    checkInput(input);
    const arn = machine.executionArn(name ?? this.#options.random.uuid());
    const known = this.#executions.get(arn);
    if (known !== undefined) {
      const isSame = known.status === 'RUNNING' && JSON.stringify(known.input) === JSON.stringify(JSON.parse(input));
      if (isSame) return known;
      const freeAt = known.stoppedAt === null ? Infinity : known.stoppedAt + NAME_MILLISECONDS;
      if (this.#options.clock.now() < freeAt) {
        throw new AwsError('ExecutionAlreadyExists', `Execution Already Exists: '${arn}'`);
      }
      this.#executions.delete(arn);
    }
    const execution = machine.start(arn.slice(arn.lastIndexOf(':') + 1), input);
    this.#executions.set(arn, execution);
    return execution;
  }

  /**
   * Takes over the executions of an earlier process, in the order of their starts, and goes on with those that were running.
   * Those of a state machine that does not exist any more are left out.
   */
  restore(executions: readonly Execution[]): void {
    for (const execution of executions) {
      const machine = this.#options.machines.find(({ arn }) => arn === execution.stateMachineArn);
      if (machine === undefined) continue;
      this.#executions.set(execution.arn, execution);
      if (execution.status === 'RUNNING') machine.resume(execution);
    }
  }

  /** Resolves when no execution is running. */
  async idle(): Promise<void> {
    while (!this.isIdle) await Promise.all(this.#options.machines.map((machine) => machine.idle()));
  }

  get isIdle(): boolean {
    return this.#running().length === 0;
  }

  async stopAll(): Promise<void> {
    await Promise.all(
      this.#running().map(async (execution) => {
        const [machine] = this.#execution(execution.arn);
        await machine.stop(execution);
      }),
    );
  }

  #running(): Execution[] {
    return [...this.#executions.values()].filter(({ status }) => status === 'RUNNING');
  }

  #listStateMachines(body: unknown): object {
    const { maxResults, nextToken } = readRequest(Requests.ListStateMachines, body);
    const request = 'ListStateMachines';
    const page = pageOf(this.#options.machines, {
      maxResults,
      nextToken,
      request,
      isNewestFirst: false,
      now: this.#options.clock.now(),
    });
    return { stateMachines: page.items.map(listedStateMachine), nextToken: page.nextToken };
  }

  #updateStateMachine(body: unknown): object {
    const { stateMachineArn, definition, ...others } = readRequest(Requests.UpdateStateMachine, body);
    const machine = this.#machine(stateMachineArn);
    const [other] = Object.keys(others);
    if (other !== undefined) {
      throw new AwsError('ValidationException', `${other} is not implemented here; only a definition can be updated`);
    }
    if (definition === undefined) {
      const message =
        'Either the definition, the role ARN, the LoggingConfiguration, or the TracingConfiguration must be specified';
      throw new AwsError('MissingRequiredParameter', message);
    }
    try {
      machine.update(JSON.parse(definition));
    } catch (error) {
      if (!(error instanceof SyntaxError || error instanceof UnsupportedDefinition)) throw error;
      throw new AwsError('InvalidDefinition', `Invalid State Machine Definition: '${error.message}'`);
    }
    return { updateDate: epochSeconds(machine.definition.deployedAt) };
  }

  #listExecutions(body: unknown): object {
    const { stateMachineArn, statusFilter, redriveFilter, maxResults, nextToken } = readRequest(
      Requests.ListExecutions,
      body,
    );
    const machine = this.#machine(stateMachineArn);
    // Both are for the child executions of a Map Run (ListExecutions, API reference, redriveFilter and statusFilter).
    if (redriveFilter !== undefined) throw needsMapRun('redriveFilter');
    if (statusFilter === 'PENDING_REDRIVE') throw needsMapRun('statusFilter PENDING_REDRIVE');
    const newestFirst = [...this.#executions.values()]
      .filter((execution) => execution.stateMachineArn === machine.arn)
      .filter(({ status }) => statusFilter === undefined || status === statusFilter)
      .reverse()
      .sort((left, right) => right.startedAt - left.startedAt);
    const request = `ListExecutions ${machine.arn} ${statusFilter ?? ''}`;
    const page = pageOf(newestFirst, {
      maxResults,
      nextToken,
      request,
      isNewestFirst: true,
      now: this.#options.clock.now(),
    });
    return { executions: page.items.map(listedExecution), nextToken: page.nextToken };
  }

  #history(body: unknown): object {
    const { executionArn, reverseOrder, includeExecutionData, ...paging } = readRequest(
      Requests.GetExecutionHistory,
      body,
    );
    const [, { history }] = this.#execution(executionArn);
    const events = reverseOrder ? history.toReversed() : history;
    const request = `GetExecutionHistory ${executionArn} ${reverseOrder}`;
    const page = pageOf(events, { ...paging, request, isNewestFirst: reverseOrder, now: this.#options.clock.now() });
    const answered = page.items.map((event) => historyEvent(event, includeExecutionData));
    return { events: answered, nextToken: page.nextToken };
  }

  /** @returns when the execution was redriven, by this call or by the earlier one with the same token */
  #redrive(machine: StateMachine, execution: Execution, token: string | undefined): number {
    const now = this.#options.clock.now();
    const recent = (this.#redrives.get(execution.arn) ?? []).filter(({ at }) => now - at < TOKEN_MILLISECONDS);
    const earlier = recent.find((redrive) => redrive.token === token);
    if (earlier !== undefined) return earlier.at;
    try {
      machine.redrive(execution);
    } catch (error) {
      if (error instanceof NotRedrivable) throw new AwsError('ExecutionNotRedrivable', error.message);
      throw error;
    }
    if (token !== undefined) recent.push({ token, at: now });
    this.#redrives.set(execution.arn, recent.slice(-TOKENS_KEPT));
    return now;
  }

  #machine(arn: string): StateMachine {
    checkArn(arn, 'stateMachine');
    const machine = this.#options.machines.find((candidate) => candidate.arn === arn);
    if (machine !== undefined) return machine;
    throw new AwsError('StateMachineDoesNotExist', `State Machine Does Not Exist: '${arn}'`);
  }

  #execution(arn: string): [StateMachine, Execution] {
    checkArn(arn, 'execution');
    const execution = this.#executions.get(arn);
    const machine = this.#options.machines.find((candidate) => candidate.arn === execution?.stateMachineArn);
    if (execution !== undefined && machine !== undefined) return [machine, execution];
    throw new AwsError('ExecutionDoesNotExist', `Execution Does Not Exist: '${arn}'`);
  }
}

function checkInput(input: string): void {
  const invalid = (why: string): AwsError =>
    new AwsError('InvalidExecutionInput', `Invalid State Machine Execution Input: '${why}'`);
  if (input === '') throw invalid('Invalid execution input.');
  try {
    JSON.parse(input);
  } catch (error) {
    throw invalid(error instanceof Error ? error.message : String(error));
  }
}

const needsMapRun = (what: string): AwsError =>
  new AwsError(
    'ValidationException',
    `${what} needs the ARN of a Map Run, and Distributed Map is not implemented here`,
  );
