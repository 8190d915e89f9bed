import * as z from 'zod';
import { Count, type Database } from './database.ts';

/**
 * Which identities are the same person: those that stand in one record, and so on through all records that have
 * arrived. A person is named by the first of their identities to arrive (its number in `identities`); when two persons
 * turn out to be one, the older name stays.
 */
export interface Stitching {
  /** Links what the records of `day` link, and rewrites the table `stitched (identity, person)`. */
  stitchDay(day: number): Promise<void>;
}

export async function createStitching(database: Database): Promise<Stitching> {
  await database.run('CREATE TABLE stitched (identity INTEGER, person INTEGER)');
  const [count = { identities: 0 }] = await database.rows(
    z.object({ identities: Count }),
    'SELECT count(*) AS identities FROM identities',
  );
  const groups = createGroups(count.identities);
  return {
    stitchDay: async (day) => {
      const [firsts = [], others = []] = await database.integerColumns(`
        SELECT DISTINCT first.identity, other.identity
        FROM record_identities first JOIN record_identities other ON other."#record" = first."#record"
        WHERE first.place = 1 AND other.place > 1 AND first."#day" = ${day}`);
      for (const [index, first] of firsts.entries()) groups.link(first, others[index] ?? first);
      // Identities are numbered as they arrive, so those that have arrived are the first ones.
      const [[arrived = 0] = []] = await database.integerColumns(
        `SELECT count(*) FROM identities WHERE "#day" <= ${day}`,
      );
      await database.replaceIntegers('stitched', assignments(groups, arrived));
    },
  };
}

function* assignments(groups: Groups, count: number): Generator<[number, number]> {
  for (let identity = 0; identity < count; identity += 1) yield [identity, groups.oldestOf(identity)];
}

interface Groups {
  link(a: number, b: number): void;
  oldestOf(member: number): number;
}

/** Disjoint sets of the numbers below `size`, each named by its smallest member. */
function createGroups(size: number): Groups {
  const parents = Int32Array.from({ length: size }, (_, index) => index);
  const oldestOf = (member: number): number => {
    let oldest = member;
    while (parentOf(oldest) !== oldest) oldest = parentOf(oldest);
    for (let step = member; step !== oldest;) {
      const next = parentOf(step);
      parents[step] = oldest;
      step = next;
    }
    return oldest;
  };
  const parentOf = (member: number): number => parents[member] ?? member;
  return {
    oldestOf,
    link: (a, b) => {
      const [older, younger] = [oldestOf(a), oldestOf(b)].sort((x, y) => x - y);
      if (older !== undefined && younger !== undefined) parents[younger] = older;
    },
  };
}
