import { Command, CommanderError, InvalidArgumentError } from 'commander';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { between, sandboxFolder } from './arguments.ts';
import { createRunningClock } from './clock.ts';
import { createEmulator, type Emulator } from './index.ts';
import { writeDefaultSandbox } from './sandbox/generate.ts';
import { loadSandbox } from './sandbox/load.ts';
import { SandboxError } from './sandbox/sandbox-error.ts';

/** `npm run emulator`: Adobe on this machine, until Ctrl-C. */

const IMPOSSIBLE = 2;

interface Options {
  readonly sandbox?: string;
  readonly port: number;
  readonly persons: number;
  readonly seed: number;
  readonly speed: number;
  readonly record?: string;
  readonly writeDefault?: string;
}

const command = new Command('npm run emulator --')
  .description('Emulates the services of Adobe Experience Platform and Customer Journey Analytics on this machine.')
  .option(
    '--sandbox <dir>',
    'sandbox folder, as emulator/SANDBOX.md describes it (default: a generated one)',
    sandboxFolder,
  )
  .option('--port <n>', 'port to listen on; 0 takes any that is free', between(0, 65_535), 8787)
  .option('--persons <n>', 'persons in the generated sandbox', between(1, 5_000_000), 20_000)
  .option('--seed <n>', 'seed of everything that is left to chance', between(0, 2 ** 31 - 1), 1)
  .option('--speed <x>', 'simulated seconds per second; 0 stands still until the clock is set', speed, 1)
  .option('--record <dir>', 'write every HTTP exchange and every transform into a new folder', newFolder)
  .option(
    '--write-default <dir>',
    'only write the generated sandbox into a new folder, to look at or to change',
    newFolder,
  )
  .allowExcessArguments(false)
  .exitOverride()
  .configureOutput({ writeErr: () => undefined });

try {
  command.parse();
  await run(command.opts<Options>());
} catch (error) {
  process.exitCode = explain(error);
}

async function run(options: Options): Promise<void> {
  const { persons, seed } = options;
  if (options.writeDefault !== undefined) {
    await writeDefaultSandbox(options.writeDefault, { persons, seed });
    console.log(`Wrote a sandbox with ${persons} persons into ${options.writeDefault}`);
    return;
  }
  if (options.sandbox !== undefined) {
    await runUntilStopped(options.sandbox, options);
    return;
  }
  const generated = await mkdtemp(path.join(os.tmpdir(), 'adobe-sandbox-'));
  try {
    await writeDefaultSandbox(generated, { persons, seed });
    await runUntilStopped(generated, options);
  } finally {
    await rm(generated, { recursive: true, force: true });
  }
}

async function runUntilStopped(sandboxFolder: string, options: Options): Promise<void> {
  const { description } = await loadSandbox(sandboxFolder);
  const emulator = await createEmulator({
    sandboxFolder,
    clock: createRunningClock(Date.parse(`${description.startsOn}T00:00:00Z`), options.speed),
    seed: options.seed,
    port: options.port,
    ...(options.record === undefined ? {} : { record: options.record }),
  });
  console.log(welcome(emulator, options));
  await Promise.race(['SIGINT', 'SIGTERM'].map((signal) => once(process, signal)));
  await emulator.close();
}

function welcome({ url, baseUrls, credentials, sandbox }: Emulator, { speed: factor }: Options): string {
  const lines: [string, string][] = [
    ['IMS', baseUrls.ims],
    ['Experience Platform', baseUrls.platform],
    ['CJA', baseUrls.cja],
    ['control routes', `${url}/__emulator`],
    ['client id', credentials.clientId],
    ['client secret', credentials.clientSecret],
    ['organization', credentials.orgId],
    ['scopes', credentials.scopes],
    ['sandbox', sandbox.name],
    ['simulated time', `from ${sandbox.startsOn}T00:00:00Z on, ${factor} s per second`],
  ];
  return [
    'Adobe is emulated on this machine; Ctrl-C ends it.',
    ...lines.map(([name, value]) => `  ${name.padEnd(20)} ${value}`),
  ].join('\n');
}

/** One line for what the user can change; anything else is a fault of the emulator and shows where. */
function explain(error: unknown): number {
  if (error instanceof CommanderError) {
    if (error.exitCode === 0) return 0;
    console.error(error.message.replace(/^error: /, ''));
    return IMPOSSIBLE;
  }
  if (isPortTaken(error)) {
    console.error(`${error.message}. Choose another port with --port.`);
    return IMPOSSIBLE;
  }
  if (error instanceof SandboxError) {
    console.error(error.message);
    return IMPOSSIBLE;
  }
  console.error(error);
  return 1;
}

function isPortTaken(error: unknown): error is Error {
  return error instanceof Error && 'code' in error && (error.code === 'EADDRINUSE' || error.code === 'EACCES');
}

function speed(text: string): number {
  const number = Number(text);
  if (!/^\d+(\.\d+)?$/.test(text) || number > 1_000_000)
    throw new InvalidArgumentError('It must be a number from 0 to 1000000.');
  return number;
}

function newFolder(text: string): string {
  if (existsSync(text)) throw new InvalidArgumentError('It exists already; name a new folder.');
  return path.resolve(text);
}
