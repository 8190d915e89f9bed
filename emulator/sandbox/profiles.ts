import { access, columnsOf, identifier, leafPaths, rebuild } from './columns.ts';
import type { Database } from './database.ts';
import type { Fields } from './field-types.ts';
import type { SandboxDescription } from './format.ts';
import type { RecordSurvey } from './survey.ts';

/*
 * Who is known, as tables that each day rewrites:
 *
 * person_ids    person, namespace, id, identity (ids of a person in the order of arrival), is_primary
 * persons       "#person", "identityMap", events: everybody, those known by events only too
 * profiles_<n>  "#person" and the merged fields: those with a fragment in a dataset of the description's n-th merge policy
 */

/** Name of the table with the merged profiles of a policy. */
export function profilesTable(policyIndex: number): string {
  return `profiles_${policyIndex}`;
}

/** A view of everybody as a rule sees them. Missing attributes are NULL; without events the list is empty. */
export function peopleView(policyIndex: number): string {
  return `people_${policyIndex}`;
}

/** Rewrites the tables above from the records that have arrived by `day`, and gives the rules their views. */
export async function rewriteProfiles(
  database: Database,
  description: SandboxDescription,
  survey: RecordSurvey,
  day: number,
): Promise<void> {
  await database.run(personIds(day));
  await database.run(persons(survey.eventFields, day));
  for (const [index, { datasets }] of description.mergePolicies.entries()) {
    const precedence = datasets ?? description.datasets.filter(({ kind }) => kind === 'profile').map(({ id }) => id);
    const positions = precedence.map((id) => description.datasets.findIndex((dataset) => dataset.id === id));
    await database.run(mergedProfiles(profilesTable(index), survey.profileFields, positions, day));
    await database.run(`CREATE OR REPLACE VIEW ${peopleView(index)} AS
      SELECT people.*, profiles.* EXCLUDE ("#person"), ${day} AS day
      FROM persons people LEFT JOIN ${profilesTable(index)} profiles ON profiles."#person" = people."#person"`);
  }
}

/** An id is primary if any record that has arrived says so. */
function personIds(day: number): string {
  return `
    CREATE OR REPLACE TABLE person_ids AS
    SELECT s.person, i.namespace, i.id, i.identity, bool_or(r.is_primary) AS is_primary
    FROM stitched s
    JOIN identities i ON i.identity = s.identity
    JOIN record_identities r ON r.identity = s.identity AND r."#day" <= ${day}
    GROUP BY ALL`;
}

function persons(eventFields: Fields, day: number): string {
  const members = ['identityMap', ...columnsOf(eventFields).map(([name]) => name)].map(identifier);
  const event = `struct_pack(${members.map((name) => `${name} := e.${name}`).join(', ')})`;
  return `
    CREATE OR REPLACE TABLE persons AS
    SELECT known.person AS "#person", known."identityMap", coalesce(happened.events, []) AS events
    FROM (
      SELECT person, map_from_entries(list_sort(list((namespace, ids)))) AS "identityMap"
      FROM (
        SELECT person, namespace,
          ${sortedList(['identity'], `{'id': id, 'primary': is_primary, 'authenticatedState': 'ambiguous'}`)} AS ids
        FROM person_ids GROUP BY person, namespace
      )
      GROUP BY person
    ) known
    LEFT JOIN (
      SELECT s.person, ${sortedList(['e."timestamp"', 'e."#record"'], event)} AS events
      FROM events e JOIN stitched s ON s.identity = e."#identity"
      WHERE e."#day" <= ${day}
      GROUP BY s.person
    ) happened ON happened.person = known.person
    ORDER BY known.person`;
}

/** A group's items as a list in the order of its keys: several times as fast as ORDER BY within the aggregate. */
function sortedList(keys: readonly string[], item: string): string {
  const places = keys.map((key, index) => `'place${index}': ${key}`).join(', ');
  return `list_transform(list_sort(list({${places}, 'item': ${item}})), lambda entry: entry.item)`;
}

/**
 * Leaf by leaf, the value of the first dataset that has one; within a dataset, of the record that arrived last.
 * @param positions the policy's datasets as places in the description, the winning one first
 */
function mergedProfiles(table: string, fields: Fields, positions: readonly number[], day: number): string {
  const leaves = leafPaths(fields);
  const leafColumn = (path: readonly string[]): string => identifier(`#leaf ${path.join('.')}`);
  const merged = leaves.map((path) => `, arg_min(${access(path)}, "#precedence") AS ${leafColumn(path)}`);
  const columns = columnsOf(fields).map(
    ([name, type]) => `, ${rebuild([name], type, leafColumn)} AS ${identifier(name)}`,
  );
  const ranking = `list_position([${positions.join(', ')}], f."#dataset")`;
  return `
    CREATE OR REPLACE TABLE ${table} AS
    SELECT "#person"${columns.join('')}
    FROM (
      SELECT "#person"${merged.join('')}
      FROM (
        SELECT f.*, s.person AS "#person",
          row_number() OVER (ORDER BY ${ranking}, f."#day" DESC, f."#record" DESC) AS "#precedence"
        FROM fragments f JOIN stitched s ON s.identity = f."#identity"
        WHERE f."#day" <= ${day} AND ${ranking} IS NOT NULL
      )
      GROUP BY "#person"
    )`;
}
