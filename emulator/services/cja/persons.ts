import type { Simulation } from '../../simulation.ts';
import type { CjaIngestion, Connection } from './ingestion.ts';
import { type Dimension, fieldPlace } from './dimensions.ts';
import type { SparkColumn } from '../../sandbox/population.ts';
import * as z from 'zod';

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

  /** @returns null where the dimension's dataset has no such field */
  async count(
    connection: Connection,
    dimension: Dimension,
    columns: readonly SparkColumn[],
  ): Promise<PersonCounts | null> {
    const values = fieldPlace(columns, dimension.path);
    const personId = connection.datasets.find(({ datasetId }) => datasetId === dimension.dataset.id)?.personId;
    const person = personId !== undefined && 'path' in personId ? fieldPlace(columns, personId.path) : null;
    if (values === null || person === null) return null;

    const eventFiles = await this.#eventPersonsOf(connection);
    const batchFiles = this.#filesOf(connection, dimension);
    if (eventFiles.length === 0) return { items: [], withValue: 0, all: 0 };
    const sql = countSql({ batchFiles, eventFiles, values: values.valuesSql, person: `(${person.valuesSql})[1]` });
    const rows = z.array(CountRow).parse(await this.#simulation.warehouse.read(sql));
    const [all, withValue] = rows.filter(({ value }) => value === null);
    return {
      items: rows.flatMap(({ value, persons }) => (value === null ? [] : [{ value, persons }])),
      withValue: withValue?.persons ?? 0,
      all: all?.persons ?? 0,
    };
  }

  /** The files of the batches that the connection has taken in, oldest first; a batch deleted in the lake is gone here, too. */
  #filesOf(connection: Connection, { dataset }: Dimension): string[] {
    const inLake = this.#simulation.warehouse.batches(dataset.table);
    return this.#ingestion
      .arrivals(connection.id, dataset.id)
      .flatMap(({ batchId }) => inLake.filter(({ id }) => id === batchId).map(({ file }) => file));
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

interface CountParts {
  readonly batchFiles: readonly string[];
  readonly eventFiles: readonly string[];
  /** SQL of a row's values, and of its person ID. */
  readonly values: string;
  readonly person: string;
}

/** One row per value; two rows without one: first how many persons there are, then how many have any value. */
function countSql({ batchFiles, eventFiles, values, person }: CountParts): string {
  const files = (names: readonly string[]): string => `[${names.map(text).join(', ')}]`;
  const places = batchFiles.map((name, place) => `(${text(name)}, ${place})`).join(', ');
  const profiles =
    batchFiles.length === 0
      ? "SELECT NULL::VARCHAR AS person, []::VARCHAR[] AS items, 0 AS place, '' AS id WHERE false"
      : `SELECT ${person} AS person, ${values} AS items, batch.place, _id AS id
         FROM read_parquet(${files(batchFiles)}, union_by_name = true, filename = true) AS row
         JOIN (VALUES ${places}) AS batch(file, place) ON batch.file = row.filename`;
  return `
    WITH profile AS (${profiles}),
    newest AS (
      SELECT person, items FROM profile
      QUALIFY row_number() OVER (PARTITION BY person ORDER BY place DESC, id DESC) = 1
    ),
    event_person AS (SELECT DISTINCT personID AS person FROM read_parquet(${files(eventFiles)}) WHERE personID IS NOT NULL),
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

function text(value: string): string {
  return `'${value.replaceAll("'", "''")}'`;
}
