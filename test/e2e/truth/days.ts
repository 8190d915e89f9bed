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

/** What CJA loses later, it has held when the run was confirmed; the next run repairs it. */
const BEFORE_CONFIRMED = STATES.slice(0, STATES.indexOf('Confirm connection') + 1);

export type Trouble =
  | { readonly kind: 'none' }
  /** The scheduled run is stopped. */
  | { readonly kind: 'interruption'; readonly state: (typeof STATES)[number] }
  | { readonly kind: 'batch skipped' | 'history lost' | 'rows dropped' }
  /** Before the scheduled run, with or without a backfill that completes before it; or when the run is in a state. */
  | { readonly kind: 'dataset re-added'; readonly when: 'before' | 'before, and backfilled' | (typeof STATES)[number] }
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
    weight: 3,
    arbitrary: fc.record({
      kind: fc.constant('dataset re-added' as const),
      when: fc.constantFrom('before' as const, 'before, and backfilled' as const, ...BEFORE_CONFIRMED),
    }),
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
