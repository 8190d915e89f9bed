import { Worker } from 'node:worker_threads';
import * as z from 'zod';
import type { FromWorker, InvocationFailure, ToWorker } from './messages.ts';
import { OutputLines } from './output-lines.ts';

export type SandboxAnswer =
  | { readonly kind: 'returned'; readonly payloadText: string }
  | { readonly kind: 'failed'; readonly failure: InvocationFailure }
  /** The process is gone, and nothing says what kind of error it was. */
  | { readonly kind: 'died'; readonly message: string };

interface SandboxOptions {
  /** The module with the handler. */
  readonly entry: string;
  /** The name it is exported under. */
  readonly handler: string;
  readonly functionName: string;
  readonly functionArn: string;
  readonly memoryMegabytes: number;
  readonly environment: Readonly<Record<string, string>>;
  readonly timeoutMilliseconds: number;
  readonly onLine: (line: string) => void;
}

/**
 * One execution environment of a function: a worker thread with its own modules, its own `process.env` and a memory limit.
 * It takes one invocation at a time and is kept for the next one, until it dies.
 */
export class Sandbox {
  readonly #worker: Worker;
  readonly #timeoutMilliseconds: number;
  readonly #output: { readonly stdout: OutputLines; readonly stderr: OutputLines };
  readonly #initialised: Promise<SandboxAnswer | 'ready'>;
  #end: SandboxAnswer | undefined;
  #settle: ((answer: SandboxAnswer | 'ready') => void) | undefined;

  constructor(options: SandboxOptions) {
    const { entry, handler, functionName, functionArn, memoryMegabytes, environment, onLine } = options;
    this.#timeoutMilliseconds = options.timeoutMilliseconds;
    this.#worker = new Worker(new URL('./worker.ts', import.meta.url), {
      argv: [entry, handler, functionName, functionArn, memoryMegabytes],
      env: { ...environment },
      // The options of the process that hosts the sandbox are none of the function's business.
      execArgv: [],
      stdout: true,
      stderr: true,
      resourceLimits: { maxOldGenerationSizeMb: memoryMegabytes },
    });
    this.#worker.unref();
    this.#output = { stdout: new OutputLines(onLine), stderr: new OutputLines(onLine) };
    this.#initialised = this.#nextAnswer();
    this.#worker.on('message', (message: FromWorker) => {
      this.#receive(message);
    });
    this.#worker.on('error', (error) => {
      this.#die(answerOfCrash(error));
    });
    this.#worker.on('exit', (code) => {
      this.#die({ kind: 'died', message: `Runtime exited with error: exit status ${code}` });
    });
  }

  get isAlive(): boolean {
    return this.#end === undefined;
  }

  /** @param message the event as JSON, and the id that the handler's context shows */
  async invoke(message: Omit<ToWorker, 'deadline'>): Promise<SandboxAnswer> {
    const initialised = await this.#initialised;
    if (initialised !== 'ready') return initialised;
    const answer = this.#nextAnswer();
    const deadline = Date.now() + this.#timeoutMilliseconds;
    const timer = setTimeout(() => {
      this.#die({ kind: 'failed', failure: timedOut(message.requestId, this.#timeoutMilliseconds) });
    }, this.#timeoutMilliseconds);
    this.#worker.postMessage({ ...message, deadline });
    try {
      const received = await answer;
      return received === 'ready' ? { kind: 'died', message: 'Runtime started twice' } : received;
    } finally {
      clearTimeout(timer);
    }
  }

  /** Ends the sandbox at once, in the middle of an invocation too. */
  async kill(): Promise<void> {
    this.#die({ kind: 'died', message: 'Runtime exited with error: signal: killed' });
    await this.#worker.terminate();
  }

  #nextAnswer(): Promise<SandboxAnswer | 'ready'> {
    const { promise, resolve } = Promise.withResolvers<SandboxAnswer | 'ready'>();
    if (this.#end !== undefined) resolve(this.#end);
    this.#settle = resolve;
    return promise;
  }

  #receive(message: FromWorker): void {
    switch (message.kind) {
      case 'output':
        this.#output[message.stream].write(message.text);
        break;
      case 'ready':
        this.#settle?.('ready');
        break;
      case 'returned':
      case 'failed':
        this.#settle?.(message);
        break;
      case 'initFailed':
        this.#die({ kind: 'failed', failure: message.failure });
        break;
    }
  }

  #die(answer: SandboxAnswer): void {
    if (this.#end !== undefined) return;
    this.#end = answer;
    this.#output.stdout.end();
    this.#output.stderr.end();
    this.#settle?.(answer);
    void this.#worker.terminate();
  }
}

/** What Lambda answers for a function that ran too long. */
function timedOut(requestId: string, milliseconds: number): InvocationFailure {
  const seconds = (milliseconds / 1000).toFixed(2);
  return {
    errorType: 'Sandbox.Timedout',
    errorMessage: `RequestId: ${requestId} Error: Task timed out after ${seconds} seconds`,
  };
}

/** What a thread dies of, as it arrives from another thread: it looks like an Error, whatever it is. */
const Crash = z.object({
  name: z.string(),
  message: z.string(),
  stack: z.string().default(''),
  code: z.string().optional(),
});

function answerOfCrash(thrown: unknown): SandboxAnswer {
  const crash = Crash.safeParse(thrown);
  if (!crash.success) return { kind: 'died', message: String(thrown) };
  const { name, message, stack, code } = crash.data;
  if (code === 'ERR_WORKER_OUT_OF_MEMORY')
    return { kind: 'died', message: 'Runtime exited with error: signal: killed' };
  return { kind: 'failed', failure: { errorType: name, errorMessage: message, trace: stack.split('\n') } };
}
