import { Command, CommanderError, InvalidArgumentError, Option } from 'commander';
import { MODES, type Mode } from './transform.ts';

interface Common {
  readonly threads: number;
  readonly memoryLimit: string;
  readonly timeoutSeconds: number;
  readonly json: boolean;
}

export type BenchOptions =
  | (Common & {
      readonly command: 'transform';
      readonly persons: readonly number[];
      readonly audiences: readonly number[];
      readonly modes: readonly Mode[];
    })
  | (Common & {
      readonly command: 'churn';
      readonly persons: number;
      readonly audiences: number;
      readonly percents: readonly number[];
    });

/** What was typed cannot be done; one line says why. */
export class UsageError extends Error {
  override readonly name = 'UsageError';
}

const MOST_PERSONS = 20_000_000;
const MOST_AUDIENCES = 500;

/**
 * Reads the command line of `npm run bench`.
 * @returns null where help was asked for (and printed)
 * @throws UsageError
 */
export function readOptions(argv: readonly string[]): BenchOptions | null {
  let options: BenchOptions | null = null;
  const program = new Command('npm run bench --')
    .description('Measures the transform in the emulated Query Service. Each measurement is a process of its own.')
    .helpOption('-h, --help', 'show this help');

  const transform = common(program.command('transform'))
    .description('CPU and wall time, peak memory and rows written; ratios to a bare scan and a bare grouping')
    .addOption(listOption('--persons <n,…>', 'persons', whole(1, MOST_PERSONS), [100_000, 1_000_000]))
    .addOption(listOption('--audiences <n,…>', 'audiences', whole(1, MOST_AUDIENCES), [10]))
    .addOption(listOption('--mode <mode,…>', 'full, delta', mode, [...MODES]));
  transform.action((given: GivenCommon & { persons: number[]; audiences: number[]; mode: Mode[] }) => {
    const { persons, audiences, mode: modes } = given;
    options = { command: 'transform', ...commonOf(given), persons, audiences, modes };
  });

  const churn = common(program.command('churn'))
    .description('rows written against the number of person IDs whose membership changed, counted independently')
    .option('--persons <n>', 'persons', whole(100, MOST_PERSONS), 100_000)
    .option('--audiences <n>', 'audiences', whole(1, MOST_AUDIENCES), 10)
    .addOption(listOption('--percent <n,…>', 'how many of a hundred persons change', whole(0, 100), [0, 1, 10, 100]));
  churn.action((given: GivenCommon & { persons: number; audiences: number; percent: number[] }) => {
    const { persons, audiences, percent: percents } = given;
    options = { command: 'churn', ...commonOf(given), persons, audiences, percents };
  });

  for (const command of [program, transform, churn]) {
    command
      .allowExcessArguments(false)
      .exitOverride()
      .configureOutput({ writeErr: () => undefined });
  }
  try {
    program.parse([...argv], { from: 'user' });
  } catch (error) {
    if (!(error instanceof CommanderError)) throw error;
    if (error.code === 'commander.helpDisplayed') return null;
    if (error.code === 'commander.help') throw new UsageError('say what to measure: transform or churn (--help)');
    throw new UsageError(error.message.replace(/^error: /, ''));
  }
  return options;
}

function common(command: Command): Command {
  return command
    .option('--threads <n>', "DuckDB's threads", whole(1, 64), 2)
    .option('--memory-limit <size>', 'what DuckDB may use before it spills to disk', size, '3GB')
    .option('--timeout <seconds>', 'end a measurement that takes longer', whole(1, 86_400), 900)
    .option('--json', 'print one JSON document on standard output, and nothing else', false)
    .helpOption('-h, --help', 'show this help');
}

/** What the options of both commands come to. */
interface GivenCommon {
  readonly threads: number;
  readonly memoryLimit: string;
  readonly timeout: number;
  readonly json: boolean;
}

function commonOf({ threads, memoryLimit, timeout, json }: GivenCommon): Common {
  return { threads, memoryLimit, timeoutSeconds: timeout, json };
}

function whole(least: number, most: number): (text: string) => number {
  return (text) => {
    const number = Number(text);
    if (!/^\d+$/.test(text) || number < least || number > most) {
      throw new InvalidArgumentError(`It must be a whole number from ${least} to ${most}.`);
    }
    return number;
  };
}

function mode(text: string): Mode {
  const known = MODES.find((candidate) => candidate === text);
  if (known === undefined) throw new InvalidArgumentError(`It must be one of ${MODES.join(', ')}.`);
  return known;
}

function size(text: string): string {
  if (!/^\d+(MB|GB)$/.test(text)) throw new InvalidArgumentError('It must be a size such as 800MB or 3GB.');
  return text;
}

/** Several values with commas between them; the help shows the default as it would be typed. */
function listOption<T>(flags: string, description: string, item: (text: string) => T, fallback: readonly T[]): Option {
  return new Option(flags, description)
    .argParser((text) => text.split(',').map(item))
    .default(fallback, fallback.join(','));
}
