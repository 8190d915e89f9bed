import { isShown } from './members.ts';
import type { TransformSpec } from './spec.ts';
import { sql } from './template.ts';
import { TEMP_TABLES } from './temp-tables.ts';
import { id, identifier } from './text.ts';

/**
 * Memberships now against each person ID's newest row of another run, so that it says the same before and after this run
 * has written. In `delta` only what differs; in `full` every membership of now or before.
 *
 * Compared are the audience ids, and the names where names stand in the row; qualification time and origin never are.
 * What stands in a field of another shape causes a row too (`reshaped`), which makes a switch of shape right.
 */
export function changesSql(spec: TransformSpec): string {
  const { shape, fields, targetFields } = spec;
  const hasOtherShape = targetFields.includes(shape === 'objects' ? fields.ids : fields.memberships);
  const differs = `present.personID IS NULL OR past.personID IS NULL OR past.renamed = 1${hasOtherShape ? ' OR past.reshaped = 1' : ''}`;
  return sql`
    SELECT
      coalesce(present.personID, past.personID) AS personID,
      coalesce(present.ord, past.ord) AS ord,
      CASE WHEN past.personID IS NULL THEN 1 ELSE 0 END AS joined,
      CASE WHEN present.personID IS NULL THEN 1 ELSE 0 END AS gone,
      CASE WHEN present.personID IS NOT NULL AND past.renamed = 1 THEN 1 ELSE 0 END AS renamed
    FROM (
      SELECT personID, ord
      FROM ${TEMP_TABLES.members}
      WHERE ${isShown(spec)}
    ) present
    FULL OUTER JOIN (
      ${pastMemberships(spec, hasOtherShape)}
    ) past ON past.personID = present.personID AND past.ord = present.ord
    ${spec.mode === 'full' ? '' : `WHERE ${differs}`}`;
}

/** An audience that is no longer in the definition has place 0: its members get a row, and nobody counts as having left it. */
function pastMemberships(spec: TransformSpec, hasOtherShape: boolean): string {
  const ownNamesStand = spec.shape !== 'objects' || spec.membershipFields.includes('name');
  const renamed = ownNamesStand ? 'CASE WHEN b.m.name = a.name THEN 0 ELSE 1 END' : '0';
  return sql`
    SELECT b.personID, coalesce(a.ord, 0) AS ord, ${renamed} AS renamed${hasOtherShape ? ', b.m.reshaped AS reshaped' : ''}
    FROM (
      SELECT t.personID, explode(${writtenMemberships(spec, hasOtherShape)}) AS m
      FROM ${identifier(spec.targetTable)} t
      JOIN (
        ${newestRows(spec)}
      ) newest ON newest._id = t._id
    ) b
    LEFT JOIN ${TEMP_TABLES.audiences} a ON a.audienceId = b.m.id`;
}

/** The newest row is chosen on narrow columns and fetched by its `_id`. */
function newestRows({ tenant, fields, targetTable, runId }: TransformSpec): string {
  const run = `${identifier(tenant)}.${identifier(fields.runId)}`;
  const exportedAt = `${identifier(tenant)}.${identifier(fields.exportedAt)}`;
  return sql`
    SELECT _id
    FROM (
      SELECT _id, row_number() OVER (PARTITION BY personID ORDER BY ${exportedAt} DESC, ${run} DESC) AS age
      FROM ${identifier(targetTable)}
      WHERE NOT (${run} <=> ${id(runId)})
    )
    WHERE age = 1`;
}

/** What a row of the target holds, as an array of structs, whichever shape it was written in. */
function writtenMemberships(spec: TransformSpec, hasOtherShape: boolean): string {
  const isObjects = spec.shape === 'objects';
  if (!hasOtherShape) return isObjects ? inObjects(spec, null) : inTexts(spec, null);
  return sql`
    concat(
      ${inObjects(spec, isObjects ? 0 : 1)},
      ${inTexts(spec, isObjects ? 1 : 0)})`;
}

type Reshaped = 0 | 1 | null;
const reshapedField = (reshaped: Reshaped): string => (reshaped === null ? '' : `, ${reshaped} AS reshaped`);

function inObjects({ tenant, fields, membershipFields }: TransformSpec, reshaped: Reshaped): string {
  const name = membershipFields.includes('name') ? 'm.name' : 'CAST(NULL AS STRING)';
  const memberships = `t.${identifier(tenant)}.${identifier(fields.memberships)}`;
  return `transform(coalesce(${memberships}, array()), m -> struct(m.id AS id, ${name} AS name${reshapedField(reshaped)}))`;
}

function inTexts({ tenant, fields, targetFields }: TransformSpec, reshaped: Reshaped): string {
  const valuesOf = (field: string): string => {
    const value = targetFields.includes(field)
      ? `t.${identifier(tenant)}.${identifier(field)}`
      : 'CAST(NULL AS STRING)';
    return `split(coalesce(${value}, ''), ',')`;
  };
  return sql`
    filter(
      zip_with(${valuesOf(fields.ids)}, ${valuesOf(fields.names)}, (i, n) -> struct(i AS id, n AS name${reshapedField(reshaped)})),
      m -> m.id <> '')`;
}
