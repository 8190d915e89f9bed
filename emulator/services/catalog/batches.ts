import type { Simulation } from '../../simulation.ts';

/** Part of the statuses of catalog.yaml (batchResponse.status): those that the emulator's batches can have. */
export type BatchStatus = 'processing' | 'success' | 'failure' | 'aborted' | 'inactive';

export interface Batch {
  readonly id: string;
  readonly datasetId: string;
  readonly status: BatchStatus;
  readonly createdAt: number;
  /** From when on Catalog's lists have it. */
  readonly listedAt: number;
  readonly updatedAt: number;
  readonly completedAt: number | null;
  /** Known once the batch is complete. */
  readonly recordCount: number | null;
  readonly sizeBytes: number | null;
  readonly errors: readonly { readonly code: string; readonly description: string }[];
}

/** How a batch ended. */
export type BatchResult =
  | { readonly status: 'success'; readonly recordCount: number; readonly sizeBytes: number }
  | { readonly status: 'failure' | 'aborted'; readonly code: string; readonly description: string };

/** The batches of the data lake, as Catalog keeps books of them. */
export class Batches {
  readonly #simulation: Simulation;
  readonly #batches = new Map<string, Batch>();
  readonly #listeners: ((batch: Batch) => void)[] = [];

  constructor(simulation: Simulation) {
    this.#simulation = simulation;
  }

  /** An id for a batch that is to come. */
  newId(now: number, ...name: readonly (string | number)[]): string {
    return this.#simulation.chance.ulid(now, 'batch', ...name);
  }

  begin(id: string, datasetId: string, now: number): void {
    this.#batches.set(id, {
      id,
      datasetId,
      status: 'processing',
      createdAt: now,
      listedAt: now + 1000 * this.#simulation.fates.secondsUntilListed('batches'),
      updatedAt: now,
      completedAt: null,
      recordCount: null,
      sizeBytes: null,
      errors: [],
    });
  }

  complete(id: string, result: BatchResult, now: number): void {
    const begun = this.#batches.get(id);
    if (begun === undefined) throw new Error(`batch ${id} was never begun`);
    const ended = { ...begun, status: result.status, updatedAt: now, completedAt: now };
    const batch: Batch =
      result.status === 'success'
        ? { ...ended, recordCount: result.recordCount, sizeBytes: result.sizeBytes }
        : { ...ended, recordCount: 0, errors: [{ code: result.code, description: result.description }] };
    this.#batches.set(id, batch);
    if (batch.status === 'success') for (const listener of this.#listeners) listener(batch);
  }

  /** Takes a batch out of its dataset; its record stays. */
  revert(id: string, now: number): Batch {
    const batch = this.#batches.get(id);
    if (batch?.status !== 'success') throw new Error(`batch ${id} is no part of its dataset`);
    const reverted: Batch = { ...batch, status: 'inactive', updatedAt: now };
    this.#batches.set(id, reverted);
    return reverted;
  }

  /** Calls `listener` for each batch that becomes part of its dataset. */
  onSuccess(listener: (batch: Batch) => void): void {
    this.#listeners.push(listener);
  }

  get(id: string): Batch | undefined {
    return this.#batches.get(id);
  }

  /** In the order of their creation. */
  all(): Batch[] {
    return [...this.#batches.values()];
  }

  /** Those that Catalog's lists have by now. */
  listed(): Batch[] {
    return this.all().filter(({ listedAt }) => listedAt <= this.#simulation.timeline.now());
  }
}
