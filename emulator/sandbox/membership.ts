import { sqlProblem, text, type Database } from './database.ts';
import { type Audience, PLATFORM_NAMESPACES, type SandboxDescription } from './format.ts';
import { mergePolicyIdOf } from './merge-policy.ts';
import { peopleView } from './profiles.ts';
import { SandboxError } from './sandbox-error.ts';
import { uploadedMembers } from './uploads.ts';

/*
 * Who is in which audience, and who left:
 *
 * membership   person, audience (its place in the description), is_member, since (of the last join or exit), joined_on_day
 *
 * Persons who never were members have no row. `exited` rows go after 30 days.
 * Source: EP help/xdm/field-groups/profile/segmentation.md.
 */

const DAYS_KEPT_AFTER_EXIT = 30;

/**
 * Checks that every audience's rule is one yes-or-no expression over the people's columns.
 * @throws SandboxError with one problem per rule that is not
 */
export async function checkRules(database: Database, description: SandboxDescription): Promise<void> {
  const problems: string[] = [];
  for (const [index, audience] of description.audiences.entries()) {
    if (audience.kind === 'external') continue;
    const problem = await ruleProblem(database, audience.rule, peopleView(policyOf(description, audience)));
    if (problem !== null) problems.push(`${rulePlace(audience, index)}: ${problem}`);
  }
  if (problems.length > 0) throw new SandboxError(problems);
}

async function ruleProblem(database: Database, rule: string, people: string): Promise<string | null> {
  try {
    const type = await database.expressionType(rule, people);
    return type === 'BOOLEAN' ? null : `gives ${type}, and a rule says true or false`;
  } catch (error) {
    return sqlProblem(error);
  }
}

function rulePlace({ id }: Audience, index: number): string {
  return `sandbox.json: audiences[${index}].rule (audience ${id})`;
}

function policyOf(description: SandboxDescription, audience: Audience): number {
  const mergePolicyId = mergePolicyIdOf(audience, description);
  return description.mergePolicies.findIndex(({ id }) => id === mergePolicyId);
}

export async function createMembership(database: Database): Promise<void> {
  await database.run(`
    CREATE TABLE membership (person INTEGER, audience INTEGER, is_member BOOLEAN, since TIMESTAMPTZ, joined_on_day INTEGER);
    CREATE TABLE qualified (person INTEGER, audience INTEGER)`);
}

/**
 * Evaluates every published audience for everybody, looks up who is on the lists of the external ones, and moves the memberships on.
 * @param at epoch milliseconds of the evaluation
 * @throws SandboxError naming the audience whose rule fails on somebody (a cast, mostly)
 */
export async function evaluateAudiences(
  database: Database,
  description: SandboxDescription,
  day: number,
  at: number,
): Promise<void> {
  await database.run('DELETE FROM qualified');
  for (const [index, audience] of description.audiences.entries()) {
    if (audience.lifecycleState !== 'published') continue;
    if (audience.kind === 'external') {
      await database.run(`INSERT INTO qualified SELECT person, ${index} FROM ${uploadedMembers(index, day)}`);
      continue;
    }
    const people = peopleView(policyOf(description, audience));
    await database
      .run(
        `INSERT INTO qualified SELECT "#person", ${index}
        FROM (SELECT "#person", (${audience.rule}\n) AS "#answer" FROM ${people}) WHERE "#answer"`,
      )
      .catch((cause: unknown) => {
        throw new SandboxError([`${rulePlace(audience, index)}, day ${day}: ${sqlProblem(cause)}`], { cause });
      });
  }
  await database.run(movedOn(day, at));
}

/**
 * A person who was found to be two takes over the memberships of both: being a member before having left, then the
 * later date. That comes before the day's answer, so nobody leaves and joins merely by being stitched.
 */
function movedOn(day: number, at: number): string {
  const now = `make_timestamptz(${at * 1000})`;
  return `
    CREATE OR REPLACE TABLE membership_before AS
    SELECT s.person, m.audience, bool_or(m.is_member) AS is_member,
      arg_max(m.since, {'member': m.is_member, 'since': m.since}) AS since,
      min(m.joined_on_day) FILTER (m.is_member) AS joined_on_day
    FROM membership m JOIN stitched s ON s.identity = m.person
    GROUP BY s.person, m.audience;

    CREATE OR REPLACE TABLE membership AS
    SELECT coalesce(q.person, b.person) AS person, coalesce(q.audience, b.audience) AS audience,
      q.person IS NOT NULL AS is_member,
      CASE WHEN (q.person IS NOT NULL) = coalesce(b.is_member, false) THEN b.since ELSE ${now} END AS since,
      CASE WHEN q.person IS NOT NULL THEN coalesce(b.joined_on_day, ${day}) END AS joined_on_day
    FROM qualified q FULL JOIN membership_before b ON b.person = q.person AND b.audience = q.audience
    WHERE q.person IS NOT NULL OR b.is_member OR b.since > ${now} - INTERVAL ${DAYS_KEPT_AFTER_EXIT} DAY;

    DROP TABLE membership_before`;
}

/**
 * SQL of the table of everybody's statuses: person, namespace (the key in `segmentMembership`), audience_id, status, since.
 * An audience with legacy statuses says `realized` on the day a person joins, and `existing` on the days after.
 */
export function statuses(description: SandboxDescription, day: number): string {
  const cases = description.audiences.map((audience, index) => {
    const isLegacy = audience.kind !== 'external' && audience.statuses === 'legacy';
    return `(${index}, ${text(membershipNamespaceOf(audience))}, ${text(audience.id)}, ${String(isLegacy)})`;
  });
  return `(
    SELECT m.person, a.namespace, a.id AS audience_id, m.since,
      CASE WHEN NOT m.is_member THEN 'exited' WHEN a.is_legacy AND m.joined_on_day < ${day} THEN 'existing' ELSE 'realized' END AS status
    FROM membership m JOIN (VALUES ${cases.join(', ')}) a (audience, namespace, id, is_legacy) ON a.audience = m.audience
  )`;
}

/** The key under which an audience's memberships stand in `segmentMembership`. */
export function membershipNamespaceOf(audience: Audience): string {
  return audience.kind === 'external' ? audience.namespace : PLATFORM_NAMESPACES.membership;
}
