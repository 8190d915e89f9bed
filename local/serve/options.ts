import { Command, InvalidArgumentError } from 'commander';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { between, sandboxFolder } from '../../emulator/arguments.ts';
import { file, readCommandLine } from '../command-line.ts';

export interface ServeOptions {
  readonly sync: string | null;
  readonly sandbox: string | null;
  readonly persons: number | null;
  readonly seed: number | null;
  readonly speed: number;
  readonly port: number;
  readonly adobePort: number;
  readonly state: string;
  readonly fresh: boolean;
  readonly verbose: boolean;
}

const DEFAULT_STATE = fileURLToPath(new URL('../../.local', import.meta.url));

/** A day goes by in a minute. */
const DEFAULT_SPEED = 1440;

const HELP = `
Time is simulated: it begins with the sandbox's first day, runs --speed times as fast as the clock on the wall, and stands
still while a function runs. Schedules start what they start in it.

What happened is kept in the state folder; the next start goes on from there, in the same simulated second. Executions that
were running go on, too. The stack is synthesized anew at each start, like a deployment.

Examples:
  npm run local                        a daily sync, once a minute
  npm run local -- --speed 60          an hour in a minute
  npm run local -- --fresh             forget everything and begin anew
  npm run ops -- status                in another terminal, with the environment that is printed
`;

/**
 * Reads the command line of `npm run local`.
 * @returns null where help was asked for (and printed)
 * @throws UsageError
 */
export function readServeOptions(argv: readonly string[]): ServeOptions | null {
  const command = new Command('npm run local --')
    .description('Keeps the audience sync running on this machine, against an emulated Adobe, until Ctrl-C.')
    .option('--sync <file>', 'sync definition (default: sync.json of the sandbox, else syncs/example.json)', file)
    .option(
      '--sandbox <dir>',
      'sandbox folder, as emulator/SANDBOX.md describes it (default: a generated one)',
      sandboxFolder,
    )
    .option('--persons <n>', 'persons in the generated sandbox (default: 2000)', between(1, 5_000_000))
    .option('--seed <n>', 'seed of everything that is left to chance (default: 1)', between(0, 2 ** 31 - 1))
    .option('--speed <x>', 'simulated seconds per second; 1 is real time', speed, DEFAULT_SPEED)
    .option('--port <n>', 'port of the AWS endpoint; 0 takes any that is free', between(0, 65_535), 4570)
    .option('--adobe-port <n>', 'port of the emulated Adobe; 0 takes any that is free', between(0, 65_535), 8787)
    .option('--state <dir>', 'where everything is kept between starts', (text) => path.resolve(text), DEFAULT_STATE)
    .option('--fresh', 'forget what the state folder holds and begin anew', false)
    .option('--verbose', 'show what the functions log', false)
    .helpOption('-h, --help', 'show this help')
    .addHelpText('after', HELP)
    .allowExcessArguments(false)
    .exitOverride()
    .configureOutput({ writeErr: () => undefined });
  if (!readCommandLine(command, argv)) return null;
  const given = command.opts<Partial<ServeOptions>>();
  return {
    sync: given.sync ?? null,
    sandbox: given.sandbox ?? null,
    persons: given.persons ?? null,
    seed: given.seed ?? null,
    speed: given.speed ?? DEFAULT_SPEED,
    port: given.port ?? 4570,
    adobePort: given.adobePort ?? 8787,
    state: given.state ?? DEFAULT_STATE,
    fresh: given.fresh ?? false,
    verbose: given.verbose ?? false,
  };
}

function speed(text: string): number {
  const number = Number(text);
  if (!/^\d+(\.\d+)?$/.test(text) || number <= 0 || number > 100_000)
    throw new InvalidArgumentError('It must be a number above 0, up to 100000.');
  return number;
}
