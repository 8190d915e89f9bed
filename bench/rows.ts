import { IDENTITY_MAP_DUCKDB, SEGMENT_MEMBERSHIP_DUCKDB } from '../emulator/sandbox/columns.ts';
import { identifier, textLiteral } from '../emulator/sql/duckdb-text.ts';
import { duckdbTypeText } from '../emulator/sql/duckdb-types.ts';
import { parseSparkType } from '../emulator/sql/spark-types.ts';
import { LEDGER_FIELDS, TARGET_FIELDS } from '../shared/sql/fields.ts';
import { ORIGIN, runOf } from './block.ts';
import { type BenchDay, type ChurnPercent, peopleSql, type Workload } from './workload.ts';

/** DuckDB's SQL for the rows of the three tables. As in a real export, who is a member of nothing is not in any. */

const MEMBERS = 'list_filter(entries, lambda entry: entry.isMember)';

/** What the export of a day holds. */
export function exportRowsSql(workload: Workload, day: BenchDay, churn: ChurnPercent): string {
  return `
    SELECT
      MAP {
        'ECID': [{'id': personID, 'primary': TRUE, 'authenticatedState': 'ambiguous'}],
        'Email': [{'id': 'p' || i || '@example.com', 'primary': FALSE, 'authenticatedState': 'authenticated'}]
      }::${IDENTITY_MAP_DUCKDB} AS identityMap,
      MAP {
        'ups': map_from_entries(list_transform(entries, lambda entry: {
          'key': entry.id,
          'value': {
            'version': NULL,
            'lastQualificationTime': entry.qualifiedAt,
            'validUntil': NULL,
            'status': CASE WHEN entry.isMember THEN 'realized' ELSE 'exited' END
          }
        }))
      }::${SEGMENT_MEMBERSHIP_DUCKDB} AS segmentMembership
    FROM (${peopleSql(workload, day, churn)})
    WHERE len(${MEMBERS}) > 0`;
}

/** What the run of day 0 left in the target: a row for everybody. */
export function targetRowsSql(workload: Workload): string {
  const { runId, refreshedAt, exportedAt } = runOf(0);
  const memberships = `list_transform(${MEMBERS}, lambda entry: {
    'id': entry.id,
    'name': entry.name,
    'lastQualificationTime': entry.qualifiedAt,
    'origin': ${textLiteral(ORIGIN)}
  })`;
  const fields = structSql(TARGET_FIELDS, {
    audienceMemberships: memberships,
    refreshRunId: textLiteral(runId),
    refreshedAt: textLiteral(refreshedAt),
    exportedAt: textLiteral(exportedAt),
  });
  return `
    SELECT ${textLiteral(`${runId}-`)} || personID AS _id, personID, ${fields} AS _acme
    FROM (${peopleSql(workload, 0, 0)})
    WHERE len(${MEMBERS}) > 0`;
}

/** What it left in the ledger, as far as a later run reads it. */
export function ledgerRowsSql(workload: Workload): string {
  const { runId, refreshedAt, exportedAt } = runOf(0);
  const fields = structSql(LEDGER_FIELDS, {
    refreshRunId: textLiteral(runId),
    attempt: '1',
    exportedAt: textLiteral(exportedAt),
    audienceId: 'audienceId',
    members: 'members',
  });
  return `
    SELECT
      ${textLiteral(`${runId}-1-`)} || audienceId AS _id,
      ${textLiteral(refreshedAt)}::TIMESTAMPTZ AS "timestamp",
      ${fields} AS _acme
    FROM (
      SELECT entry.id AS audienceId, count(*) FILTER (entry.isMember) AS members
      FROM (SELECT unnest(entries) AS entry FROM (${peopleSql(workload, 0, 0)}))
      GROUP BY audienceId
    )`;
}

/** A struct with a value for some of its fields, and NULL for the others. */
function structSql(types: Readonly<Record<string, string>>, values: Readonly<Record<string, string>>): string {
  const members = Object.entries(types).map(
    ([name, type]) => `${identifier(name)}: (${values[name] ?? 'NULL'})::${duckdbTypeText(parseSparkType(type))}`,
  );
  return `{${members.join(', ')}}`;
}
