import { MOST_DELIMITED_VALUES, type TransformSpec } from './spec.ts';
import { sql } from './template.ts';
import { TEMP_TABLES } from './temp-tables.ts';

/** One row per audience, also for one that is empty. */
export function countsSql({ shape }: TransformSpec): string {
  const cut = shape === 'objects' ? '0' : `sum(CASE WHEN place > ${MOST_DELIMITED_VALUES} THEN 1 ELSE 0 END)`;
  return sql`
    SELECT
      a.ord,
      a.audienceId,
      a.name,
      coalesce(m.members, 0) AS members,
      coalesce(m.membersCut, 0) AS membersCut,
      coalesce(m.otherStatuses, 0) AS otherStatuses
    FROM ${TEMP_TABLES.audiences} a
    LEFT JOIN (
      SELECT ord, sum(isMember) AS members, ${cut} AS membersCut, sum(otherStatuses) AS otherStatuses
      FROM ${TEMP_TABLES.members}
      GROUP BY ord
    ) m ON m.ord = a.ord`;
}
