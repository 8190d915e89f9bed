import type { SandboxDescription } from '../../sandbox/format.ts';
import type { Simulation } from '../../simulation.ts';
import type { Batch, Batches } from '../catalog/batches.ts';

export type Connection = SandboxDescription['connections'][number];

/** A batch of the lake that a connection has taken in. */
export interface Arrival {
  readonly batchId: string;
  readonly at: number;
}

/**
 * What CJA's connections have taken in from the data lake. Batches of target datasets arrive some time after they
 * succeeded, in the order of the lake; records arrive with the day on which Profile knows them.
 */
export class CjaIngestion {
  readonly #simulation: Simulation;
  readonly #arrivals = new Map<string, Arrival[]>();
  readonly #lastScheduled = new Map<string, number>();
  #dayStartedAt: number | null = null;

  constructor(simulation: Simulation, batches: Batches) {
    this.#simulation = simulation;
    batches.onSuccess((batch) => {
      this.#takeIn(batch);
    });
  }

  /** The records of a new day have arrived. */
  dayStarted(at: number): void {
    this.#dayStartedAt = at;
  }

  /** In the order in which they arrived. */
  arrivals(connectionId: string, datasetId: string): readonly Arrival[] {
    return this.#arrivals.get(key(connectionId, datasetId)) ?? [];
  }

  /** When the connection last took in data of a dataset; null: never. */
  lastIngestedAt(connectionId: string, datasetId: string): number | null {
    const dataset = this.#simulation.sandbox.datasets.find(({ id }) => id === datasetId);
    if (dataset?.kind === 'profile' || dataset?.kind === 'event') return this.#dayStartedAt;
    return this.arrivals(connectionId, datasetId).at(-1)?.at ?? null;
  }

  #takeIn(batch: Batch): void {
    for (const connection of this.#simulation.sandbox.connections) {
      const dataset = connection.datasets.find(({ datasetId }) => datasetId === batch.datasetId);
      // Without "Import new data", later batches never arrive (docs: CJA, "Create a connection").
      if (dataset?.importsNewData === true) this.#schedule(connection, batch);
    }
  }

  #schedule(connection: Connection, batch: Batch): void {
    const { timeline, timings, chance } = this.#simulation;
    const place = key(connection.id, batch.datasetId);
    const takes = chance.between(timings.cjaSeconds, 'cja', connection.id, batch.id) * 1000;
    const at = Math.max(timeline.now() + takes, (this.#lastScheduled.get(place) ?? 0) + 1);
    this.#lastScheduled.set(place, at);
    timeline.schedule(at, `arrival of batch ${batch.id} in connection ${connection.id}`, () => {
      this.#arrivals.set(place, [...(this.#arrivals.get(place) ?? []), { batchId: batch.id, at }]);
    });
  }
}

function key(connectionId: string, datasetId: string): string {
  return `${connectionId}/${datasetId}`;
}
