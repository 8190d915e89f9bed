import { columnsOf } from '../dataset-columns.ts';
import type { World } from '../world.ts';

/** A dataset of a CJA connection that receives batches: a target. */
export interface ConnectionPlace {
  readonly connectionId: string;
  readonly datasetId: string;
}

/**
 * What CJA does on its bad days, and what an administrator does to a connection. All of it happens as of the clock's now.
 * Every method rejects with a RangeError where there is no such connection, dataset or field.
 */
export interface CjaControl {
  /** The next batch of the dataset that succeeds never arrives, and does not move `lastIngestedTime`. */
  skipNextBatch(place: ConnectionPlace): Promise<void>;
  /** The dataset is removed and added again without a backfill: its earlier rows are gone, new data arrive from now on. */
  readdDataset(place: ConnectionPlace): Promise<void>;
  /** Asks for a backfill of all data, which takes simulated hours. @returns its id */
  startBackfill(place: ConnectionPlace): Promise<string>;
  /** Rows older than that are dropped now and at the start of each day; null: all are kept. */
  setRetention(connectionId: string, dataRetentionMonths: number | null): Promise<void>;
  /** The rows of batches that succeeded longer ago are dropped, once. */
  dropRowsOlderThan(place: ConnectionPlace, days: number): Promise<void>;
  /**
   * What CJA reports of each person with an event in the connection: the distinct values of a field of the person's
   * newest row, sorted; empty where there is no row or no value.
   * @param path of an array of objects, the leaf: `_acme.audienceMemberships.id`
   */
  reportedValues(place: ConnectionPlace, path: string): Promise<ReadonlyMap<string, readonly string[]>>;
}

interface Dependencies {
  readonly clock: { now(): number };
  readonly world: () => World;
}

export function createCjaControl({ clock, world }: Dependencies): CjaControl {
  const exclusively = <Result>(action: (world: World) => Promise<Result> | Result): Promise<Result> => {
    const current = world();
    return current.simulation.timeline.exclusively(clock.now(), () => action(current));
  };
  return {
    skipNextBatch: ({ connectionId, datasetId }) =>
      exclusively(({ adobe }) => {
        adobe.ingestion.skipNextBatch(connectionId, datasetId);
      }),
    readdDataset: ({ connectionId, datasetId }) =>
      exclusively(({ adobe }) => {
        adobe.ingestion.readdDataset(connectionId, datasetId);
      }),
    startBackfill: ({ connectionId, datasetId }) =>
      exclusively(({ adobe }) => adobe.ingestion.backfill(connectionId, datasetId)),
    setRetention: (connectionId, dataRetentionMonths) =>
      exclusively(({ adobe }) => {
        adobe.ingestion.setRetention(connectionId, dataRetentionMonths);
      }),
    dropRowsOlderThan: ({ connectionId, datasetId }, days) =>
      exclusively(({ adobe }) => {
        adobe.ingestion.dropRowsOlderThan(connectionId, datasetId, days);
      }),
    reportedValues: (place, path) => exclusively((current) => reportedValues(current, place, path)),
  };
}

async function reportedValues(
  { simulation, adobe }: World,
  { connectionId, datasetId }: ConnectionPlace,
  path: string,
): Promise<ReadonlyMap<string, readonly string[]>> {
  const { sandbox, population } = simulation;
  const connection = sandbox.connections.find(({ id }) => id === connectionId);
  const dataset = sandbox.datasets.find(({ id }) => id === datasetId);
  const isIn = connection?.datasets.some((candidate) => candidate.datasetId === datasetId) ?? false;
  if (connection === undefined || dataset?.kind !== 'target' || !isIn) {
    throw new RangeError(`connection ${connectionId} has no target dataset ${datasetId}`);
  }
  const columns = columnsOf(dataset, sandbox, population);
  const values = await adobe.persons.valuesPerPerson(connection, { dataset, path }, columns);
  if (values === null) throw new RangeError(`dataset ${datasetId} has no field ${path} that can be reported`);
  return values;
}
