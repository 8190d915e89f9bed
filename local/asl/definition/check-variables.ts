import { UnsupportedDefinition } from '../errors.ts';
import { innerScopes } from './check-flow.ts';
import type { Scope, State } from './states.ts';

/**
 * A branch or an iteration reads the variables around it but assigns only its own, so no name is assigned in both.
 * Source: docs "Passing data between states with variables", Variable scope.
 * @throws UnsupportedDefinition
 */
export function checkVariables(machine: Scope): void {
  visit(machine, new Set());
}

function visit(scope: Scope, outer: ReadonlySet<string>): void {
  const own = new Set(outer);
  for (const [name, state] of scope.states) {
    for (const variable of assignedBy(state)) {
      if (outer.has(variable)) {
        throw new UnsupportedDefinition(
          name,
          `Assign/${variable}`,
          'a scope around this one assigns the same variable',
        );
      }
      own.add(variable);
    }
  }
  for (const state of scope.states.values()) {
    for (const inner of innerScopes(state)) visit(inner, own);
  }
}

function assignedBy(state: State): string[] {
  const outcomes = [
    ...('Assign' in state ? [state] : []),
    ...(state.Type === 'Choice' ? state.Choices : []),
    ...('Catch' in state ? state.Catch : []),
  ];
  return outcomes.flatMap(({ Assign }) => Object.keys(Assign ?? {}));
}
