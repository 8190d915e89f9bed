import type { TaskState } from '../../definition/states.ts';
import { EvaluationError, StatesError } from '../../errors.ts';
import { isJsonObject, type Json } from '../../json.ts';
import { evaluateTo, isNumber } from '../../query/evaluate.ts';
import { failure, WHOLE } from '../history-event.ts';
import { checkPayload } from '../limits.ts';
import type { InvocationAnswer, Run } from '../run.ts';
import type { Outcome, StateRun } from '../state-run.ts';

const LAMBDA_INVOKE = { resourceType: 'lambda', resource: 'invoke' } as const;

/** Invokes a Lambda function and waits for what it returns (docs "Invoke an AWS Lambda function with Step Functions"). */
export async function runTask(task: TaskState, stateRun: StateRun): Promise<Outcome> {
  const timeoutSeconds = await timeoutOf(task, stateRun);
  const parameters = await stateRun.evaluate(task.Arguments ?? null, 'Arguments');
  checkPayload(parameters, stateRun.name);
  stateRun.record('TaskScheduled', {
    taskScheduledEventDetails: {
      ...LAMBDA_INVOKE,
      region: stateRun.run.machine.region,
      parameters: JSON.stringify(parameters),
      ...(timeoutSeconds === null ? {} : { timeoutInSeconds: timeoutSeconds }),
    },
  });
  stateRun.record('TaskStarted', { taskStartedEventDetails: LAMBDA_INVOKE });
  const result = await resultOf(stateRun, parameters, timeoutSeconds);
  stateRun.record('TaskSucceeded', {
    taskSucceededEventDetails: { ...LAMBDA_INVOKE, output: JSON.stringify(result), outputDetails: WHOLE },
  });
  return stateRun.finish(task, task.Next ?? null, result, { result });
}

async function timeoutOf({ TimeoutSeconds }: TaskState, stateRun: StateRun): Promise<number | null> {
  if (TimeoutSeconds === undefined) return null;
  const seconds = await evaluateTo('number', isNumber, TimeoutSeconds, stateRun.bindings(), 'TimeoutSeconds');
  if (Number.isInteger(seconds) && seconds > 0) return seconds;
  throw new EvaluationError(
    `The TimeoutSeconds field must be a positive whole number, but was: ${seconds}`,
    'TimeoutSeconds',
  );
}

async function resultOf(stateRun: StateRun, parameters: Json, timeoutSeconds: number | null): Promise<Json> {
  const answer = await answerInTime(stateRun, parameters, timeoutSeconds);
  if (answer === 'timed out') {
    stateRun.record('TaskTimedOut', {
      taskTimedOutEventDetails: { ...LAMBDA_INVOKE, ...failure('States.Timeout', '') },
    });
    throw new StatesError('States.Timeout', '');
  }
  try {
    if (answer.kind === 'failed') throw new StatesError(answer.error, answer.cause);
    const result = invocationResult(answer.payload, answer.requestId);
    checkPayload(result, LAMBDA_INVOKE.resourceType);
    return result;
  } catch (error) {
    if (!(error instanceof StatesError)) throw error;
    stateRun.record('TaskFailed', {
      taskFailedEventDetails: { ...LAMBDA_INVOKE, ...failure(error.error, error.cause) },
    });
    throw error;
  }
}

/** Where no one waits any more, after a timeout or a stop, the function itself goes on: Lambda cannot be called back. */
async function answerInTime(
  stateRun: StateRun,
  parameters: Json,
  timeoutSeconds: number | null,
): Promise<InvocationAnswer | 'timed out'> {
  const waiting = Promise.withResolvers<InvocationAnswer | 'timed out'>();
  const stop = (): void => {
    const reason: unknown = stateRun.signal.reason;
    waiting.reject(reason instanceof Error ? reason : new Error('The task was aborted'));
  };
  stateRun.signal.addEventListener('abort', stop, { once: true });
  // In real time: it races against a function that really runs.
  const timer =
    timeoutSeconds === null
      ? undefined
      : setTimer(timeoutSeconds, () => {
          waiting.resolve('timed out');
        });
  invoke(stateRun.run, parameters).then(waiting.resolve, waiting.reject);
  try {
    return await waiting.promise;
  } finally {
    clearTimeout(timer);
    stateRun.signal.removeEventListener('abort', stop);
  }
}

/** The longest delay that a timer of Node takes, in seconds; a task that waits longer has no timeout here. */
const MOST_TIMER_SECONDS = 2 ** 31 / 1000 - 1;

function setTimer(seconds: number, onTimeout: () => void): NodeJS.Timeout | undefined {
  return seconds > MOST_TIMER_SECONDS ? undefined : setTimeout(onTimeout, seconds * 1000);
}

/** Virtual time stands still as long as the function runs, whether anyone still waits for it or not. */
async function invoke(run: Run, parameters: Json): Promise<InvocationAnswer> {
  if (!isJsonObject(parameters) || typeof parameters['FunctionName'] !== 'string') {
    throw new StatesError('States.Runtime', 'FunctionName must be a string');
  }
  const release = run.clock.hold();
  try {
    return await run.invoke(parameters['FunctionName'], parameters['Payload'] ?? {});
  } finally {
    release();
  }
}

function invocationResult(payload: Json, requestId: string): Json {
  const headers = {
    'Content-Type': 'application/json',
    'X-Amz-Executed-Version': '$LATEST',
    'x-amzn-RequestId': requestId,
  };
  return {
    ExecutedVersion: '$LATEST',
    Payload: payload,
    SdkHttpMetadata: {
      AllHttpHeaders: Object.fromEntries(Object.entries(headers).map(([name, value]) => [name, [value]])),
      HttpHeaders: headers,
      HttpStatusCode: 200,
    },
    SdkResponseMetadata: { RequestId: requestId },
    StatusCode: 200,
  };
}
