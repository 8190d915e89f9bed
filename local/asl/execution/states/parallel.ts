import type { ParallelState, Scope } from '../../definition/states.ts';
import type { Branch, FanOut } from '../frame.ts';
import { checkPayload } from '../limits.ts';
import type { Outcome, StateRun } from '../state-run.ts';
import { runBranches } from './fan-out.ts';

/** Runs its branches side by side (docs "Parallel workflow state"). */
export async function runParallel(parallel: ParallelState, stateRun: StateRun): Promise<Outcome> {
  stateRun.frame.fanOut ??= await start(parallel, stateRun);
  const scopeOf = (branch: Branch): Scope => {
    const scope = parallel.Branches[branch.index];
    if (scope === undefined) throw new Error(`The state "${stateRun.name}" has no branch ${branch.index}`);
    return scope;
  };
  const { fanOut } = stateRun.frame;
  const result = await runBranches(stateRun, { fanOut, scopeOf, concurrency: parallel.Branches.length });
  checkPayload(result, stateRun.name);
  return stateRun.finish(parallel, parallel.Next ?? null, result, { result });
}

async function start(parallel: ParallelState, stateRun: StateRun): Promise<FanOut> {
  const { Arguments, Branches } = parallel;
  const input = Arguments === undefined ? stateRun.input : await stateRun.evaluate(Arguments, 'Arguments');
  checkPayload(input, stateRun.name);
  const branches = Branches.map((_, index) => ({ index, input, frame: null }));
  return { startedEventId: stateRun.record('ParallelStateStarted'), branches };
}
