import { type Command, CommanderError, InvalidArgumentError } from 'commander';
import { existsSync, statSync } from 'node:fs';
import path from 'node:path';

/** What was typed cannot be done; one line says why. */
export class UsageError extends Error {
  override readonly name = 'UsageError';
}

/**
 * Lets a command read what was typed.
 * @returns false where help was asked for (and printed)
 * @throws UsageError
 */
export function readCommandLine(command: Command, argv: readonly string[]): boolean {
  try {
    command.parse([...argv], { from: 'user' });
    return true;
  } catch (error) {
    if (!(error instanceof CommanderError)) throw error;
    if (error.code === 'commander.helpDisplayed') return false;
    throw new UsageError(error.message.replace(/^error: /, '').replaceAll('\n', ' '));
  }
}

/** @returns the absolute path of a file that there is */
export function file(text: string): string {
  if (!existsSync(text) || !statSync(text).isFile()) throw new InvalidArgumentError('There is no such file.');
  return path.resolve(text);
}
