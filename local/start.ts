import { existsSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { createEmulator } from '../emulator/index.ts';
import { writeDefaultSandbox } from '../emulator/sandbox/generate.ts';
import { loadSandbox, readDescription } from '../emulator/sandbox/load.ts';
import { SandboxError } from '../emulator/sandbox/sandbox-error.ts';
import { SyncError } from '../shared/errors/sync-error.ts';
import type { SyncDefinition } from '../shared/definition/definition.ts';
import { createLocalAws, VirtualClock } from './index.ts';
import { personsInCja } from './start/cja-reading.ts';
import { type Day, isGreen } from './start/day.ts';
import { UsageError } from './command-line.ts';
import { readOptions, type StartOptions } from './start/options.ts';
import { clockTime, createStoryTeller, faint, heading, say } from './start/progress.ts';
import { createExecutionReader } from './start/read-execution.ts';
import { sayMessage } from './start/say-message.ts';
import { readSync } from './start/read-sync.ts';
import { report } from './start/report.ts';
import { simulate } from './start/simulate.ts';
import { synthesize } from './start/synthesize.ts';
import { writeReport } from './start/write-report.ts';

/** The whole service on this machine, from the CDK app to the numbers in CJA. */
async function start(options: StartOptions, workFolder: string): Promise<Simulated> {
  const sandboxFolder = options.sandbox ?? path.join(workFolder, 'sandbox');
  const syncFile = options.sync ?? syncFileOf(options.sandbox);
  // Mistakes in files are told before the seconds that synthesis takes.
  const definition = await readSync(syncFile);
  if (options.sandbox !== null) await loadSandbox(options.sandbox);
  const assembly = path.join(workFolder, 'cdk.out');

  say('Synthesizing the stack …');
  const synthesized = synthesize(syncFile, assembly);
  if (options.sandbox === null) {
    say(`Generating a sandbox with ${options.persons.toLocaleString('en')} persons, seed ${options.seed} …`);
    await writeDefaultSandbox(sandboxFolder, options);
  }
  await synthesized;
  return run(options, { sandboxFolder, assembly, definition, workFolder });
}

interface Simulated {
  readonly days: readonly Day[];
  /** Where the operator's report is, or why there is none; null where nobody wants one. */
  readonly reportLine: string | null;
}

interface Places {
  readonly sandboxFolder: string;
  readonly assembly: string;
  readonly definition: SyncDefinition;
  readonly workFolder: string;
}

async function run(
  options: StartOptions,
  { sandboxFolder, assembly, definition, workFolder }: Places,
): Promise<Simulated> {
  const { startsOn } = await readDescription(sandboxFolder);
  const clock = new VirtualClock(Date.parse(`${startsOn}T00:00:00Z`));
  const emulator = await createEmulator({
    sandboxFolder,
    clock,
    seed: options.seed,
    workFolder: path.join(workFolder, 'adobe'),
    ...(options.record === null ? {} : { record: options.record }),
  });
  const secret = JSON.stringify(emulator.credentials);
  const { baseUrls } = emulator;
  const aws = await createLocalAws({
    assembly,
    clock,
    seed: options.seed,
    secretValue: () => secret,
    environment: { ADOBE_IMS_URL: baseUrls.ims, ADOBE_PLATFORM_URL: baseUrls.platform, ADOBE_CJA_URL: baseUrls.cja },
    onHistoryEvent: createStoryTeller(),
    onMessage: sayMessage,
    onLog: (name, line) => {
      if (options.verbose) faint(`    ${name} ${line}`);
    },
  });
  try {
    const days = await simulate({
      days: options.days,
      definition,
      emulator,
      aws,
      clock,
      executions: createExecutionReader(aws.url, aws.environment['AWS_REGION'] ?? ''),
      personsInCja: personsInCja(definition, emulator, () => clock.now()),
      onDay: (day, startsAt) => {
        heading(`\nDay ${day}: the schedule starts a run at ${clockTime(startsAt)} UTC`);
      },
    });
    const isReported = options.report !== null || !options.json;
    return { days, reportLine: isReported ? await writeReport(aws, days, options.report) : null };
  } finally {
    await aws.close();
    await emulator.close();
  }
}

/** A sandbox may bring the definition that goes with it. */
function syncFileOf(sandbox: string | null): string {
  const ofSandbox = sandbox === null ? '' : path.join(sandbox, 'sync.json');
  return existsSync(ofSandbox) ? ofSandbox : fileURLToPath(new URL('../syncs/example.json', import.meta.url));
}

/** Mistakes of whoever typed the command or wrote the files: one line each, no stack. */
const isMistake = (error: unknown): error is Error =>
  error instanceof UsageError || error instanceof SyncError || error instanceof SandboxError;

async function main(): Promise<number> {
  const options = readOptions(process.argv.slice(2));
  if (options === null) return 0;
  const workFolder = await mkdtemp(path.join(os.tmpdir(), 'audience-sync-'));
  try {
    const { days, reportLine } = await start(options, workFolder);
    const { seed, persons } = options;
    process.stdout.write(
      options.json
        ? `${JSON.stringify({ seed, persons: options.sandbox === null ? persons : null, days })}\n`
        : report(days),
    );
    if (reportLine !== null) say(reportLine);
    if (options.record !== null) say(`Recorded in ${options.record}`);
    return days.every(isGreen) ? 0 : 1;
  } finally {
    await rm(workFolder, { recursive: true, force: true });
  }
}

try {
  process.exitCode = await main();
} catch (error) {
  if (!isMistake(error)) throw error;
  say(`npm start: ${error.message}`);
  process.exitCode = 2;
}
