import * as z from 'zod';
import type { SandboxDataset } from '../../sandbox/format.ts';
import type { SparkColumn } from '../../sandbox/population.ts';
import type { Simulation } from '../../simulation.ts';
import { fieldPlace } from './dimensions.ts';
import type { CjaIngestion, Connection } from './ingestion.ts';

/** A field of a dataset that receives batches. */
interface Field {
  readonly dataset: SandboxDataset;
  readonly path: string;
  /** Where the text of the field is a list. */
  readonly delimiter?: string | null;
}

/** How many persons a connection reports per value of a dimension. */
export interface PersonCounts {
  /** Descending by persons, then by value. */
  readonly items: readonly { readonly value: string; readonly persons: number }[];
  /** Persons with at least one value. */
  readonly withValue: number;
  /** Persons with an event in the connection. */
  readonly all: number;
}

const CountRow = z.object({ value: z.string().nullable(), persons: z.coerce.number() });
const PersonRow = z.object({ person: z.string(), items: z.array(z.string()) });

/**
 * Counts persons as CJA does: of each person ID the newest profile row counts, and only persons with an event in the
 * connection are reported (docs: CJA, "Manage connections"; CJA FAQ).
 */
export class PersonReports {
  readonly #simulation: Simulation;
  readonly #ingestion: CjaIngestion;
  /** The event persons of connections, as parquet files; good until the next day begins. */
  readonly #eventPersons = new Map<string, Promise<readonly string[]>>();

  constructor(simulation: Simulation, ingestion: CjaIngestion) {
    this.#simulation = simulation;
    this.#ingestion = ingestion;
  }

  dayStarted(): void {
    this.#eventPersons.clear();
  }

  /** @returns null where the dataset has no such field */
  async count(connection: Connection, field: Field, columns: readonly SparkColumn[]): Promise<PersonCounts | null> {
    const parts = await this.#partsOf(connection, field, columns);
    if (parts === null) return null;
    if (parts.eventFiles.length === 0) return { items: [], withValue: 0, all: 0 };
    const rows = z.array(CountRow).parse(await this.#simulation.warehouse.read(countSql(parts)));
    const [all, withValue] = rows.filter(({ value }) => value === null);
    return {
      items: rows.flatMap(({ value, persons }) => (value === null ? [] : [{ value, persons }])),
      withValue: withValue?.persons ?? 0,
      all: all?.persons ?? 0,
    };
  }

  /**
   * The values of every person that the connection reports, by person ID; none: an empty list.
   * @returns null where the dataset has no such field
   */
  async valuesPerPerson(
    connection: Connection,
    field: Field,
    columns: readonly SparkColumn[],
  ): Promise<ReadonlyMap<string, readonly string[]> | null> {
    const parts = await this.#partsOf(connection, field, columns);
    if (parts === null) return null;
    if (parts.eventFiles.length === 0) return new Map();
    const rows = z.array(PersonRow).parse(await this.#simulation.warehouse.read(valuesSql(parts)));
    return new Map(rows.map(({ person, items }) => [person, items]));
  }

  async #partsOf(
    connection: Connection,
    { dataset, path, delimiter = null }: Field,
    columns: readonly SparkColumn[],
  ): Promise<ReportParts | null> {
    const values = fieldPlace(columns, path);
    const personId = connection.datasets.find(({ datasetId }) => datasetId === dataset.id)?.personId;
    const person = personId !== undefined && 'path' in personId ? fieldPlace(columns, personId.path) : null;
    if (values === null || person === null) return null;
    return {
      batchFiles: this.#filesOf(connection, dataset),
      eventFiles: await this.#eventPersonsOf(connection),
      values: delimiter === null ? values.valuesSql : splitSql(values.valuesSql, delimiter),
      person: `(${person.valuesSql})[1]`,
    };
  }

  /** The files of the batches that the connection holds, oldest in the lake first, whenever they arrived. */
  #filesOf(connection: Connection, dataset: SandboxDataset): string[] {
    const held = new Set(this.#ingestion.arrivals(connection.id, dataset.id).map(({ batchId }) => batchId));
    const inLake = this.#simulation.warehouse.batches(dataset.table);
    return inLake.filter(({ id }) => held.has(id)).map(({ file }) => file);
  }

  #eventPersonsOf(connection: Connection): Promise<readonly string[]> {
    const known = this.#eventPersons.get(connection.id);
    if (known !== undefined) return known;
    const written = Promise.all(
      connection.datasets
        .filter(({ type }) => type === 'event')
        .map(async ({ datasetId, personId }) => {
          const file = this.#simulation.warehouse.newFile(`event-persons-${connection.id}-${datasetId}`);
          await this.#simulation.population.writeEventPersons(datasetId, personId, file);
          return file;
        }),
    );
    this.#eventPersons.set(connection.id, written);
    return written;
  }
}

interface ReportParts {
  readonly batchFiles: readonly string[];
  readonly eventFiles: readonly string[];
  /** SQL of a row's values, and of its person ID. */
  readonly values: string;
  readonly person: string;
}

/** `newest`: the newest row of each person ID; `event_person`: the person IDs that are reported. */
function personsSql({ batchFiles, eventFiles, values, person }: ReportParts): string {
  const files = (names: readonly string[]): string => `[${names.map(text).join(', ')}]`;
  const places = batchFiles.map((name, place) => `(${text(name)}, ${place})`).join(', ');
  const profiles =
    batchFiles.length === 0
      ? "SELECT NULL::VARCHAR AS person, []::VARCHAR[] AS items, 0 AS place, '' AS id WHERE false"
      : `SELECT ${person} AS person, ${values} AS items, batch.place, _id AS id
         FROM read_parquet(${files(batchFiles)}, union_by_name = true, filename = true) AS row
         JOIN (VALUES ${places}) AS batch(file, place) ON batch.file = row.filename`;
  return `
    profile AS (${profiles}),
    newest AS (
      SELECT person, items FROM profile
      QUALIFY row_number() OVER (PARTITION BY person ORDER BY place DESC, id DESC) = 1
    ),
    event_person AS (SELECT DISTINCT personID AS person FROM read_parquet(${files(eventFiles)}) WHERE personID IS NOT NULL)`;
}

/** One row per value; two rows without one: first how many persons there are, then how many have any value. */
function countSql(parts: ReportParts): string {
  return `
    WITH ${personsSql(parts)},
    item AS (
      SELECT DISTINCT person, value
      FROM (SELECT person, unnest(items) AS value FROM newest JOIN event_person USING (person))
      WHERE value <> ''
    )
    SELECT NULL AS value, (SELECT count(*) FROM event_person) AS persons, 0 AS part
    UNION ALL SELECT NULL, (SELECT count(DISTINCT person) FROM item), 1
    UNION ALL SELECT value, count(*), 2 FROM item GROUP BY value
    ORDER BY part, persons DESC, value`;
}

/** One row per person, with the distinct values in order. */
function valuesSql(parts: ReportParts): string {
  return `
    WITH ${personsSql(parts)}
    SELECT person, list_sort(list_distinct(list_filter(coalesce(items, []), lambda item: item <> ''))) AS items
    FROM event_person LEFT JOIN newest USING (person)
    ORDER BY person`;
}

/** Substring by delimiter, converted to an array (docs: CJA, "Substring component setting"). */
function splitSql(values: string, delimiter: string): string {
  return `flatten([string_split(item, ${text(delimiter)}) FOR item IN (${values}) IF item IS NOT NULL])`;
}

function text(value: string): string {
  return `'${value.replaceAll("'", "''")}'`;
}
