import { IDENTITY_MAP_DUCKDB, SEGMENT_MEMBERSHIP_DUCKDB } from '../emulator/sandbox/columns.ts';
import { textLiteral } from '../emulator/sql/duckdb-text.ts';

/** The people of a benchmark. Day 0 is what the target already holds; day 1 is what is measured. */
export interface Workload {
  readonly persons: number;
  readonly audiences: number;
}

/** How many of a hundred persons change one membership between day 0 and day 1. */
export type ChurnPercent = number;

/** Per mille of the persons that have a segmentMembership entry of an audience; a tenth of the entries are exits. */
const ENTRIES_PER_MILLE = { few: 500, many: 200 };
const MANY_AUDIENCES = 50;

const REST_OF_AUDIENCE_ID = '-0000-4000-8000-000000000000';

export function audienceId(place: number): string {
  return String(place).padStart(8, '0') + REST_OF_AUDIENCE_ID;
}

/**
 * DuckDB's SQL for the rows of an export: a profile with an ECID of 38 digits, an e-mail, and its memberships. Everything
 * follows from hashes, so that days can be compared. As in a real export, who is a member of nothing is not in it.
 *
 * A person of the churn has exactly one membership flipped: the member leaves, or the other joins.
 */
export function exportSql({ persons, audiences }: Workload, day: 0 | 1, churn: ChurnPercent): string {
  const perMille = audiences < MANY_AUDIENCES ? ENTRIES_PER_MILLE.few : ENTRIES_PER_MILLE.many;
  const hasChanged = day === 1 ? `(i % 100 < ${churn} AND a = (i // 100) % ${audiences})` : 'FALSE';
  const hadEntry = `(hash(i, a) % 1000 < ${perMille})`;
  const wasMember = `(${hadEntry} AND hash(i, a, 'exits') % 10 <> 0)`;
  const isMember = `(${wasMember} <> ${hasChanged})`;
  return `
    SELECT
      MAP {
        'ECID': [{'id': ${digits('high')} || ${digits('low')}, 'primary': TRUE, 'authenticatedState': 'ambiguous'}],
        'Email': [{'id': 'p' || i || '@example.com', 'primary': FALSE, 'authenticatedState': 'authenticated'}]
      }::${IDENTITY_MAP_DUCKDB} AS identityMap,
      MAP {
        'ups': map_from_entries(list_transform(
          known,
          lambda a: {
            'key': lpad(a::VARCHAR, 8, '0') || ${textLiteral(REST_OF_AUDIENCE_ID)},
            'value': {
              'version': NULL,
              'lastQualificationTime': TIMESTAMPTZ '2026-01-01 00:00:00Z' + to_seconds((hash(i, a) % 1000000)::BIGINT),
              'validUntil': NULL,
              'status': CASE WHEN ${isMember} THEN 'realized' ELSE 'exited' END
            }
          }
        ))
      }::${SEGMENT_MEMBERSHIP_DUCKDB} AS segmentMembership
    FROM (
      SELECT i, list_filter(range(${audiences}), lambda a: ${hadEntry} OR ${hasChanged}) AS known
      FROM range(${persons}) persons(i)
    )
    WHERE len(list_filter(known, lambda a: ${isMember})) > 0`;
}

function digits(half: string): string {
  return `lpad(hash(i, ${textLiteral(half)})::VARCHAR, 19, '0')`;
}
