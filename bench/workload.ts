/** The people of a benchmark. Day 0 is what the target already holds; day 1 is what is measured. */
export interface Workload {
  readonly persons: number;
  readonly audiences: number;
}

export type BenchDay = 0 | 1;

/** How many of a hundred persons change one membership between day 0 and day 1. */
export type ChurnPercent = number;

/** Per mille of the persons that have a segmentMembership entry of an audience; a tenth of the entries are exits. */
const ENTRIES_PER_MILLE = { few: 500, many: 200 };
const MANY_AUDIENCES = 50;

const REST_OF_AUDIENCE_ID = '-0000-4000-8000-000000000000';

export function audienceId(place: number): string {
  return String(place).padStart(8, '0') + REST_OF_AUDIENCE_ID;
}

export function audienceName(place: number): string {
  return `Audience ${place}`;
}

/**
 * DuckDB's SQL for the people as they are on a day: `i`, `personID` (38 digits, as an ECID), and `entries`, in the order of
 * the audiences' ids. Everything follows from hashes, so that days can be compared. Of a person of the churn exactly one
 * membership is flipped: the member leaves, or the other joins.
 */
export function peopleSql({ persons, audiences }: Workload, day: BenchDay, churn: ChurnPercent): string {
  const perMille = audiences < MANY_AUDIENCES ? ENTRIES_PER_MILLE.few : ENTRIES_PER_MILLE.many;
  const hasChanged = day === 1 ? `(i % 100 < ${churn} AND a = (i // 100) % ${audiences})` : 'FALSE';
  const hadEntry = `(hash(i, a) % 1000 < ${perMille})`;
  const wasMember = `(${hadEntry} AND hash(i, a, 'exits') % 10 <> 0)`;
  return `
    SELECT
      i,
      lpad(hash(i, 'high')::VARCHAR, 19, '0') || lpad(hash(i, 'low')::VARCHAR, 19, '0') AS personID,
      list_transform(
        list_filter(range(${audiences}), lambda a: ${hadEntry} OR ${hasChanged}),
        lambda a: {
          'id': lpad(a::VARCHAR, 8, '0') || '${REST_OF_AUDIENCE_ID}',
          'name': 'Audience ' || a,
          'qualifiedAt': TIMESTAMPTZ '2026-01-01 00:00:00Z' + to_seconds((hash(i, a) % 1000000)::BIGINT),
          'isMember': ${wasMember} <> ${hasChanged}
        }
      ) AS entries
    FROM range(${persons}) people(i)`;
}
