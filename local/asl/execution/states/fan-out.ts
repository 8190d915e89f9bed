import { type Scope, type State, stateOf } from '../../definition/states.ts';
import { ExecutionEnded, StatesError } from '../../errors.ts';
import type { Json } from '../../json.ts';
import { type Branch, type FanOut, type Frame, newFrame } from '../frame.ts';
import type { StateRun } from '../state-run.ts';

interface Plan {
  readonly fanOut: FanOut;
  readonly scopeOf: (branch: Branch) => Scope;
  /** How many branches run at a time. */
  readonly concurrency: number;
}

/** Why the branches beside one that failed stop. */
class SiblingFailed extends ExecutionEnded {}

/**
 * Runs those branches or iterations that have not succeeded yet: all of them at first, what failed, was aborted or had not
 * started after a redrive.
 * @returns the output of each, in order
 * @throws StatesError of the branch that failed first, once all others have stopped
 */
export async function runBranches(stateRun: StateRun, { fanOut, scopeOf, concurrency }: Plan): Promise<Json[]> {
  const stopping = new AbortController();
  const signal = AbortSignal.any([stateRun.signal, stopping.signal]);
  const waiting = fanOut.branches.filter((branch) => branch.output === undefined);
  let lastEventId = waiting.length === 0 ? stateRun.frame.lastEventId : fanOut.startedEventId;
  let failed: { readonly branch: Branch; readonly error: StatesError } | undefined;

  const runOne = async (branch: Branch, frame: Frame): Promise<void> => {
    const outerVariables = stateRun.variables;
    branch.output = await stateRun.run.runScope({ scope: scopeOf(branch), frame, outerVariables, signal });
    lastEventId = iterationEvent(stateRun, branch, 'Succeeded', frame.lastEventId) ?? frame.lastEventId;
  };
  const runInTurn = async (first: Branch): Promise<void> => {
    let branch: Branch | undefined = first;
    while (branch !== undefined) {
      const frame = startBranch(stateRun, branch, scopeOf(branch), fanOut.startedEventId);
      try {
        await runOne(branch, frame);
      } catch (error) {
        if (error instanceof StatesError) failed ??= { branch, error };
        stopping.abort(new SiblingFailed('Another branch failed'));
        if (error instanceof StatesError || error instanceof SiblingFailed) return;
        throw error;
      }
      branch = waiting.shift();
      if (branch !== undefined) startBranch(stateRun, branch, scopeOf(branch), frame.lastEventId);
    }
  };

  const firstOnes = waiting.splice(0, concurrency);
  if (stateRun.type === 'Map') {
    for (const branch of firstOnes) startBranch(stateRun, branch, scopeOf(branch), fanOut.startedEventId);
  }
  await settled(firstOnes.map(runInTurn));
  stateRun.signal.throwIfAborted();
  if (failed !== undefined) {
    const failedEventId = failed.branch.frame?.lastEventId ?? fanOut.startedEventId;
    recordAborted(stateRun, fanOut, scopeOf, failed.branch, failedEventId);
    stateRun.frame.lastEventId = failedEventId;
    throw failed.error;
  }
  stateRun.frame.lastEventId = lastEventId;
  stateRun.recordBehind(lastEventId, stateRun.type === 'Map' ? 'MapStateSucceeded' : 'ParallelStateSucceeded');
  return fanOut.branches.map((branch) => branch.output ?? null);
}

/** Waits for all of them, even when one fails. */
async function settled(branches: readonly Promise<void>[]): Promise<void> {
  await Promise.allSettled(branches);
  await Promise.all(branches);
}

/** A branch that a redrive goes on with has started already. */
function startBranch(stateRun: StateRun, branch: Branch, scope: Scope, previousEventId: number): Frame {
  if (branch.frame !== null) return branch.frame;
  const startedEventId = iterationEvent(stateRun, branch, 'Started', previousEventId);
  branch.frame = newFrame(scope.startAt, branch.input, startedEventId ?? previousEventId);
  return branch.frame;
}

/** Only iterations of a Map state have events of their own. */
function iterationEvent(
  stateRun: StateRun,
  branch: Branch,
  what: 'Started' | 'Succeeded' | 'Failed' | 'Aborted',
  previousEventId: number,
): number | null {
  if (stateRun.type !== 'Map') return null;
  const details = { [`mapIteration${what}EventDetails`]: { name: stateRun.name, index: branch.index } };
  return stateRun.recordBehind(previousEventId, `MapIteration${what}`, details);
}

/**
 * Everything that was still open when a branch failed is aborted, the failed task's own state included, and all of these events
 * follow the one that failed. The order is that of histories recorded from AWS.
 */
function recordAborted(
  stateRun: StateRun,
  fanOut: FanOut,
  scopeOf: (branch: Branch) => Scope,
  failed: Branch,
  failedEventId: number,
): void {
  for (const branch of fanOut.branches) {
    if (branch.frame === null || branch.output !== undefined) continue;
    iterationEvent(stateRun, branch, branch === failed ? 'Failed' : 'Aborted', failedEventId);
    if (branch.frame.entered === null) continue;
    const state = stateOf(scopeOf(branch), branch.frame.state);
    if (branch !== failed) recordInnerAborted(stateRun, state, branch.frame, failedEventId);
    recordStateAborted(stateRun, state, failedEventId);
  }
}

function recordInnerAborted(stateRun: StateRun, state: State, frame: Frame, failedEventId: number): void {
  if (frame.fanOut === null || (state.Type !== 'Map' && state.Type !== 'Parallel')) return;
  for (const branch of frame.fanOut.branches) {
    if (branch.frame === null || branch.output !== undefined || branch.frame.entered === null) continue;
    const scope = state.Type === 'Map' ? state.ItemProcessor : state.Branches[branch.index];
    if (scope === undefined) continue;
    const inner = stateOf(scope, branch.frame.state);
    if (state.Type === 'Map') {
      const details = { mapIterationAbortedEventDetails: { name: frame.state, index: branch.index } };
      stateRun.recordBehind(failedEventId, 'MapIterationAborted', details);
    }
    recordInnerAborted(stateRun, inner, branch.frame, failedEventId);
    recordStateAborted(stateRun, inner, failedEventId);
  }
}

function recordStateAborted(stateRun: StateRun, state: State, failedEventId: number): void {
  if (state.Type === 'Task' || state.Type === 'Wait' || state.Type === 'Map' || state.Type === 'Parallel') {
    stateRun.recordBehind(failedEventId, `${state.Type}StateAborted`);
  }
}
