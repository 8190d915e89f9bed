import { isLater } from '../../e2e/truth/books.ts';
import type { Expected } from '../../e2e/truth/expected.ts';
import { problemsInCja, problemsInTarget } from '../../e2e/truth/proof.ts';
import { FIRST_SETTINGS } from '../../e2e/truth/settings.ts';
import { contentOf } from '../../e2e/truth/target-rows.ts';
import { dayOf } from '../../e2e/truth/truth.ts';
import { truthOf } from '../campaign/runs.ts';
import type { World } from '../campaign/world.ts';
import { AUDIENCES } from '../company/audiences.ts';
import { FIELDS } from '../company/sandbox.ts';
import type { Evidence } from './evidence.ts';

const SETTINGS = { ...FIRST_SETTINGS, fields: FIELDS };

type ExportedAt = ReadonlyMap<string, number>;

/**
 * Person by person, CJA says what the profiles were when the newest green run exported them, and so does the target. A
 * run that wrote newer truth and was not confirmed may be in the target alone, or in both.
 */
export async function cjaShowsNewestTruth({
  world,
  runs,
  batches,
  isCjaDisturbed,
}: Evidence): Promise<readonly string[]> {
  const green = runs.newestGreen();
  if (green === null) return [];
  const ofGreen = new Map(
    green.record.exports.map(({ mergePolicyId, createdAt }) => [mergePolicyId, Date.parse(createdAt)]),
  );
  const newer = batches.flatMap(({ rows }) => rows.slice(0, 1)).filter((row) => isLater(row, truthOf(green)));
  const unconfirmed = [...new Set(newer.map(({ runId }) => runId))].flatMap(
    (runId) => world.chronicle.exportedAt.get(runId) ?? [],
  );
  const allowed = [ofGreen, ...unconfirmed].map((exportedAt) => expectedOf(world, exportedAt));
  const inTarget = allowed.map((expected) => problemsInTarget(expected, world.books.newest));
  const inCja = isCjaDisturbed
    ? []
    : await Promise.all(allowed.map((expected) => problemsInCja(expected, SETTINGS, world.service)));
  return [inTarget, inCja]
    .flatMap((problems) => (problems.some(({ length }) => length === 0) ? [] : (problems[0] ?? [])))
    .map((problem) => `${green.name}: ${problem}`);
}

/** @param exportedAt per merge policy: interrupted in between, exports may be of different days */
function expectedOf(world: World, exportedAt: ExportedAt): Expected {
  const members = new Map<string, ReadonlySet<string>>();
  const shown = new Map<string, string[]>();
  for (const { id, mergePolicyId } of AUDIENCES) {
    const day = dayOf(exportedAt.get(mergePolicyId) ?? Number.NaN);
    const personIds = world.membersOn(day).get(id) ?? new Set<string>();
    members.set(id, personIds);
    for (const personId of personIds) shown.set(personId, [...(shown.get(personId) ?? []), id].sort());
  }
  const of = (personId: string): readonly string[] => shown.get(personId) ?? [];
  const nameOf = (id: string): string => AUDIENCES.find((audience) => audience.id === id)?.name ?? '';
  return {
    members,
    shown,
    contentOf: (personId) => {
      const pairs = of(personId).map((id) => ({ id, name: nameOf(id) }));
      return contentOf(FIELDS.ids, 'objects', pairs);
    },
    idsInCja: of,
    namesInCja: (personId) => of(personId).map(nameOf).sort(),
  };
}
