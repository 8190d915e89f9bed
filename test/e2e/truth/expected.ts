import { AUDIENCES } from './audiences.ts';
import type { GreenRecord } from './service.ts';
import { chosenAudiences, nameOf, type Settings } from './settings.ts';
import { contentOf } from './target-rows.ts';
import { dayOf, type Truth } from './truth.ts';

/** A run whose truth CJA may show: what it was told to do, and when its exports looked at the profiles. */
export interface RunOfTruth {
  readonly settings: Settings;
  readonly exports: GreenRecord['exports'];
}

/** What a run must have left behind, person ID by person ID; who is in no audience has no entry. */
export interface Expected {
  /** Before any cut, per audience of the definition. */
  readonly members: ReadonlyMap<string, ReadonlySet<string>>;
  /** What the shape can hold: `delimited` the first ten of the definition. In the order of the row. */
  readonly shown: ReadonlyMap<string, readonly string[]>;
  contentOf(personId: string): string;
  /** The values that CJA reports of a field, sorted; those of a delimited text one by one, as a data view splits them. */
  idsInCja(personId: string): readonly string[];
  namesInCja(personId: string): readonly string[];
}

const MOST_DELIMITED = 10;

export function expectedOf({ settings, exports }: RunOfTruth, truth: Truth): Expected {
  const { shape, fields, identity } = settings;
  const members = new Map<string, ReadonlySet<string>>();
  for (const id of chosenAudiences(settings)) {
    const policy = AUDIENCES.find((audience) => audience.id === id)?.policy;
    // Each merge policy has an export job of its own; interrupted in between, they may be of different days.
    const exported = exports.find(({ mergePolicyId }) => mergePolicyId === policy);
    if (exported === undefined) throw new Error(`no export of merge policy ${policy ?? ''}`);
    members.set(id, truth.membersOn(dayOf(Date.parse(exported.createdAt)), identity).get(id) ?? new Set());
  }
  const shown = new Map<string, string[]>();
  for (const [id, personIds] of members) {
    for (const personId of personIds) shown.set(personId, [...(shown.get(personId) ?? []), id]);
  }
  for (const [personId, ids] of shown) {
    shown.set(personId, shape === 'objects' ? [...ids].sort() : ids.slice(0, MOST_DELIMITED));
  }

  const isObjects = shape === 'objects';
  const of = (personId: string): readonly string[] => shown.get(personId) ?? [];
  const nameInRow = (id: string): string => {
    const name = nameOf(settings, id);
    return isObjects ? name : name.replaceAll(/\s*,\s*/g, ' ');
  };
  return {
    members,
    shown,
    contentOf: (personId) => {
      const pairs = of(personId).map((id) => ({ id, name: nameInRow(id) }));
      return contentOf(fields.ids, isObjects ? 'objects' : 'texts', pairs);
    },
    idsInCja: (personId) => asSet(of(personId)),
    namesInCja: (personId) => asSet(of(personId).map(nameInRow)),
  };
}

export const asSet = (values: readonly string[]): readonly string[] => [...new Set(values)].sort();
