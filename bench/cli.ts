import { rmSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { measureChurn } from './churn.ts';
import { readOptions, UsageError, type BenchOptions } from './options.ts';
import { churnReport, transformReport } from './report.ts';
import { TaskFailed, type Machine } from './run-task.ts';
import { measureTransform, type Measurement } from './transform.ts';

/** Progress goes to standard error, so that standard output holds the result and nothing else. */
const say = (text: string): void => {
  process.stderr.write(`${text}\n`);
};

async function benchTransform(
  { persons, audiences, modes, json }: Extract<BenchOptions, { command: 'transform' }>,
  machine: Machine,
): Promise<boolean> {
  const measurements: Measurement[] = [];
  for (const audienceCount of audiences) {
    for (const personCount of persons) {
      const workload = { persons: personCount, audiences: audienceCount };
      measurements.push(...(await measureTransform(machine, workload, modes, say)));
    }
  }
  process.stdout.write(json ? document('transform', machine, measurements) : transformReport(measurements));
  return measurements.every(({ failure }) => failure === null);
}

async function benchChurn(
  { persons, audiences, percents, json }: Extract<BenchOptions, { command: 'churn' }>,
  machine: Machine,
): Promise<boolean> {
  const measurements = await measureChurn(machine, { persons, audiences }, percents, say);
  process.stdout.write(json ? document('churn', machine, measurements) : churnReport(measurements));
  return measurements.every(({ isExact }) => isExact);
}

function document(command: string, { threads, memoryLimit }: Machine, measurements: readonly unknown[]): string {
  const [cpu] = os.cpus();
  const on = { cpu: cpu?.model ?? 'unknown', cores: os.availableParallelism(), node: process.version };
  return `${JSON.stringify({ command, machine: on, threads, memoryLimit, measurements })}\n`;
}

async function main(): Promise<number> {
  const options = readOptions(process.argv.slice(2));
  if (options === null) return 0;
  const workFolder = await mkdtemp(path.join(os.tmpdir(), 'audience-sync-bench-'));
  // Ctrl-C ends the measuring process, too: both belong to the terminal's group.
  process.once('SIGINT', () => {
    rmSync(workFolder, { recursive: true, force: true });
    process.exit(130);
  });
  const { threads, memoryLimit, timeoutSeconds } = options;
  const machine = { workFolder, threads, memoryLimit, timeoutSeconds };
  try {
    const isGood =
      options.command === 'transform' ? await benchTransform(options, machine) : await benchChurn(options, machine);
    return isGood ? 0 : 1;
  } finally {
    await rm(workFolder, { recursive: true, force: true });
  }
}

try {
  process.exitCode = await main();
} catch (error) {
  if (!(error instanceof UsageError || error instanceof TaskFailed)) throw error;
  say(`npm run bench: ${error.message}`);
  process.exitCode = error instanceof UsageError ? 2 : 1;
}
