import { styleText } from 'node:util';

/** A moment as a person reads it in a log of simulated days. */
export const clockTime = (milliseconds: number): string => new Date(milliseconds).toISOString().slice(0, 16).replace('T', ' ');

/** Progress goes to standard error, so that standard output holds the result and nothing else. */
export function say(text: string): void {
  process.stderr.write(`${text}\n`);
}

export function heading(text: string): void {
  say(styleText('bold', text, { stream: process.stderr }));
}

export function faint(text: string): void {
  say(styleText('dim', text, { stream: process.stderr }));
}
