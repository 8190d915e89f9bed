import type { WaitState } from '../../definition/states.ts';
import { EvaluationError } from '../../errors.ts';
import { evaluateTo, isNumber, isText } from '../../query/evaluate.ts';
import { timestampOf } from '../../timestamp.ts';
import type { Outcome, StateRun } from '../state-run.ts';

const MOST_SECONDS = 99_999_999;

export async function runWait(wait: WaitState, stateRun: StateRun): Promise<Outcome> {
  const { since } = stateRun;
  const until = await endOfWait(wait, stateRun, since);
  await stateRun.run.pause(Math.max(0, until - stateRun.run.clock.now()), stateRun.signal);
  return stateRun.finish(wait, wait.Next ?? null, stateRun.input);
}

/** @returns epoch milliseconds */
async function endOfWait({ Seconds, Timestamp }: WaitState, stateRun: StateRun, since: number): Promise<number> {
  if (Timestamp !== undefined) {
    const text = await evaluateTo('string', isText, Timestamp, stateRun.bindings(), 'Timestamp');
    const time = timestampOf(text);
    if (time !== null) return time;
    const problem = `The Timestamp field cannot be parsed as an ISO-8601 extended offset date-time format string: ${text}`;
    throw new EvaluationError(problem, 'Timestamp');
  }
  const seconds = await evaluateTo('number', isNumber, Seconds ?? 0, stateRun.bindings(), 'Seconds');
  if (Number.isInteger(seconds) && seconds >= 0 && seconds <= MOST_SECONDS) return since + seconds * 1000;
  throw new EvaluationError(
    `The Seconds field must be a whole number from 0 to ${MOST_SECONDS}, but was: ${seconds}`,
    'Seconds',
  );
}
