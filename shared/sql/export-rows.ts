import type { TransformIdentity, TransformSpec } from './spec.ts';
import { sql } from './template.ts';
import { id, identifier, path } from './text.ts';

/** The batch that brought a row in; visible after `SET drop_system_columns=false` (docs: "Emulating data feeds" and "Explore, troubleshoot and verify batch ingestion with SQL"). */
export const BATCH_ID = '_acp_system_metadata.acp_sourceBatchId';

/** The rows that this run's own exports wrote, and no others. */
export function fromExport({ exportTable, batches }: TransformSpec): string {
  const ids = batches.map((batch) => id(batch.id)).join(', ');
  return sql`
    FROM ${identifier(exportTable)}
    WHERE ${ids === '' ? '1 = 0' : `${BATCH_ID} IN (${ids})`}`;
}

/**
 * The usable person IDs of an export row, as an array: one form for every kind of identity. NULL or empty where there is
 * none. Case and surrounding blanks are kept; map keys are matched exactly. No array element is taken by its index: under
 * ANSI rules one person with an empty list would fail the whole run.
 */
export function personIds(identity: TransformIdentity): string {
  if ('field' in identity) return usable(`array(CAST(${path(identity.field)} AS STRING))`);
  const identities = `identityMap[${id(identity.namespace)}]`;
  if (identity.which === 'all') return usable(`transform(${identities}, i -> i.id)`);
  const primaryFirst = `concat(filter(${identities}, i -> i.primary), ${identities})`;
  return sql`
    slice(
      ${usable(`transform(${primaryFirst}, i -> i.id)`)},
      1,
      1)`;
}

/** Blank ids, ids of zeros and hyphens only, and the words that trackers write for "nothing" are nobody's. */
function usable(ids: string): string {
  return sql`
    filter(
      ${ids},
      p -> trim(replace(replace(p, '0', ''), '-', '')) <> '' AND lower(trim(p)) NOT IN ('undefined', 'null', 'none', 'nan'))`;
}
