import { styleText } from 'node:util';
import type { Execution, HistoryEvent } from '../index.ts';
import { causeText } from '../../shared/executions/cause-text.ts';

/** A moment as a person reads it in a log of simulated days. */
export const clockTime = (milliseconds: number): string =>
  new Date(milliseconds).toISOString().slice(0, 16).replace('T', ' ');

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

/** The story of an execution while it happens: each state when it is first entered, and how it ends. */
export function createStoryTeller(): (execution: Execution, event: HistoryEvent) => void {
  const told = new Set<string>();
  return (execution, { type, timestamp, stateEnteredEventDetails, executionFailedEventDetails }) => {
    const time = clockTime(timestamp);
    const name = stateEnteredEventDetails?.name;
    if (name !== undefined) {
      const key = `${execution.arn} ${name}`;
      if (!told.has(key)) faint(`  ${time}  ${name}`);
      told.add(key);
    } else if (executionFailedEventDetails !== undefined) {
      const { error = '', cause = '' } = executionFailedEventDetails;
      say(`  ${time}  ${styleText('red', `failed: ${error}`, { stream: process.stderr })} ${causeText(cause)}`);
    } else if (type === 'ExecutionSucceeded') {
      say(`  ${time}  ${styleText('green', 'succeeded', { stream: process.stderr })}`);
    }
  };
}
