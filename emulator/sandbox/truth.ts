import * as z from 'zod';
import { access, typeAt } from './columns.ts';
import { Count, text, type Database } from './database.ts';
import type { SandboxDescription } from './format.ts';
import { mergePolicyIdOf } from './merge-policy.ts';
import { eventPersonIds, isUsable } from './person-ids.ts';
import type { AudienceTruth, IdentityChoice } from './population.ts';
import { profilesTable } from './profiles.ts';
import { SandboxError } from './sandbox-error.ts';
import type { RecordSurvey } from './survey.ts';

const AudienceCounts = z.object({ audience: z.number(), members: Count, reportable: Count });

/**
 * Counts distinct person IDs per audience, from profiles and events alone.
 * @throws SandboxError for an identity field or a connection that the sandbox does not have
 */
export async function countMembers(
  database: Database,
  { description, survey, day }: { description: SandboxDescription; survey: RecordSurvey; day: number },
  identity: IdentityChoice,
  connectionId: string | null,
): Promise<AudienceTruth[]> {
  const counts = await database.rows(
    AudienceCounts,
    `SELECT member.audience, count(DISTINCT member.id) AS members,
      count(DISTINCT member.id) FILTER (member.id IN (SELECT id FROM ${reportableIds(description, connectionId, day)})) AS reportable
    FROM ${memberIds(description, survey, identity)} member
    WHERE ${isUsable('member.id')}
    GROUP BY member.audience`,
  );
  return description.audiences.map(({ id, name }, index) => {
    const found = counts.find(({ audience }) => audience === index);
    return { id, name, members: found?.members ?? 0, reportable: found?.reportable ?? 0 };
  });
}

/** SQL of the person IDs (`id`) of the members of each `audience`, under the audience's own merge policy. */
function memberIds(description: SandboxDescription, survey: RecordSurvey, identity: IdentityChoice): string {
  if ('path' in identity) return memberIdsByPath(description, survey, identity.path);
  const ids = `SELECT person, id, is_primary, identity FROM person_ids WHERE namespace = ${text(identity.namespace)} AND ${isUsable('id')}`;
  const chosen =
    identity.which === 'all'
      ? ids
      : `${ids} QUALIFY row_number() OVER (PARTITION BY person ORDER BY is_primary DESC, identity) = 1`;
  return `(SELECT m.audience, i.id FROM membership m JOIN (${chosen}) i ON i.person = m.person WHERE m.is_member)`;
}

function memberIdsByPath(description: SandboxDescription, survey: RecordSurvey, path: string): string {
  const type = typeAt(survey.profileFields, path);
  if (type === undefined || type.kind === 'struct' || type.kind === 'list') {
    throw new SandboxError([`identity: no profile record has a plain value at ${path}`]);
  }
  const perPolicy = description.mergePolicies.map(({ id }, policy) => {
    const audiences = description.audiences.flatMap((audience, index) =>
      mergePolicyIdOf(audience, description) === id ? [index] : [],
    );
    return `
      SELECT m.audience, CAST(${access(['p', ...path.split('.')])} AS VARCHAR) AS id
      FROM membership m JOIN ${profilesTable(policy)} p ON p."#person" = m.person
      WHERE m.is_member AND list_contains([${audiences.join(', ')}]::INTEGER[], m.audience)`;
  });
  return `(${perPolicy.join(' UNION ALL ')})`;
}

/** SQL of the person IDs that have an event in the connection. */
function reportableIds(description: SandboxDescription, connectionId: string | null, day: number): string {
  if (connectionId === null) return '(SELECT NULL::VARCHAR AS id WHERE false)';
  const connection = description.connections.find(({ id }) => id === connectionId);
  if (connection === undefined) throw new SandboxError([`sandbox.json: connections: there is no ${connectionId}`]);
  const sources = connection.datasets
    .filter(({ type }) => type === 'event')
    .map(({ datasetId, personId }) => `SELECT id FROM ${eventPersonIds(description, datasetId, personId, day)}`);
  return sources.length === 0 ? '(SELECT NULL::VARCHAR AS id WHERE false)' : `(${sources.join(' UNION ')})`;
}
