import { styleText } from 'node:util';
import type { Message } from '../index.ts';
import { clockTime, say } from './progress.ts';

/** A message as its subscribers would get it. */
export function sayMessage({ at, topicName, subject, text }: Message): void {
  const title = styleText('yellow', `Message to ${topicName}: ${subject ?? ''}`, { stream: process.stderr });
  say([`${clockTime(at)}  ${title}`, ...text.split('\n').map((line) => `    ${line}`)].join('\n'));
}
