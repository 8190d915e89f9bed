import path from 'node:path';
import * as z from 'zod';
import {
  access,
  columnsOf,
  duckdbType,
  identifier,
  IDENTITY_MAP_DUCKDB,
  rebuild,
  SEGMENT_MEMBERSHIP_DUCKDB,
  typeAt,
} from './columns.ts';
import { Count, text, type Database } from './database.ts';
import type { Fields } from './field-types.ts';
import type { SandboxDescription } from './format.ts';
import { statuses } from './membership.ts';
import type { ProfileExportRequest, ProfileExportResult } from './population.ts';
import { profilesTable } from './profiles.ts';
import { SandboxError } from './sandbox-error.ts';

/** The fields that every profile has, whatever its records carry. */
const COMPUTED = ['identityMap', 'segmentMembership'];

const NamespaceCount = z.object({ namespace: z.string(), profiles: Count });

/**
 * Writes profiles as an export job does. The filter chooses rows only: each profile carries all its memberships, those
 * in audiences of other merge policies too.
 * @throws SandboxError for a merge policy or a field that the sandbox does not have
 */
export async function writeProfiles(
  database: Database,
  { description, fields, day }: { description: SandboxDescription; fields: Fields; day: number },
  request: ProfileExportRequest,
): Promise<ProfileExportResult> {
  const policy = description.mergePolicies.findIndex(({ id }) => id === request.mergePolicyId);
  if (policy < 0) throw new SandboxError([`sandbox.json: mergePolicies: there is no ${request.mergePolicyId}`]);
  const requested = requestedFields(fields, request.fields);
  const attributes = columnsOf(fields).map(
    ([name]) => `, ${attribute(fields, name, requested)} AS ${identifier(name)}`,
  );
  const ofPolicy = profilesTable(policy);

  await database.run(`
    CREATE OR REPLACE TEMP TABLE exported AS
    SELECT "#person" FROM persons
    WHERE ${segmentFilter(description, request.segments, day)}
      AND ${request.includesEventOnly ? 'true' : `"#person" IN (SELECT "#person" FROM ${ofPolicy})`}`);
  await database.run(`
    COPY (
      SELECT ${isRequested(['identityMap'], requested) ? 'known."identityMap"' : 'NULL'}::${IDENTITY_MAP_DUCKDB} AS "identityMap",
        ${isRequested(['segmentMembership'], requested) ? 'memberships.map' : 'NULL'}::${SEGMENT_MEMBERSHIP_DUCKDB} AS "segmentMembership"
        ${attributes.join('')}
      FROM exported
      JOIN persons known ON known."#person" = exported."#person"
      LEFT JOIN ${ofPolicy} profile ON profile."#person" = exported."#person"
      LEFT JOIN ${membershipMaps(description, day)} memberships ON memberships.person = exported."#person"
      ORDER BY exported."#person"
    ) TO ${text(path.resolve(request.file))} (FORMAT parquet, COMPRESSION zstd)`);

  const byNamespace = await database.rows(
    NamespaceCount,
    `SELECT namespace, count(DISTINCT person) AS profiles FROM person_ids
    WHERE person IN (SELECT "#person" FROM exported) GROUP BY namespace ORDER BY namespace`,
  );
  const [[profiles = 0] = []] = await database.integerColumns('SELECT count(*) FROM exported');
  return { profiles, profilesByNamespace: Object.fromEntries(byNamespace.map((row) => [row.namespace, row.profiles])) };
}

/** A profile in any of the segments with any of its statuses is exported. */
function segmentFilter(
  description: SandboxDescription,
  segments: ProfileExportRequest['segments'],
  day: number,
): string {
  if (segments === null) return 'true';
  const conditions = segments.map(
    ({ id, namespace, statuses: wanted }) =>
      `(namespace = ${text(namespace)} AND audience_id = ${text(id)} AND list_contains([${wanted.map(text).join(', ')}]::VARCHAR[], status))`,
  );
  if (conditions.length === 0) return 'false';
  return `"#person" IN (SELECT person FROM ${statuses(description, day)} WHERE ${conditions.join(' OR ')})`;
}

/** SQL of everybody's `segmentMembership`: a map of namespaces to maps of audience ids. */
function membershipMaps(description: SandboxDescription, day: number): string {
  return `(
    SELECT person, map_from_entries(list_sort(list((namespace, entries)))) AS map
    FROM (
      SELECT person, namespace, map_from_entries(list_sort(list((audience_id, {
        'version': '1', 'lastQualificationTime': since, 'validUntil': CAST(NULL AS TIMESTAMPTZ), 'status': status
      })))) AS entries
      FROM ${statuses(description, day)} GROUP BY person, namespace
    )
    GROUP BY person
  )`;
}

/**
 * The requested paths; null = everything. A map is exported as a whole: whether Adobe takes a path into one is not documented.
 * @throws SandboxError for a field that no profile record has
 */
function requestedFields(fields: Fields, requested: readonly string[] | null): readonly string[][] | null {
  if (requested === null) return null;
  return requested.map((field) => {
    const keys = field.split('.');
    const [root = ''] = keys;
    if (COMPUTED.includes(root)) return [root];
    if (typeAt(fields, field) === undefined)
      throw new SandboxError([`fields: the profiles of this sandbox have no field ${field}`]);
    return keys;
  });
}

/** Whether a field, or an object that it lies in, was asked for. */
function isRequested(field: readonly string[], requested: readonly string[][] | null): boolean {
  return requested === null || requested.some((keys) => keys.every((key, index) => field[index] === key));
}

/** A root column that keeps the requested leaves; the others are NULL, of the same type. */
function attribute(fields: Fields, name: string, requested: readonly string[][] | null): string {
  const root = fields.get(name) ?? { kind: 'unknown' };
  return rebuild([name], root, (leaf) => {
    if (isRequested(leaf, requested)) return access(['profile', ...leaf]);
    const type = typeAt(fields, leaf.join('.')) ?? { kind: 'unknown' };
    return `CAST(NULL AS ${duckdbType(type)})`;
  });
}
