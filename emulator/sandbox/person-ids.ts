import { access } from './columns.ts';
import { text } from './database.ts';
import type { PersonIdSource, SandboxDescription } from './format.ts';

/**
 * SQL that says whether an id can be a person ID in CJA, which skips ids such as "undefined" or 000…
 * (docs: Customer Journey Analytics FAQ). Blank ids, nothing but zeros and hyphens, and the words that programs write
 * for "nothing" are not usable.
 */
export function isUsable(id: string): string {
  return `(trim(replace(replace(${id}, '0', ''), '-', ''), ' ') <> '' AND lower(trim(${id}, ' ')) NOT IN ('undefined', 'null', 'none', 'nan'))`;
}

/** SQL of one column `id`: the person ID of each event of a dataset that has arrived, once each. */
export function eventPersonIds(
  description: SandboxDescription,
  datasetId: string,
  personId: PersonIdSource,
  day: number,
): string {
  const index = description.datasets.findIndex(({ id }) => id === datasetId);
  const arrived = `FROM events e WHERE e."#dataset" = ${index} AND e."#day" <= ${day}`;
  if ('path' in personId) {
    return `(SELECT DISTINCT CAST(${access(['e', ...personId.path.split('.')])} AS VARCHAR) AS id ${arrived} AND trim(id) <> '')`;
  }
  // An event belongs to its own first id of the namespace, whoever it was stitched with.
  return `(
    SELECT DISTINCT id FROM (
      SELECT arg_min(i.id, r.place) AS id
      FROM record_identities r JOIN identities i ON i.identity = r.identity
      WHERE i.namespace = ${text(personId.namespace)} AND r."#record" IN (SELECT e."#record" ${arrived})
      GROUP BY r."#record"
    )
  )`;
}
