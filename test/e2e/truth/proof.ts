import { asSet, type Expected } from './expected.ts';
import { CONNECTION, DATASETS } from './sandbox.ts';
import type { GreenRecord, Service } from './service.ts';
import type { Settings } from './settings.ts';
import type { TargetBatch, Written } from './target-rows.ts';

/** What differs from what was promised, as lines for a person to read; none: all is well. */
export type Problems = readonly string[];

const PLACE = { connectionId: CONNECTION, datasetId: DATASETS.target };
const MOST_SHOWN = 5;

/** Asks CJA about every person that it reports. */
export async function problemsInCja(
  expected: Expected,
  { shape, fields }: Settings,
  { emulator }: Service,
): Promise<Problems> {
  const isObjects = shape === 'objects';
  const idPath = isObjects ? `_t.${fields.memberships}.id` : `_t.${fields.ids}`;
  const namePath = isObjects ? `_t.${fields.memberships}.name` : `_t.${fields.names}`;
  const [ids, names] = await Promise.all([
    emulator.cja.reportedValues(PLACE, idPath),
    emulator.cja.reportedValues(PLACE, namePath),
  ]);
  // A data view splits texts at commas (docs: CJA, "Substring").
  const inCja = (values: readonly string[]): readonly string[] =>
    asSet(isObjects ? values : values.flatMap((value) => value.split(',')));
  if (ids.size === 0) return ['CJA reports nobody at all'];
  return few([
    ...[...ids].flatMap(([personId, values]) =>
      difference(`CJA's audiences of ${personId}`, inCja(values), expected.idsInCja(personId)),
    ),
    ...[...names].flatMap(([personId, values]) =>
      difference(`CJA's audience names of ${personId}`, inCja(values), expected.namesInCja(personId)),
    ),
  ]);
}

/** The newest row of everybody, whether CJA reports them or not. */
export function problemsInTarget(expected: Expected, newest: ReadonlyMap<string, Written>): Problems {
  const personIds = new Set([...newest.keys(), ...expected.shown.keys()]);
  return few(
    [...personIds].flatMap((personId) =>
      difference(`target row of ${personId}`, newest.get(personId)?.content ?? '', expected.contentOf(personId)),
    ),
  );
}

/** Rows of a batch that say what the person's newest row said before. */
export function needlessRows(batch: TargetBatch, before: ReadonlyMap<string, Written>): Problems {
  return few(
    batch.rows
      .filter(({ personId, content }) => (before.get(personId)?.content ?? '') === content)
      .map(({ personId, content }) => `batch ${batch.id}: needless row of ${personId}: ${content}`),
  );
}

/** The ledger, as the run record tells it, against the rows before and after. */
export function problemsInCounts(
  record: GreenRecord,
  expected: Expected,
  before: ReadonlyMap<string, Written>,
): Problems {
  const wasShown = (personId: string, id: string): boolean => before.get(personId)?.audiences.includes(id) ?? false;
  return record.audiences.flatMap(({ id, counts }) => {
    const isShown = (personId: string): boolean => expected.shown.get(personId)?.includes(id) ?? false;
    const members = expected.members.get(id) ?? new Set<string>();
    const shown = [...members].filter(isShown);
    const right = {
      members: members.size,
      joined: shown.filter((personId) => !wasShown(personId, id)).length,
      left: [...before.keys()].filter((personId) => wasShown(personId, id) && !isShown(personId)).length,
      cut: members.size - shown.length,
    };
    const { members: told, joined, left, cut } = counts ?? { members: -1, joined: -1, left: -1, cut: -1 };
    return difference(`ledger of ${id}`, { members: told, joined, left, cut }, right);
  });
}

function difference(what: string, is: unknown, should: unknown): string[] {
  const [found, expected] = [JSON.stringify(is), JSON.stringify(should)];
  return found === expected ? [] : [`${what}: ${found}, should be ${expected}`];
}

function few(problems: readonly string[]): Problems {
  if (problems.length <= MOST_SHOWN) return problems;
  return [...problems.slice(0, MOST_SHOWN), `… and ${problems.length - MOST_SHOWN} more`];
}
