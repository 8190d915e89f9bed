import { pathToFileURL } from 'node:url';
import { parentPort } from 'node:worker_threads';
import type { FromWorker, InvocationFailure, ToWorker } from './messages.ts';

/**
 * The inside of a sandbox: loads the handler once, then answers one invocation after the other, as Lambda's Node.js runtime
 * does. Runs in a worker thread, with modules and an environment of its own.
 */
const [, , entry = '', handlerName = '', functionName = '', functionArn = '', memoryMegabytes = ''] = process.argv;

function send(message: FromWorker): void {
  parentPort?.postMessage(message);
}

type Written = (error?: Error | null) => void;

/** Output goes the way of the answers, so that all that a function wrote has arrived when its answer arrives. */
function sendOutput(stream: 'stdout' | 'stderr'): void {
  process[stream].write = (chunk: Uint8Array | string, encoding?: BufferEncoding | Written, callback?: Written) => {
    send({ kind: 'output', stream, text: typeof chunk === 'string' ? chunk : Buffer.from(chunk).toString() });
    const written = typeof encoding === 'function' ? encoding : callback;
    if (written !== undefined) queueMicrotask(written);
    return true;
  };
}

type Handler = (event: unknown, context: unknown) => unknown;

async function loadHandler(): Promise<Handler> {
  const module: unknown = await import(pathToFileURL(entry).href);
  const handler: unknown = typeof module === 'object' && module !== null ? Reflect.get(module, handlerName) : undefined;
  if (isHandler(handler)) return handler;
  const problem = new Error(`${handlerName} is undefined or not exported`);
  problem.name = 'Runtime.HandlerNotFound';
  throw problem;
}

const isHandler = (value: unknown): value is Handler => typeof value === 'function';

/** How Lambda's Node.js runtime reports what a handler throws. */
function described(thrown: unknown): InvocationFailure {
  if (!(thrown instanceof Error)) return { errorType: typeof thrown, errorMessage: String(thrown), trace: [] };
  return { errorType: thrown.name, errorMessage: thrown.message, trace: (thrown.stack ?? '').split('\n') };
}

async function answer(handler: Handler, { requestId, eventText, deadline }: ToWorker): Promise<void> {
  const context = {
    awsRequestId: requestId,
    callbackWaitsForEmptyEventLoop: true,
    functionName,
    functionVersion: '$LATEST',
    invokedFunctionArn: functionArn,
    logGroupName: `/aws/lambda/${functionName}`,
    logStreamName: 'local',
    memoryLimitInMB: memoryMegabytes,
    getRemainingTimeInMillis: () => Math.max(0, deadline - Date.now()),
  };
  try {
    const event: unknown = JSON.parse(eventText);
    const result = await handler(event, context);
    send({ kind: 'returned', payloadText: JSON.stringify(result ?? null) });
  } catch (thrown) {
    send({ kind: 'failed', failure: described(thrown) });
  }
}

sendOutput('stdout');
sendOutput('stderr');
try {
  const handler = await loadHandler();
  parentPort?.on('message', (message: ToWorker) => {
    void answer(handler, message);
  });
  send({ kind: 'ready' });
} catch (thrown) {
  send({ kind: 'initFailed', failure: described(thrown) });
}
