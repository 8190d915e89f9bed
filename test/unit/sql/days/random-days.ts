import fc from 'fast-check';
import { layoutOf, type TransformSpec } from '../../../../shared/sql/spec.ts';
import { DayMaker, type Script } from './day-maker.ts';
import type { Day } from './expected-days.ts';

const PLACES = Array.from({ length: 12 }, (_, index) => index);

const hostileName = fc
  .array(
    fc.oneof(
      fc.constantFrom(
        "'",
        '\\',
        '"',
        '`',
        '$$',
        '${x}',
        '@v',
        '--',
        '/*',
        ';',
        ' , ',
        '\n',
        '$$ END; $$;',
        '\\u0041',
        '\u0000',
      ),
      fc.string({ unit: 'binary' }),
    ),
    { minLength: 1, maxLength: 8 },
  )
  .map((parts) => `x${parts.join('')}`.toWellFormed());

interface Wish extends Omit<Script, 'title' | 'at'> {
  readonly hours: number;
}

const wish: fc.Arbitrary<Wish> = fc.record(
  {
    hours: fc.constantFrom(1, 24),
    shape: fc.constantFrom('objects' as const, 'objects' as const, 'delimited' as const, 'single' as const),
    mode: fc.constantFrom('delta' as const, 'delta' as const, 'full' as const),
    skipEmptyRows: fc.constant(true as const),
    identity: fc.constantFrom<TransformSpec['identity']>(
      { namespace: 'ECID', which: 'all' },
      { namespace: 'ECID', which: 'primary' },
      { field: '_acme.crmId' },
      { field: '_acme.loyaltyNumber' },
    ),
    audiences: fc.oneof(fc.constant(PLACES), fc.shuffledSubarray(PLACES, { minLength: 1 })),
    hasOtherFields: fc.constant(true as const),
    rename: fc.tuple(fc.constantFrom(...PLACES), hostileName),
    churn: fc.constantFrom(0, 0.02, 0.3, 1),
    exported: fc.constantFrom('policy B is empty' as const, 'nobody' as const),
    counts: fc.constant('unknown' as const),
    dies: fc.constant(true as const),
  },
  { requiredKeys: ['hours', 'shape', 'mode', 'identity', 'audiences'] },
);

/** Days on which anything may happen together. A run whose layout is another than the last one's is `full`, as it must be. */
export const randomDays = (profiles: number): fc.Arbitrary<Day[]> =>
  fc.tuple(fc.integer(), fc.array(wish, { minLength: 5, maxLength: 8 })).map(([seed, wishes]) => {
    const maker = new DayMaker(profiles, seed);
    let at = 0;
    let layout: string | null = null;
    return wishes.map(({ hours, ...script }, index) => {
      at += hours;
      const audiences = script.shape === 'single' ? script.audiences.slice(0, 1) : script.audiences;
      const day = maker.next({
        churn: index === 0 ? 0 : undefined,
        ...script,
        audiences,
        title: `day ${index}`,
        at,
        acceptsSwing: true,
      });
      const isOther = layoutOf(day.attempts[0]!) !== layout;
      layout = layoutOf(day.attempts[0]!);
      return isOther ? { ...day, attempts: day.attempts.map(asFirstOfItsLayout) } : day;
    });
  });

function asFirstOfItsLayout({ skipEmptyRows: _, ...spec }: TransformSpec): TransformSpec {
  return { ...spec, mode: 'full' };
}
