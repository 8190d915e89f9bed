import { Command, InvalidArgumentError } from 'commander';
import { existsSync } from 'node:fs';
import path from 'node:path';
import { between, sandboxFolder } from '../../emulator/arguments.ts';
import { file, readCommandLine } from '../command-line.ts';

export interface StartOptions {
  readonly sync: string | null;
  readonly sandbox: string | null;
  readonly days: number;
  readonly persons: number;
  readonly seed: number;
  readonly json: boolean;
  readonly record: string | null;
  /** null: in a folder of the operating system for such files, unless the result is JSON. */
  readonly report: string | null;
  readonly verbose: boolean;
}

/**
 * Reads the command line of `npm start`.
 * @returns null where help was asked for (and printed)
 * @throws UsageError
 */
export function readOptions(argv: readonly string[]): StartOptions | null {
  const command = new Command('npm start --')
    .description(
      'Runs the audience sync on this machine: the synthesized state machine and its bundled functions, against an emulated Adobe, over simulated days.',
    )
    .option('--sync <file>', 'sync definition (default: sync.json of the sandbox, else syncs/example.json)', file)
    .option(
      '--sandbox <dir>',
      'sandbox folder, as emulator/SANDBOX.md describes it (default: a generated one)',
      sandboxFolder,
    )
    .option('--days <n>', 'simulated days, one run each', between(1, 366), 2)
    .option('--persons <n>', 'persons in the generated sandbox', between(1, 5_000_000), 20_000)
    .option('--seed <n>', 'seed of everything that is left to chance', between(0, 2 ** 31 - 1), 1)
    .option('--json', 'print one JSON document on standard output, and nothing else', false)
    .option('--record <dir>', 'write every HTTP exchange with Adobe and every transform into a new folder', newFolder)
    .option('--report <file>', 'write the report about the runs here (default: a temporary folder)', newFile)
    .option('--verbose', 'show what the functions log', false)
    .helpOption('-h, --help', 'show this help')
    .allowExcessArguments(false)
    .exitOverride()
    .configureOutput({ writeErr: () => undefined });
  if (!readCommandLine(command, argv)) return null;
  const given = command.opts<Partial<StartOptions>>();
  return {
    sync: given.sync ?? null,
    sandbox: given.sandbox ?? null,
    days: given.days ?? 2,
    persons: given.persons ?? 20_000,
    seed: given.seed ?? 1,
    json: given.json ?? false,
    record: given.record ?? null,
    report: given.report ?? null,
    verbose: given.verbose ?? false,
  };
}

function newFile(text: string): string {
  if (!existsSync(path.dirname(path.resolve(text)))) throw new InvalidArgumentError('There is no such folder.');
  return path.resolve(text);
}

function newFolder(text: string): string {
  if (existsSync(text)) throw new InvalidArgumentError('It exists already; name a new folder.');
  return path.resolve(text);
}
