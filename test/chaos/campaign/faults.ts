import type { Chance } from '../../../emulator/chance.ts';

/** States at which an execution may be stopped. */
const STATES = [
  'Start export',
  'Wait for export',
  'Check export',
  'Start transform',
  'Wait for transform',
  'Check transform',
  'Wait for CJA',
  'Confirm connection',
  'Remove old exports',
  'Record run',
] as const;

/** One thing that goes wrong with a run; all of it is drawn before the run starts. */
export type Fault =
  /** The execution is stopped when it enters the state for the nth time. */
  | { readonly kind: 'execution stopped'; readonly state: (typeof STATES)[number]; readonly nth: number }
  /** The schedule fires twice: in the same second, or once more while the run is in the state. */
  | { readonly kind: 'duplicate start'; readonly state: (typeof STATES)[number] | null }
  /** An execution that failed earlier is redriven before, during or after this run. */
  | { readonly kind: 'old run redriven'; readonly when: 'before' | 'meanwhile' | 'after' }
  /** CJA never takes in the next batch. */
  | { readonly kind: 'CJA skips a batch' }
  /** An administrator removes the dataset from the connection and adds it again. */
  | { readonly kind: 'dataset added to CJA again' };
export type FaultKind = Fault['kind'];

type Draw = (pick: Pick) => Fault;
type Pick = <Value>(values: readonly Value[], what: string) => Value;

const DRAWS: Readonly<Record<FaultKind, Draw>> = {
  'execution stopped': (pick) => ({
    kind: 'execution stopped',
    state: pick(STATES, 'state'),
    nth: pick([1, 1, 2], 'nth'),
  }),
  'duplicate start': (pick) => ({ kind: 'duplicate start', state: pick([null, null, ...STATES], 'state') }),
  'old run redriven': (pick) => ({ kind: 'old run redriven', when: pick(['before', 'meanwhile', 'after'], 'when') }),
  'CJA skips a batch': () => ({ kind: 'CJA skips a batch' }),
  'dataset added to CJA again': () => ({ kind: 'dataset added to CJA again' }),
};
export const FAULT_KINDS = Object.keys(DRAWS) as readonly FaultKind[];

/** @param name of what is drawn; the same name and seed give the same fault */
export function drawFault(chance: Chance, kind: FaultKind, ...name: readonly (string | number)[]): Fault {
  const pick: Pick = (values, what) => values[chance.between([0, values.length - 1], ...name, kind, what)]!;
  return DRAWS[kind](pick);
}
