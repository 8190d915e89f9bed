import type { SandboxDescription } from '../../sandbox/format.ts';
import type { Simulation } from '../../simulation.ts';
import type { Batch, Batches } from '../catalog/batches.ts';

/** A file of a batch in the lake. */
export interface DatasetFile {
  readonly id: string;
  readonly name: string;
  readonly batch: Batch;
  /** Absolute, on this machine. */
  readonly place: string;
  readonly bytes: number;
}

/** The files of the lake's batches: each batch has one. */
export class DatasetFiles {
  readonly #simulation: Simulation;
  readonly #batches: Batches;

  constructor(simulation: Simulation, batches: Batches) {
    this.#simulation = simulation;
    this.#batches = batches;
  }

  /** None, while the batch is not part of its dataset: not yet, or no longer. */
  of(batch: Batch): DatasetFile | null {
    const { warehouse, chance } = this.#simulation;
    const table = tableOf(batch, this.#simulation.sandbox);
    const inLake = warehouse.batches(table).find(({ id }) => id === batch.id);
    if (inLake === undefined || batch.sizeBytes === null) return null;
    return {
      id: chance.uuid('dataset file', batch.id),
      name: `part-00000-${chance.uuid('part', batch.id)}-c000.zstd.parquet`,
      batch,
      place: inLake.file,
      bytes: batch.sizeBytes,
    };
  }

  find(id: string): DatasetFile | undefined {
    return (
      this.#batches
        .all()
        .map((batch) => this.of(batch))
        .find((file) => file?.id === id) ?? undefined
    );
  }
}

function tableOf({ id, datasetId }: Batch, { datasets }: SandboxDescription): string {
  const dataset = datasets.find((candidate) => candidate.id === datasetId);
  if (dataset === undefined) throw new Error(`batch ${id} belongs to no dataset`);
  return dataset.table;
}
