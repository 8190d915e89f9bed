import fc from 'fast-check';
import { arbitraryChange, type Change } from './settings.ts';

/** States at which a run may be stopped, to be redriven later. */
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

export type Trouble =
  | { readonly kind: 'none' }
  /** The scheduled run is stopped. */
  | { readonly kind: 'interruption'; readonly state: (typeof STATES)[number] }
  | { readonly kind: 'batch skipped' | 'history lost' | 'rows dropped' }
  | { readonly kind: 'dataset re-added'; readonly isBackfilled: boolean }
  | { readonly kind: 'retention'; readonly months: number | null };

/** What happens on a day besides the people's own doings. */
export interface DayOfSync {
  /** Days without any run before it. */
  readonly pause: number;
  /** Of the sync definition. */
  readonly change: Change | null;
  readonly trouble: Trouble;
  /** When the newest run that failed before is redriven. */
  readonly redrive: 'never' | 'before' | 'meanwhile' | 'after';
  readonly repeat: 'no' | 'meanwhile' | 'after';
}

const trouble: fc.Arbitrary<Trouble> = fc.oneof(
  { weight: 8, arbitrary: fc.constant<Trouble>({ kind: 'none' }) },
  {
    weight: 4,
    arbitrary: fc.record({ kind: fc.constant('interruption' as const), state: fc.constantFrom(...STATES) }),
  },
  { weight: 2, arbitrary: fc.constant<Trouble>({ kind: 'batch skipped' }) },
  { weight: 1, arbitrary: fc.constant<Trouble>({ kind: 'history lost' }) },
  { weight: 1, arbitrary: fc.constant<Trouble>({ kind: 'rows dropped' }) },
  {
    weight: 2,
    arbitrary: fc.record({ kind: fc.constant('dataset re-added' as const), isBackfilled: fc.boolean() }),
  },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('retention' as const), months: fc.constantFrom(null, 1) }) },
);

export const arbitraryDay: fc.Arbitrary<DayOfSync> = fc.record({
  pause: fc.constantFrom(0, 0, 0, 0, 0, 1, 2),
  change: fc.option(arbitraryChange, { freq: 2 }),
  trouble,
  redrive: fc.constantFrom('never', 'before', 'meanwhile', 'after', 'after'),
  repeat: fc.constantFrom('no', 'no', 'no', 'meanwhile', 'after'),
});
