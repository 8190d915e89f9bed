import { BATCH_ID, fromExport, personIds } from './export-rows.ts';
import { GUARD_WORD, MOST_PROBLEMS, PROBLEM_SEPARATOR } from './guard-message.ts';
import type { TransformSpec } from './spec.ts';
import { sql } from './template.ts';
import { TEMP_TABLES } from './temp-tables.ts';
import { count, id, identifier, time } from './text.ts';

/**
 * One row with the run id, or the query fails here and its message says everything that is wrong. Both INSERTs take the
 * run id out of this row: a guard whose columns nobody needs may be optimised away (measured with Spark 3.5 and 4.x), and
 * a temp table that is only a view raises its error at the first INSERT that uses it.
 *
 * `raise_error` is in Adobe's samples of anonymous blocks (docs: "SQL syntax in Query Service").
 */
export function guardSql(spec: TransformSpec): string {
  const parts = [
    ...(spec.batches.length === 0 ? [] : [profilesRead(spec)]),
    superseded(spec, spec.targetTable, spec.fields),
    superseded(spec, spec.ledgerTable, { runId: 'refreshRunId', exportedAt: 'exportedAt' }),
    ...(spec.swing === null ? [] : [membershipSwing(spec, spec.swing)]),
  ];
  const problems = `array_join(slice(sort_array(collect_list(problem)), 1, ${MOST_PROBLEMS}), '${PROBLEM_SEPARATOR}')`;
  return sql`
    SELECT
      CASE
        WHEN count(problem) = 0 THEN ${id(spec.runId)}
        ELSE raise_error(concat('${GUARD_WORD} ', CAST(count(problem) AS STRING), ': ', ${problems}))
      END AS runId,
      coalesce(sum(profilesRead), 0) AS profilesRead,
      coalesce(sum(profilesWithoutIdentity), 0) AS profilesWithoutIdentity
    FROM (
      ${parts.join('\nUNION ALL\n')}
    )`;
}

/** As many profiles as were exported can be read, batch by batch. */
function profilesRead(spec: TransformSpec): string {
  const [first, ...others] = spec.batches.map((batch) => ({
    id: id(batch.id),
    exported: batch.exportedCount === null ? 'CAST(NULL AS BIGINT)' : count(batch.exportedCount),
  }));
  const batches = [
    `SELECT ${first?.id ?? ''} AS batchId, ${first?.exported ?? ''} AS exported`,
    ...others.map((batch) => `UNION ALL SELECT ${batch.id}, ${batch.exported}`),
  ];
  return sql`
    SELECT
      CASE WHEN coalesce(r.profiles, 0) <> b.exported THEN concat(
        'profiles-read batch=', b.batchId, ' exported=', CAST(b.exported AS STRING), ' read=', CAST(coalesce(r.profiles, 0) AS STRING)
      ) END AS problem,
      coalesce(r.profiles, 0) AS profilesRead,
      coalesce(r.withoutIdentity, 0) AS profilesWithoutIdentity
    FROM (
      ${batches.join('\n')}
    ) b
    LEFT JOIN (
      SELECT batchId, count(*) AS profiles, sum(CASE WHEN size(personIDs) > 0 THEN 0 ELSE 1 END) AS withoutIdentity
      FROM (
        SELECT
          ${BATCH_ID} AS batchId,
          ${personIds(spec.identity)} AS personIDs
        ${fromExport(spec)}
      )
      GROUP BY batchId
    ) r ON r.batchId = b.batchId`;
}

/**
 * Nothing newer is there, in the order of truths: exported at, then run id. Rows of this very run with another time
 * cannot be: its batches never change once its first transform has started.
 */
function superseded(
  spec: TransformSpec,
  table: string,
  fields: { readonly runId: string; readonly exportedAt: string },
): string {
  const tenant = identifier(spec.tenant);
  const runId = `${tenant}.${identifier(fields.runId)}`;
  const exportedAt = `${tenant}.${identifier(fields.exportedAt)}`;
  const ownTime = time(spec.exportedAt);
  const ownRun = id(spec.runId);
  const newest = `max(concat(replace(CAST(${exportedAt} AS STRING), ' ', 'T'), ' by=', coalesce(${runId}, 'unknown')))`;
  return sql`
    SELECT
      concat('superseded table=${identifier(table)} exportedAt=', ${newest}) AS problem,
      0 AS profilesRead,
      0 AS profilesWithoutIdentity
    FROM ${identifier(table)}
    WHERE ${exportedAt} > ${ownTime}
      OR (${exportedAt} = ${ownTime} AND ${runId} > ${ownRun})
      OR (${exportedAt} <> ${ownTime} AND ${runId} = ${ownRun})`;
}

/** No audience lost or won too many. Percentages are compared as products of integers: nothing is divided, nothing rounded. */
function membershipSwing(spec: TransformSpec, swing: NonNullable<TransformSpec['swing']>): string {
  const tenant = identifier(spec.tenant);
  return sql`
    SELECT
      concat('membership-swing audience=', c.audienceId, ' was=', CAST(l.members AS STRING), ' now=', CAST(c.members AS STRING)) AS problem,
      0 AS profilesRead,
      0 AS profilesWithoutIdentity
    FROM ${TEMP_TABLES.counts} c
    JOIN (
      SELECT
        ${tenant}.audienceId AS audienceId,
        ${tenant}.members AS members,
        row_number() OVER (PARTITION BY ${tenant}.audienceId ORDER BY ${tenant}.exportedAt DESC, ${tenant}.refreshRunId DESC, ${tenant}.attempt DESC) AS age
      FROM ${identifier(spec.ledgerTable)}
      WHERE ${tenant}.refreshRunId <> ${id(spec.runId)}
    ) l ON l.audienceId = c.audienceId
    WHERE l.age = 1
      AND l.members >= ${count(swing.floor)}
      AND (c.members * 100 < l.members * ${count(swing.minPercent)} OR c.members * 100 > l.members * ${count(swing.maxPercent)})`;
}
