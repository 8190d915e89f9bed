import { BATCH_ID, fromExport, personIds } from './export-rows.ts';
import { MOST_DELIMITED_VALUES, type TransformSpec } from './spec.ts';
import { sql } from './template.ts';
import { TEMP_TABLES } from './temp-tables.ts';

/** `existing` is an older word for realized, and Adobe's own recipe also counts `entered` ("Ingest and use audiences"). */
const MEMBER_STATUSES = `'realized', 'existing', 'entered'`;

/** Which rows of the members stand in the target: all, or what the delimited route can carry. */
export function isShown({ shape }: TransformSpec): string {
  return shape === 'objects' ? 'isMember = 1' : `place <= ${MOST_DELIMITED_VALUES}`;
}

/**
 * One row per person ID and audience, in however many profiles and batches it was found; a member in one of them is a
 * member. Audiences are integers from here on, so that nothing wide is carried for everybody.
 */
export function membersSql(spec: TransformSpec): string {
  const members = sql`
    SELECT
      e.personID,
      a.ord,
      max(CASE WHEN e.status IN (${MEMBER_STATUSES}) THEN 1 ELSE 0 END) AS isMember,
      max(CASE WHEN e.status IN (${MEMBER_STATUSES}) THEN e.lastQualificationTime END) AS lastQualificationTime,
      sum(CASE WHEN e.status IN (${MEMBER_STATUSES}) THEN 0 ELSE 1 END) AS otherStatuses
    FROM (
      ${entries(spec)}
    ) e
    JOIN ${TEMP_TABLES.audiences} a ON e.namespace = a.namespace AND e.audienceId = a.audienceId AND array_contains(a.batchIds, e.batchId)
    WHERE e.status <> 'exited'
    GROUP BY e.personID, a.ord`;
  if (spec.shape === 'objects') return members;
  return sql`
    SELECT *, CASE WHEN isMember = 1 THEN row_number() OVER (PARTITION BY personID, isMember ORDER BY ord) END AS place
    FROM (
      ${members}
    )`;
}

/** segmentMembership is a map of maps; an exploded map is read as key and value, the only form in Adobe's pages. */
function entries(spec: TransformSpec): string {
  return sql`
    SELECT
      personID, batchId, namespace, key AS audienceId,
      coalesce(lower(value.status), '') AS status, value.lastQualificationTime AS lastQualificationTime
    FROM (
      SELECT personID, batchId, key AS namespace, explode(value)
      FROM (
        SELECT personID, batchId, explode(segmentMembership)
        FROM (
          SELECT
            explode(${personIds(spec.identity)}) AS personID,
            ${BATCH_ID} AS batchId,
            segmentMembership
          ${fromExport(spec)}
        )
      )
    )`;
}
