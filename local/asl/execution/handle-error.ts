import type { Catcher, Retrier } from '../definition/fields.ts';
import type { MapState, ParallelState, State, TaskState } from '../definition/states.ts';
import type { StatesError } from '../errors.ts';
import type { Outcome, StateRun } from './state-run.ts';

type Handling = TaskState | MapState | ParallelState;

export function handlesErrors(state: State): state is Handling {
  return state.Type === 'Task' || state.Type === 'Map' || state.Type === 'Parallel';
}

/** How often each retrier of a state has been used since the state was entered or redriven. */
export type RetrierUses = Map<Retrier, number>;

/**
 * The delay before the next try by the first retrier that matches; null when it is used up or none matches.
 * Source: docs "Handling errors in Step Functions workflows", Retrying after an error.
 * @returns milliseconds
 */
export function retryDelay(
  state: Handling,
  error: StatesError,
  uses: RetrierUses,
  fraction: () => number,
): number | null {
  const retrier = state.Retry.find(({ ErrorEquals }) => matches(ErrorEquals, error, state));
  if (retrier === undefined) return null;
  const used = uses.get(retrier) ?? 0;
  if (used >= retrier.MaxAttempts) return null;
  uses.set(retrier, used + 1);
  const grown = retrier.IntervalSeconds * retrier.BackoffRate ** used;
  const seconds = Math.min(grown, retrier.MaxDelaySeconds ?? Infinity);
  return seconds * 1000 * (retrier.JitterStrategy === 'FULL' ? fraction() : 1);
}

/**
 * The state fails for good: the first catcher that matches leads on, else the error goes up.
 * @throws the error, when no catcher matches
 */
export async function catchError(state: Handling, stateRun: StateRun, error: StatesError): Promise<Outcome> {
  if (state.Type !== 'Task') stateRun.record(`${state.Type}StateFailed`);
  // Redriven, such a state runs all of its branches again (docs "Restarting state machine executions with redrive").
  if (error.error === 'States.DataLimitExceeded') stateRun.frame.fanOut = null;
  const catcher: Catcher | undefined = state.Catch.find(({ ErrorEquals }) => matches(ErrorEquals, error, state));
  if (catcher === undefined) throw error;
  const errorOutput = { Error: error.error ?? '', Cause: error.cause ?? '' };
  return stateRun.finish(catcher, catcher.Next, errorOutput, { errorOutput });
}

/** `States.ALL` and `States.TaskFailed` do not match these (docs "Handling errors in Step Functions workflows", Error names). */
const TERMINAL = ['States.DataLimitExceeded', 'States.Runtime'];

function matches(names: readonly string[], { error = '' }: StatesError, state: Handling): boolean {
  return names.some((name) => {
    switch (name) {
      case error:
        return true;
      case 'States.ALL':
        return !TERMINAL.includes(error);
      case 'States.TaskFailed':
        return error !== 'States.Timeout' && !TERMINAL.includes(error);
      case 'States.BranchFailed':
        return state.Type === 'Parallel' && !TERMINAL.includes(error);
      default:
        return false;
    }
  });
}
