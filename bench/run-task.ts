import { fork } from 'node:child_process';
import { mkdtemp } from 'node:fs/promises';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { type Assignment, type Effort, type LakeBatch, type Task, TaskResult, type Work } from './task.ts';

/** A task that did not come to its end. The message says why. */
export class TaskFailed extends Error {
  override readonly name = 'TaskFailed';
}

/** What all tasks of a benchmark run with. */
export interface Machine {
  /** Each task gets a folder of its own in it. */
  readonly workFolder: string;
  readonly threads: number;
  readonly memoryLimit: string;
  /** A task that takes longer is ended. */
  readonly timeoutSeconds: number;
}

const WORKER = fileURLToPath(new URL('worker.ts', import.meta.url));

/**
 * Does one thing in a process of its own, so that its peak memory is its own.
 * @throws TaskFailed where it fails, runs out of memory or takes too long
 */
export async function runTask(
  { workFolder, threads, memoryLimit, timeoutSeconds }: Machine,
  assignment: Assignment,
  batches: readonly LakeBatch[],
): Promise<{ effort: Effort; work: Work }> {
  const folder = await mkdtemp(path.join(workFolder, `${assignment.kind}-`));
  const task: Task = { assignment, batches: [...batches], folder, threads, memoryLimit };
  const result = TaskResult.parse(await answerOfWorker(task, timeoutSeconds));
  if ('failure' in result) throw new TaskFailed(result.failure);
  return result;
}

function answerOfWorker(task: Task, timeoutSeconds: number): Promise<unknown> {
  return new Promise((resolve, reject) => {
    const worker = fork(WORKER, { execArgv: [], stdio: ['ignore', 'ignore', 'inherit', 'ipc'] });
    const limit = setTimeout(() => {
      worker.kill('SIGKILL');
      reject(new TaskFailed(`it took more than ${timeoutSeconds} s (--timeout)`));
    }, timeoutSeconds * 1000);
    worker.once('message', resolve);
    worker.once('error', reject);
    worker.once('exit', (code, signal) => {
      clearTimeout(limit);
      // After a message this changes nothing any more.
      reject(new TaskFailed(`its process ended with ${signal ?? `code ${code ?? 'unknown'}`} before it answered`));
    });
    worker.send(task);
  });
}
