import fc from 'fast-check';
import { MOST_NAME_BYTES, nameBytes } from '../../../shared/definition/audience-name.ts';
import type { SyncDefinition } from '../../../shared/definition/definition.ts';
import { AUDIENCES } from './audiences.ts';
import { CONNECTION, DATA_VIEW, DATASETS, FIELD_SETS } from './sandbox.ts';

/** What a person may change in the sync definition from one day to the next. */
export interface Settings {
  /** In the definition's order. */
  readonly audiences: readonly string[];
  /** By audience id; the others have the name of the audience in Adobe. */
  readonly names: Readonly<Record<string, string>>;
  readonly shape: SyncDefinition['membership']['shape'];
  readonly identity: SyncDefinition['identity'];
  readonly mode: SyncDefinition['refresh']['mode'];
  readonly fields: SyncDefinition['membership']['fields'];
  readonly hasDataView: boolean;
}

const allAudiences = AUDIENCES.map(({ id }) => id);

export const FIRST_SETTINGS: Settings = {
  audiences: allAudiences,
  names: {},
  shape: 'objects',
  identity: { namespace: 'ECID', which: 'all' },
  mode: 'delta',
  fields: FIELD_SETS[0],
  hasDataView: true,
};

/** Low enough that audiences of a small sandbox swing beyond it on some days. */
export const GUARDS = { maxShrinkPercent: 60, maxGrowPercent: 150, minMembers: 30 };
export const FULL_EVERY_DAYS = 10;
export const CJA_DEADLINE_MINUTES = 10;

/** @returns the definition; `single` takes the first of the audiences */
export function definitionOf(settings: Settings): unknown {
  return {
    name: 'truth',
    schedule: { cron: '0 6 * * ? *' },
    adobe: { sandbox: 'truth', credentialsSecret: 'audience-sync/adobe' },
    audiences: chosenAudiences(settings).map((id) => {
      const name = settings.names[id];
      return name === undefined ? { id } : { id, name };
    }),
    identity: settings.identity,
    datasets: DATASETS,
    membership: { tenant: '_t', shape: settings.shape, fields: settings.fields },
    cja: { connectionId: CONNECTION, ...(settings.hasDataView ? { dataViewId: DATA_VIEW } : {}) },
    refresh: { mode: settings.mode, fullEveryDays: FULL_EVERY_DAYS },
    guards: GUARDS,
    deadlines: { exportMinutes: 30, transformMinutes: 30, cjaMinutes: CJA_DEADLINE_MINUTES },
  };
}

export const chosenAudiences = ({ audiences, shape }: Settings): readonly string[] =>
  shape === 'single' ? audiences.slice(0, 1) : audiences;

export const nameOf = (settings: Settings, audienceId: string): string =>
  settings.names[audienceId] ?? AUDIENCES.find(({ id }) => id === audienceId)?.name ?? '';

const name = fc.oneof(
  fc.string({ unit: 'grapheme', minLength: 1, maxLength: 20 }).filter((text) => nameBytes(text) <= MOST_NAME_BYTES),
  fc.constantFrom('a, b,c', `it's $$ -- \\ "/*`, '{% $states.input %}', ' ', ','),
);

/** A rename is of an audience id, to a name. */
export type Change = Partial<Settings> & { readonly rename?: readonly [string, string] };

export const arbitraryChange: fc.Arbitrary<Change> = fc.oneof(
  { weight: 2, arbitrary: fc.record({ audiences: fc.shuffledSubarray(allAudiences, { minLength: 6 }) }) },
  { weight: 1, arbitrary: fc.constant({ audiences: allAudiences }) },
  { weight: 2, arbitrary: fc.record({ rename: fc.tuple(fc.constantFrom(...allAudiences), name) }) },
  {
    weight: 2,
    arbitrary: fc.record({ shape: fc.constantFrom('objects', 'objects', 'delimited', 'delimited', 'single') }),
  },
  {
    weight: 2,
    arbitrary: fc.record({
      identity: fc.constantFrom<SyncDefinition['identity']>(
        { namespace: 'ECID', which: 'all' },
        { namespace: 'ECID', which: 'primary' },
        { namespace: 'crmId', which: 'all' },
        { field: '_t.crmId' },
        { field: '_t.loyaltyId' },
      ),
    }),
  },
  { weight: 1, arbitrary: fc.record({ mode: fc.constantFrom('delta', 'delta', 'full') }) },
  { weight: 1, arbitrary: fc.record({ fields: fc.constantFrom(...FIELD_SETS) }) },
  { weight: 1, arbitrary: fc.record({ hasDataView: fc.boolean() }) },
);

export function changed(settings: Settings, change: Change): Settings {
  const { rename, ...others } = change;
  const names = rename === undefined ? settings.names : { ...settings.names, [rename[0]]: rename[1] };
  return { ...settings, names, ...others };
}
