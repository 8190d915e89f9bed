import { Command, CommanderError, InvalidArgumentError } from 'commander';

export interface ChaosOptions {
  readonly runs: number;
  readonly seed: number;
  readonly processes: number;
  readonly json: boolean;
}

/** What was typed cannot be done; one line says why. */
export class UsageError extends Error {
  override readonly name = 'UsageError';
}

/**
 * Reads the command line of `npm run chaos`.
 * @returns null where help was asked for (and printed)
 * @throws UsageError
 */
export function readOptions(argv: readonly string[]): ChaosOptions | null {
  const program = new Command('npm run chaos --')
    .description(
      'Scheduled executions over many simulated days, each under random faults of Adobe and AWS, with redrives until they ' +
        'are green or a person has to mend something; after each, everything that must never happen is looked for.\n' +
        'The same seed and number of runs are the same campaign.',
    )
    .option('--runs <n>', 'scheduled executions', whole(1, 100_000), 100)
    .option('--seed <n>', 'everything that is left to chance', whole(0, 2 ** 31 - 1), 1)
    .option('--processes <n>', 'lives that are lived at a time, which changes nothing in them', whole(1, 64), 2)
    .option('--json', 'one JSON document on standard output, nothing else', false)
    .helpOption('-h, --help', 'show this help')
    .exitOverride()
    .configureOutput({ writeErr: () => undefined });
  try {
    program.parse(argv, { from: 'user' });
  } catch (error) {
    if (!(error instanceof CommanderError)) throw error;
    if (error.code === 'commander.helpDisplayed') return null;
    throw new UsageError(error.message.replace(/^error: /, ''));
  }
  return program.opts<ChaosOptions>();
}

function whole(lowest: number, highest: number): (text: string) => number {
  return (text) => {
    const value = Number(text);
    if (/^\d+$/.test(text) && value >= lowest && value <= highest) return value;
    throw new InvalidArgumentError(`It must be a whole number from ${lowest} to ${highest}.`);
  };
}
