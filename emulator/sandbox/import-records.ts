import { access, columnsOf, duckdbType, identifier, IDENTITY_MAP_DUCKDB } from './columns.ts';
import { sqlProblem, text, type Database } from './database.ts';
import type { Fields } from './field-types.ts';
import type { RecordIdentity } from './format.ts';
import { SandboxError } from './sandbox-error.ts';
import type { RecordSurvey, SurveyedDataset } from './survey.ts';

/*
 * The records as tables. Our own columns start with `#`, which no field name can.
 *
 * fragments, events   the records, with "#record" (numbered in the order of the description), "#dataset" (its place
 *                     there), "#day" (of arrival) and "#identity" (the record's first, NULL if it has none)
 * record_identities   every identity of every record: "#record", "#day", kind, place (1 = the record's first), identity, is_primary
 * identities          each distinct (namespace, id), numbered from 0 in the order of arrival
 */

const OWN_COLUMNS = '"#record" INTEGER, "#dataset" INTEGER, "#day" INTEGER, "identityMap" ' + IDENTITY_MAP_DUCKDB;

/**
 * Reads all records into the database, whatever day they arrive on. Records that never arrive are left out.
 * @throws SandboxError where an arrival expression does not compile or gives no whole number
 */
export async function importRecords(
  database: Database,
  { datasets, profileFields, eventFields }: RecordSurvey,
): Promise<void> {
  await createTable(database, 'staged_fragments', profileFields);
  await createTable(database, 'staged_events', eventFields);
  await database.run(`CREATE TABLE staged_identities
    ("#record" INTEGER, "#day" INTEGER, declared INTEGER, position INTEGER, namespace VARCHAR, id VARCHAR, is_primary BOOLEAN)`);
  let records = 0;
  for (const surveyed of datasets) records += await importDataset(database, surveyed, records);
  await numberIdentities(database);
  await finishTable(database, 'fragments');
  await finishTable(database, 'events');
}

async function createTable(database: Database, table: string, fields: Fields): Promise<void> {
  await database.run(`CREATE TABLE ${table} (${[OWN_COLUMNS, ...columnDefinitions(fields)].join(', ')})`);
}

function columnDefinitions(fields: Fields): string[] {
  return columnsOf(fields).map(([name, type]) => `${identifier(name)} ${duckdbType(type)}`);
}

/** Adds one dataset's records, numbered from `first`, and says how many there were. */
async function importDataset(database: Database, surveyed: SurveyedDataset, first: number): Promise<number> {
  const { dataset, fields, index } = surveyed;
  await database.run(
    `CREATE OR REPLACE TABLE raw (${['"identityMap" ' + IDENTITY_MAP_DUCKDB, ...columnDefinitions(fields)].join(', ')})`,
  );
  await naming(`sandbox.json: datasets[${index}].records`, () => readFiles(database, surveyed));
  await naming(`sandbox.json: datasets[${index}].arrivesOnDay`, async () => {
    const type = await database.expressionType(dataset.arrivesOnDay, 'raw');
    if (!WHOLE_NUMBER.test(type)) throw new Error(`gives ${type}, and a day is a whole number`);
    await database.run(`CREATE OR REPLACE TABLE arriving AS
      SELECT CAST(${first} + rowid AS INTEGER) AS "#record", ${index} AS "#dataset", CAST((${dataset.arrivesOnDay}\n) AS INTEGER) AS "#day", *
      FROM raw`);
  });
  await database.run(`DELETE FROM arriving WHERE "#day" IS NULL; UPDATE arriving SET "#day" = 1 WHERE "#day" < 1`);
  await database.run(
    `INSERT INTO ${dataset.kind === 'profile' ? 'staged_fragments' : 'staged_events'} BY NAME SELECT * FROM arriving`,
  );
  for (const [declared, identity] of dataset.identities.entries()) {
    await database.run(`INSERT INTO staged_identities ${identitySelect(identity, declared)}`);
  }
  const [[total = 0] = []] = await database.integerColumns('SELECT count(*) FROM raw');
  await database.run('DROP TABLE arriving; DROP TABLE raw');
  return total;
}

/** NULL has this type too: a record that never arrives. */
const WHOLE_NUMBER = /^U?(TINY|SMALL|BIG|HUGE)?INT(EGER)?$/;

/** The insertion order is the order of the records. Columns are given, so that DuckDB guesses no dates or UUIDs. */
async function readFiles(database: Database, { files, fields }: SurveyedDataset): Promise<void> {
  const types = new Map([['identityMap', IDENTITY_MAP_DUCKDB]]);
  for (const [name, type] of columnsOf(fields)) types.set(name, duckdbType(type));
  const names = [...types.keys()].map(identifier).join(', ');
  const columns = [...types].map(([name, type]) => `${identifier(name)}: ${text(type)}`).join(', ');
  for (const { path, format } of files) {
    await database.run(
      `INSERT INTO raw SELECT ${names} FROM read_json(${text(path)}, format = '${format}', columns = {${columns}})`,
    );
  }
}

async function naming(place: string, work: () => Promise<void>): Promise<void> {
  try {
    await work();
  } catch (cause) {
    throw new SandboxError([`${place}: ${sqlProblem(cause)}`], { cause });
  }
}

/** All identities that records in `arriving` carry as declared. */
function identitySelect(identity: RecordIdentity, declared: number): string {
  if ('path' in identity) {
    const id = `CAST(${access(identity.path.split('.'))} AS VARCHAR)`;
    return `SELECT "#record", "#day", ${declared}, 1, ${text(identity.namespace)}, ${id}, ${identity.primary} FROM arriving`;
  }
  return `
    SELECT "#record", "#day", ${declared}, CAST(row_number() OVER (PARTITION BY "#record" ORDER BY entry_position, position) AS INTEGER),
      namespace, item.id, coalesce(item."primary", false)
    FROM (
      SELECT "#record", "#day", entry_position, entry.key AS namespace,
        unnest(entry.value) AS item, generate_subscripts(entry.value, 1) AS position
      FROM (
        SELECT "#record", "#day", unnest(map_entries("identityMap")) AS entry,
          generate_subscripts(map_entries("identityMap"), 1) AS entry_position
        FROM arriving
      )
    )`;
}

/** A blank id is no id. All others are, whatever a later step thinks of them. */
async function numberIdentities(database: Database): Promise<void> {
  await database.run(`
    CREATE TABLE placed_identities AS
    SELECT "#record", "#day", namespace, id, is_primary,
      CAST(row_number() OVER (PARTITION BY "#record" ORDER BY declared, position) AS INTEGER) AS place
    FROM staged_identities WHERE trim(id) <> '';

    CREATE TABLE identities AS
    SELECT CAST(row_number() OVER (ORDER BY "#day", "#record", place) - 1 AS INTEGER) AS identity, namespace, id, "#day"
    FROM (
      SELECT * FROM placed_identities
      QUALIFY row_number() OVER (PARTITION BY namespace, id ORDER BY "#day", "#record", place) = 1
    );

    CREATE TABLE record_identities AS
    SELECT p."#record", p."#day", p.place, i.identity, p.is_primary
    FROM placed_identities p JOIN identities i ON i.namespace = p.namespace AND i.id = p.id;

    DROP TABLE staged_identities; DROP TABLE placed_identities`);
}

async function finishTable(database: Database, table: 'fragments' | 'events'): Promise<void> {
  await database.run(`
    CREATE TABLE ${table} AS
    SELECT staged.*, first.identity AS "#identity"
    FROM staged_${table} staged LEFT JOIN record_identities first ON first."#record" = staged."#record" AND first.place = 1;
    DROP TABLE staged_${table}`);
}
