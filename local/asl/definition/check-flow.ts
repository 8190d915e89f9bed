import { UnsupportedDefinition } from '../errors.ts';
import type { Scope, State } from './states.ts';

/**
 * Every state can be reached, every transition leads to a state of the same scope, and every path can end.
 * Source: the Amazon States Language specification, "Transitions" and "Timestamps… Terminal States" (states-language.net).
 * @throws UnsupportedDefinition
 */
export function checkFlow(scope: Scope, place: string): void {
  if (!scope.states.has(scope.startAt)) {
    throw new UnsupportedDefinition(place, 'StartAt', `there is no state "${scope.startAt}"`);
  }
  for (const [name, state] of scope.states) {
    if (name.length > 80) throw new UnsupportedDefinition(name, 'name', 'a state’s name has at most 80 characters');
    checkEnd(name, state);
    for (const target of targets(state)) {
      if (!scope.states.has(target))
        throw new UnsupportedDefinition(name, 'Next', `there is no state "${target}" here`);
    }
  }
  const reached = reachable(scope);
  for (const name of scope.states.keys()) {
    if (!reached.has(name)) throw new UnsupportedDefinition(name, 'state', 'no transition leads here');
  }
  if (![...scope.states.values()].some(isTerminal)) {
    throw new UnsupportedDefinition(place, 'States', 'no state ends this scope');
  }
}

/** Names are unique in the whole machine (docs "State machine structure in Amazon States Language": States). */
export function checkNamesAreUnique(machine: Scope): void {
  const seen = new Set<string>();
  const visit = (scope: Scope): void => {
    for (const [name, state] of scope.states) {
      if (seen.has(name)) throw new UnsupportedDefinition(name, 'name', 'two states of the machine have this name');
      seen.add(name);
      innerScopes(state).forEach(visit);
    }
  };
  visit(machine);
}

export function innerScopes(state: State): readonly Scope[] {
  if (state.Type === 'Map') return [state.ItemProcessor];
  return state.Type === 'Parallel' ? state.Branches : [];
}

function checkEnd(name: string, state: State): void {
  if (state.Type === 'Choice' || state.Type === 'Succeed' || state.Type === 'Fail') return;
  if ((state.Next === undefined) === (state.End === undefined)) {
    throw new UnsupportedDefinition(name, 'Next', 'a state has exactly one of Next and End');
  }
}

function isTerminal(state: State): boolean {
  return state.Type === 'Succeed' || state.Type === 'Fail' || ('End' in state && state.End === true);
}

function targets(state: State): string[] {
  const next = 'Next' in state && state.Next !== undefined ? [state.Next] : [];
  const caught = 'Catch' in state ? state.Catch.map((catcher) => catcher.Next) : [];
  if (state.Type !== 'Choice') return [...next, ...caught];
  return [...state.Choices.map((rule) => rule.Next), ...(state.Default === undefined ? [] : [state.Default])];
}

function reachable(scope: Scope): Set<string> {
  const reached = new Set<string>();
  const waiting = [scope.startAt];
  for (let name = waiting.pop(); name !== undefined; name = waiting.pop()) {
    if (reached.has(name)) continue;
    reached.add(name);
    const state = scope.states.get(name);
    if (state !== undefined) waiting.push(...targets(state));
  }
  return reached;
}
