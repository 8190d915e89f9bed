import { styleText } from 'node:util';
import type { Execution, HistoryEvent } from '../index.ts';
import { clockTime, createStoryTeller, say } from '../start/progress.ts';

/** Says what happens, as it happens: the start of each execution, the states it comes to, its end. */
export function createRunLog(): (execution: Execution, event: HistoryEvent) => void {
  const tellStory = createStoryTeller();
  return (execution, event) => {
    const heading = headingOf(event);
    if (heading !== null) {
      const machine = execution.stateMachineArn.split(':').at(-1) ?? '';
      const title = styleText('bold', `${heading} ${machine} ${execution.name}`, { stream: process.stderr });
      say(`${clockTime(event.timestamp)}  ${title}`);
    }
    tellStory(execution, event);
  };
}

function headingOf({ type }: HistoryEvent): string | null {
  switch (type) {
    case 'ExecutionStarted':
      return 'Started';
    case 'ExecutionRedriven':
      return 'Redriven';
    case 'ExecutionAborted':
      return 'Stopped';
    case 'ExecutionTimedOut':
      return 'Timed out';
    default:
      return null;
  }
}
