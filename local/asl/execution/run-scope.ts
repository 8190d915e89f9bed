import { type State, stateOf } from '../definition/states.ts';
import { StatesError } from '../errors.ts';
import type { Json } from '../json.ts';
import { catchError, handlesErrors, retryDelay, type RetrierUses } from './handle-error.ts';
import type { Run, ScopeRun } from './run.ts';
import { type Outcome, StateRun } from './state-run.ts';
import { runMap } from './states/map.ts';
import { runParallel } from './states/parallel.ts';
import { runChoice, runFail, runPass, runSucceed } from './states/simple-states.ts';
import { runTask } from './states/task.ts';
import { runWait } from './states/wait.ts';

/**
 * Runs a scope from where its frame stands to its end.
 * @returns the output of its last state
 * @throws StatesError, with the frame at the state that failed, ready to be redriven
 */
export async function runScope(run: Run, scopeRun: ScopeRun): Promise<Json> {
  const { scope, frame, signal } = scopeRun;
  for (;;) {
    signal.throwIfAborted();
    run.checkDeadline();
    const outcome = await runState(run, scopeRun, stateOf(scope, frame.state));
    Object.assign(frame.variables, outcome.assigned);
    if (outcome.next === null) return outcome.output;
    frame.state = outcome.next;
    frame.input = outcome.output;
    frame.entered = null;
    frame.fanOut = null;
  }
}

async function runState(run: Run, scopeRun: ScopeRun, state: State): Promise<Outcome> {
  const uses: RetrierUses = new Map();
  const stateRun = new StateRun(run, scopeRun, state.Type);
  for (;;) {
    try {
      return await runOnce(state, stateRun);
    } catch (thrown) {
      if (!(thrown instanceof StatesError)) throw thrown;
      const error = stateRun.located(thrown);
      if (!handlesErrors(state)) throw error;
      const delay = retryDelay(state, error, uses, () => run.random.fraction());
      if (delay === null) return await caught(state, stateRun, error);
      scopeRun.frame.fanOut = null;
      stateRun.retryCount += 1;
      await run.pause(delay, scopeRun.signal);
    }
  }
}

/** The Output or Assign of a catcher can fail to evaluate, too; nothing catches that. */
async function caught(...[state, stateRun, error]: Parameters<typeof catchError>): Promise<Outcome> {
  try {
    return await catchError(state, stateRun, error);
  } catch (thrown) {
    throw thrown instanceof StatesError ? stateRun.located(thrown) : thrown;
  }
}

async function runOnce(state: State, stateRun: StateRun): Promise<Outcome> {
  switch (state.Type) {
    case 'Task':
      return runTask(state, stateRun);
    case 'Pass':
      return runPass(state, stateRun);
    case 'Wait':
      return runWait(state, stateRun);
    case 'Choice':
      return runChoice(state, stateRun);
    case 'Succeed':
      return runSucceed(state, stateRun);
    case 'Fail':
      return runFail(state, stateRun);
    case 'Map':
      return runMap(state, stateRun);
    case 'Parallel':
      return runParallel(state, stateRun);
  }
}
