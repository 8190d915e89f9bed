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

/** There may be no old run: it comes on top of what surely happens. */
const ON_TOP: FaultKind = 'old run redriven';

/** @param kinds to draw from */
export function planRun(chance: Chance, run: number, kinds: readonly FaultKind[] = FAULT_KINDS): RunPlan {
  const between = (lowest: number, highest: number, what: string): number =>
    chance.between([lowest, highest], 'run', run, what);
  const sure = kinds.filter((kind) => kind !== ON_TOP);
  const first = between(0, sure.length - 1, 'kind');
  const others = Array.from({ length: [0, 0, 0, 1, 1, 2][between(0, 5, 'others')]! }, (_, place) =>
    between(0, sure.length - 1, `other kind ${place}`),
  );
  const drawn = new Set([first, ...others].map((place) => sure[place]!));
  if (kinds.includes(ON_TOP) && between(1, 3, ON_TOP) === 1) drawn.add(ON_TOP);
  return {
    run,
    pauseDays: between(1, 10, 'pause') <= 8 ? 0 : between(1, 2, 'length of pause'),
    faults: [...drawn].map((kind) => drawFault(chance, kind, 'run', run)),
    isLeftFailed: between(1, 4, 'left failed') === 1,
    redrivesBeforeMended: between(0, 1, 'mended'),
  };
}
