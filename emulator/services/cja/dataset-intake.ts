/** A batch of the lake that a connection has taken in. */
export interface Arrival {
  readonly batchId: string;
  readonly at: number;
}

/** A request to take in all that the lake holds of a dataset (cja.json: DataSetBackfill). */
export interface Backfill {
  readonly id: string;
  readonly createdAt: number;
  readonly status: 'IN_QUEUE' | 'IN_PROGRESS' | 'COMPLETED';
}

/** What a connection has taken in of one dataset that receives batches. */
export class DatasetIntake {
  /** Since when the dataset is in the connection with "Import new data" on; null: it is off. */
  readonly streamingEnabledAt: number | null;
  #arrivals: readonly Arrival[] = [];
  #lastIngestedAt: number | null = null;
  #batchesToSkip = 0;
  readonly #backfills = new Map<string, Backfill>();

  constructor(streamingEnabledAt: number | null) {
    this.streamingEnabledAt = streamingEnabledAt;
  }

  get arrivals(): readonly Arrival[] {
    return this.#arrivals;
  }

  get lastIngestedAt(): number | null {
    return this.#lastIngestedAt;
  }

  get backfills(): readonly Backfill[] {
    return [...this.#backfills.values()];
  }

  holds(batchId: string): boolean {
    return this.#arrivals.some((arrival) => arrival.batchId === batchId);
  }

  takeIn(batchId: string, at: number): void {
    if (this.holds(batchId)) return;
    this.#arrivals = [...this.#arrivals, { batchId, at }];
    this.#lastIngestedAt = at;
  }

  /** Rows that are dropped leave `lastIngestedAt` as it is. */
  drop(batchIds: readonly string[]): void {
    this.#arrivals = this.#arrivals.filter(({ batchId }) => !batchIds.includes(batchId));
  }

  skipNextBatch(): void {
    this.#batchesToSkip++;
  }

  /** @returns whether the batch that has just come is one to skip */
  isToSkip(): boolean {
    if (this.#batchesToSkip === 0) return false;
    this.#batchesToSkip--;
    return true;
  }

  setBackfill(backfill: Backfill): void {
    this.#backfills.set(backfill.id, backfill);
  }
}
