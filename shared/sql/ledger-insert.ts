import { LEDGER_FIELDS, type LedgerField } from './fields.ts';
import type { TransformSpec } from './spec.ts';
import { sql } from './template.ts';
import { TEMP_TABLES } from './temp-tables.ts';
import { count, id, identifier } from './text.ts';

/**
 * One row per audience, unless this run and attempt have already written it. `timestamp` and `_id` are root fields of the
 * XDM ExperienceEvent class. Aggregates are cast, because Spark would cast them to the column's type without a word.
 */
export function ledgerInsertSql(spec: TransformSpec): string {
  const { ledgerTable, targetTable, tenant, fields } = spec;
  const rowId = `concat(g.runId, '-${count(spec.attempt)}-', c.audienceId)`;
  return sql`
    INSERT INTO ${identifier(ledgerTable)}
    SELECT
      ${rowId} AS _id,
      r.refreshedAt AS timestamp,
      struct(
        ${ledgerValues(spec).join(',\n')}
      ) AS ${identifier(tenant)}
    FROM ${TEMP_TABLES.counts} c
    JOIN ${TEMP_TABLES.guard} g ON g.runId = ${id(spec.runId)}
    JOIN ${TEMP_TABLES.run} r ON r.runId = g.runId
    JOIN (
      SELECT count(*) AS rowsWritten
      FROM ${identifier(targetTable)}
      WHERE ${identifier(tenant)}.${identifier(fields.runId)} = ${id(spec.runId)}
    ) w ON w.rowsWritten >= 0
    LEFT JOIN (
      SELECT ord, sum(joined) AS joined, sum(gone) AS gone, sum(renamed) AS renamed
      FROM ${TEMP_TABLES.changes}
      GROUP BY ord
    ) d ON d.ord = c.ord
    LEFT JOIN ${identifier(ledgerTable)} done ON done._id = ${rowId}
    WHERE done._id IS NULL`;
}

const VALUES: Record<LedgerField, string> = {
  syncName: 'r.syncName',
  refreshRunId: 'g.runId',
  attempt: 'r.attempt',
  exportedAt: 'r.exportedAt',
  refreshMode: 'r.refreshMode',
  layout: 'r.layout',
  audienceId: 'c.audienceId',
  audienceName: 'c.name',
  members: 'c.members',
  membersJoined: 'coalesce(d.joined, 0)',
  membersLeft: 'coalesce(d.gone, 0)',
  membersRenamed: 'coalesce(d.renamed, 0)',
  membersCut: 'c.membersCut',
  otherStatuses: 'c.otherStatuses',
  profilesRead: 'g.profilesRead',
  profilesWithoutIdentity: 'g.profilesWithoutIdentity',
  rowsWritten: 'w.rowsWritten',
};

function ledgerValues({ ledgerFields = Object.keys(LEDGER_FIELDS) }: TransformSpec): string[] {
  const values = new Map(Object.entries(VALUES));
  const types = new Map<string, string>(Object.entries(LEDGER_FIELDS));
  return ledgerFields.map((name) => {
    const value = values.get(name) ?? '';
    return `${types.get(name) === 'bigint' ? `CAST(${value} AS BIGINT)` : value} AS ${identifier(name)}`;
  });
}
