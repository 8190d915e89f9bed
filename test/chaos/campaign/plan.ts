import type { Chance } from '../../../emulator/chance.ts';
import { drawFault, type Fault, FAULT_KINDS, type FaultKind } from '../faults/faults.ts';

/** What a scheduled run is up against. Nothing of it depends on how earlier runs went. */
export interface RunPlan {
  /** Within its life, from 1. */
  readonly run: number;
  /** Days without a run before it. */
  readonly pauseDays: number;
  readonly faults: readonly Fault[];
  /** If it fails, nobody redrives it on the same day; an `old run redriven` may later. */
  readonly isLeftFailed: boolean;
  /** How often the operator redrives in vain before what is wrong at Adobe is over. */
  readonly redrivesBeforeMended: number;
}

/** @param kinds to draw from */
export function planRun(chance: Chance, run: number, kinds: readonly FaultKind[] = FAULT_KINDS): RunPlan {
  const between = (lowest: number, highest: number, what: string): number =>
    chance.between([lowest, highest], 'run', run, what);
  const count = Math.min(kinds.length, [1, 1, 1, 2, 2, 3][between(0, 5, 'number of faults')]!);
  const first = between(0, kinds.length - 1, 'kind');
  const step = between(1, kinds.length - 1 || 1, 'step');
  const drawn = new Set(Array.from({ length: count }, (_, place) => kinds[(first + place * step) % kinds.length]!));
  return {
    run,
    pauseDays: between(1, 10, 'pause') <= 8 ? 0 : between(1, 2, 'length of pause'),
    faults: [...drawn].map((kind) => drawFault(chance, kind, 'run', run)),
    isLeftFailed: between(1, 4, 'left failed') === 1,
    redrivesBeforeMended: between(0, 1, 'mended'),
  };
}
