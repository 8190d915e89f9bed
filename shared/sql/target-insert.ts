import { MEMBERSHIP_FIELDS } from './fields.ts';
import { isShown } from './members.ts';
import type { TransformSpec } from './spec.ts';
import { sql } from './template.ts';
import { TEMP_TABLES } from './temp-tables.ts';
import { id, identifier, sparkType, time } from './text.ts';

/**
 * One row per person ID that needs one, unless this run has already written it: the same statement run twice writes
 * nothing the second time. `personID` is a root field of XDM Individual Profile; the rest is under the tenant object.
 */
export function targetInsertSql(spec: TransformSpec): string {
  const { targetTable, tenant, fields, targetFields, runId } = spec;
  const values = new Map(fieldValues(spec));
  const struct = targetFields.map((name) => `${values.get(name) ?? ''} AS ${identifier(name)}`);
  return sql`
    INSERT INTO ${identifier(targetTable)}
    SELECT
      concat(g.runId, '-', p.personID) AS _id,
      p.personID AS personID,
      struct(
        ${struct.join(',\n')}
      ) AS ${identifier(tenant)}
    FROM (
      ${membershipsOfPersons(spec)}
    ) p
    JOIN ${TEMP_TABLES.guard} g ON g.runId = ${id(runId)}
    LEFT JOIN (
      SELECT personID
      FROM ${identifier(targetTable)}
      WHERE ${identifier(tenant)}.${identifier(fields.runId)} = ${id(runId)}
    ) written ON written.personID = p.personID
    WHERE written.personID IS NULL`;
}

const MEMBERSHIP_TYPES = new Map(Object.entries(MEMBERSHIP_FIELDS).map(([name, type]) => [name, type.toUpperCase()]));

/** Every field of the schema gets a value: Spark's INSERT goes by position. Empty: NULL in texts, an empty array of objects. */
function fieldValues({
  shape,
  fields,
  membershipFields,
  refreshedAt,
  exportedAt,
  otherFieldTypes = {},
}: TransformSpec): [string, string][] {
  const isObjects = shape === 'objects';
  const texts = (member: string): string =>
    isObjects ? 'CAST(NULL AS STRING)' : `nullif(array_join(transform(p.memberships, m -> m.${member}), ','), '')`;
  const objects = isObjects
    ? `transform(p.memberships, m -> struct(${membershipFields.map((name) => `m.${name} AS ${name}`).join(', ')}))`
    : `CAST(NULL AS ARRAY<STRUCT<${membershipFields.map((name) => `${name}: ${MEMBERSHIP_TYPES.get(name) ?? ''}`).join(', ')}>>)`;
  return [
    ...Object.entries(otherFieldTypes).map(([name, type]): [string, string] => [
      name,
      `CAST(NULL AS ${sparkType(type)})`,
    ]),
    [fields.ids, texts('id')],
    [fields.names, texts('name')],
    [fields.memberships, objects],
    [fields.runId, 'g.runId'],
    [fields.refreshedAt, time(refreshedAt)],
    [fields.exportedAt, time(exportedAt)],
  ];
}

/** Sorted by the first member of the struct: objects by audience id, texts by the definition. Who is in nothing has an empty array. */
function membershipsOfPersons(spec: TransformSpec): string {
  const struct =
    spec.shape === 'objects'
      ? 'a.audienceId AS id, a.name AS name, m.lastQualificationTime AS lastQualificationTime, a.origin AS origin'
      : 'a.ord AS ord, a.audienceId AS id, a.name AS name';
  return sql`
    SELECT c.personID, sort_array(collect_list(CASE WHEN m.ord IS NOT NULL THEN struct(${struct}) END)) AS memberships
    FROM (
      ${personsToWrite(spec)}
    ) c
    LEFT JOIN ${TEMP_TABLES.members} m ON m.personID = c.personID AND m.${isShown(spec)}
    LEFT JOIN ${TEMP_TABLES.audiences} a ON a.ord = m.ord
    GROUP BY c.personID`;
}

function personsToWrite({ mode, skipEmptyRows = false, targetTable }: TransformSpec): string {
  if (mode === 'delta' || skipEmptyRows) return `SELECT DISTINCT personID FROM ${TEMP_TABLES.changes}`;
  return sql`
    SELECT DISTINCT personID
    FROM (
      SELECT personID FROM ${TEMP_TABLES.changes}
      UNION ALL
      SELECT personID FROM ${identifier(targetTable)}
    )`;
}
