import type { InvocationAnswer } from '../asl/execution/run.ts';
import { type Json, parseJson } from '../asl/json.ts';
import type { Random } from '../asl/query/random.ts';
import type { LocalFunction } from '../assembly/functions.ts';
import type { InvocationFailure } from './messages.ts';
import { Sandbox, type SandboxAnswer } from './sandbox.ts';

/** Source: docs "Lambda quotas": 6 MB each for the request and the response of a synchronous invocation. */
const PAYLOAD_BYTES = 6 * 1024 * 1024;

interface LambdaFunctionsOptions {
  readonly functions: readonly LocalFunction[];
  /** Set for every function, over what its template says. */
  readonly environment: Readonly<Record<string, string>>;
  /** Where request ids come from. */
  readonly random: Random;
  readonly onLog: (functionName: string, line: string) => void;
}

/** The functions of an assembly, each with as many sandboxes as it has invocations at a time. */
export class LambdaFunctions {
  readonly #options: LambdaFunctionsOptions;
  readonly #sandboxes = new Map<Sandbox, { readonly owner: LocalFunction; isIdle: boolean }>();

  readonly #pending = new Set<Promise<SandboxAnswer>>();

  constructor(options: LambdaFunctionsOptions) {
    this.#options = options;
  }

  /**
   * Invokes a function as Step Functions' integration does: what goes wrong is an answer, too.
   * @param functionName its name, or its ARN with or without `$LATEST`
   * @param requestId a new one, unless the same event is tried again
   */
  async invoke(
    functionName: string,
    payload: Json,
    requestId = this.#options.random.uuid(),
  ): Promise<InvocationAnswer> {
    const called = this.#find(functionName);
    if (called === undefined) return notFound(functionName, requestId);
    const eventText = JSON.stringify(payload);
    if (Buffer.byteLength(eventText) > PAYLOAD_BYTES) return requestTooLarge(requestId);
    const sandbox = this.#idleSandbox(called) ?? this.#newSandbox(called);
    const answering = sandbox.invoke({ requestId, eventText });
    this.#pending.add(answering);
    const answer = await answering;
    this.#pending.delete(answering);
    if (sandbox.isAlive) this.#sandboxes.set(sandbox, { owner: called, isIdle: true });
    else this.#sandboxes.delete(sandbox);
    return invocationAnswer(answer, requestId);
  }

  /** Ends all sandboxes of a function, as a crash would: what runs in them fails with `Lambda.Unknown`. Without a name: of all functions. */
  async kill(functionName?: string): Promise<void> {
    const owner = functionName === undefined ? undefined : this.#find(functionName);
    const doomed = [...this.#sandboxes].filter(([, entry]) => owner === undefined || entry.owner === owner);
    for (const [sandbox] of doomed) this.#sandboxes.delete(sandbox);
    await Promise.all(doomed.map(([sandbox]) => sandbox.kill()));
  }

  /** The functions that are in the middle of an invocation, or starting for one. */
  get running(): readonly string[] {
    const busy = [...this.#sandboxes.values()].filter(({ isIdle }) => !isIdle);
    return [...new Set(busy.map(({ owner }) => owner.name))];
  }

  /** Resolves when no function is in the middle of an invocation. */
  async idle(): Promise<void> {
    while (this.#pending.size > 0) await Promise.all(this.#pending);
  }

  #find(functionName: string): LocalFunction | undefined {
    const wanted = functionName.replace(/:\$LATEST$/, '');
    return this.#options.functions.find(({ name, arn }) => name === wanted || arn === wanted);
  }

  #idleSandbox(owner: LocalFunction): Sandbox | undefined {
    for (const [sandbox, entry] of this.#sandboxes) {
      if (entry.owner !== owner || !entry.isIdle) continue;
      if (sandbox.isAlive) {
        entry.isIdle = false;
        return sandbox;
      }
      this.#sandboxes.delete(sandbox);
    }
    return undefined;
  }

  #newSandbox(owner: LocalFunction): Sandbox {
    const { environment, onLog } = this.#options;
    const sandbox = new Sandbox({
      entry: owner.entry,
      handler: owner.handler,
      functionName: owner.name,
      functionArn: owner.arn,
      memoryMegabytes: owner.memoryMegabytes,
      timeoutMilliseconds: owner.timeoutSeconds * 1000,
      environment: {
        ...owner.environment,
        ...environment,
        AWS_LAMBDA_FUNCTION_NAME: owner.name,
        AWS_LAMBDA_FUNCTION_VERSION: '$LATEST',
        AWS_LAMBDA_FUNCTION_MEMORY_SIZE: String(owner.memoryMegabytes),
        AWS_EXECUTION_ENV: 'AWS_Lambda_nodejs24.x',
        LAMBDA_TASK_ROOT: owner.folder,
      },
      onLine: (line) => {
        onLog(owner.name, line);
      },
    });
    this.#sandboxes.set(sandbox, { owner, isIdle: false });
    return sandbox;
  }
}

function invocationAnswer(answer: SandboxAnswer, requestId: string): InvocationAnswer {
  switch (answer.kind) {
    case 'returned': {
      const bytes = Buffer.byteLength(answer.payloadText);
      if (bytes <= PAYLOAD_BYTES) return { kind: 'returned', payload: parseJson(answer.payloadText), requestId };
      const size = `Response payload size (${bytes} bytes) exceeded maximum allowed payload size (${PAYLOAD_BYTES} bytes).`;
      return failed({ errorType: 'Function.ResponseSizeTooLarge', errorMessage: size });
    }
    case 'failed':
      return failed(answer.failure);
    case 'died':
      return unknown({ errorMessage: `RequestId: ${requestId} Error: ${answer.message}` });
  }
}

const failed = (failure: InvocationFailure): InvocationAnswer => ({
  kind: 'failed',
  error: failure.errorType,
  cause: JSON.stringify(failure),
});

/** Source: docs "Handling errors in Step Functions workflows": unhandled errors in Lambda, such as out of memory. */
const unknown = (payload: { readonly errorMessage: string }): InvocationAnswer => ({
  kind: 'failed',
  error: 'Lambda.Unknown',
  cause: `The cause could not be determined because Lambda did not return an error type. Returned payload: ${JSON.stringify(payload)}`,
});

const serviceError = (code: string, status: number, what: string, requestId: string): InvocationAnswer => ({
  kind: 'failed',
  error: `Lambda.${code}`,
  cause: `${what} (Service: AWSLambda; Status Code: ${status}; Error Code: ${code}; Request ID: ${requestId}; Proxy: null)`,
});

const notFound = (functionName: string, requestId: string): InvocationAnswer =>
  serviceError('ResourceNotFoundException', 404, `Function not found: ${functionName}`, requestId);

const requestTooLarge = (requestId: string): InvocationAnswer =>
  serviceError('RequestTooLargeException', 413, `Request must be smaller than ${PAYLOAD_BYTES} bytes`, requestId);
