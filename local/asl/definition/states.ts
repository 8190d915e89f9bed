import type * as z from 'zod';
import type {
  ChoiceFields,
  FailFields,
  MapFields,
  ParallelFields,
  PassFields,
  SucceedFields,
  TaskFields,
  WaitFields,
} from './fields.ts';

export type TaskState = z.infer<typeof TaskFields>;
export type PassState = z.infer<typeof PassFields>;
export type WaitState = z.infer<typeof WaitFields>;
export type ChoiceState = z.infer<typeof ChoiceFields>;
export type SucceedState = z.infer<typeof SucceedFields>;
export type FailState = z.infer<typeof FailFields>;
export type MapState = Omit<z.infer<typeof MapFields>, 'ItemProcessor'> & { readonly ItemProcessor: Scope };
export type ParallelState = Omit<z.infer<typeof ParallelFields>, 'Branches'> & { readonly Branches: readonly Scope[] };

export type State =
  TaskState | PassState | WaitState | ChoiceState | SucceedState | FailState | MapState | ParallelState;

/** A machine, a branch of a Parallel state or the processor of a Map state: states of its own, and variables of its own. */
export interface Scope {
  readonly startAt: string;
  readonly states: ReadonlyMap<string, State>;
}

export interface MachineDefinition extends Scope {
  readonly comment: string | undefined;
  readonly timeoutSeconds: number | undefined;
}

export function stateOf(scope: Scope, name: string): State {
  const state = scope.states.get(name);
  if (state === undefined) throw new Error(`There is no state "${name}" in its scope`);
  return state;
}
