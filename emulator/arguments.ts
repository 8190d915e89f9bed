import { InvalidArgumentError } from 'commander';
import { existsSync } from 'node:fs';
import path from 'node:path';

/** Readers of command-line arguments. They throw commander's InvalidArgumentError, whose text ends in what was wrong. */

export function between(least: number, most: number): (text: string) => number {
  return (text) => {
    const number = Number(text);
    if (!/^\d+$/.test(text) || number < least || number > most) {
      throw new InvalidArgumentError(`It must be a whole number from ${least} to ${most}.`);
    }
    return number;
  };
}

/** @returns an absolute path */
export function sandboxFolder(text: string): string {
  if (!existsSync(path.join(text, 'sandbox.json')))
    throw new InvalidArgumentError('The folder must hold a sandbox.json.');
  return path.resolve(text);
}
