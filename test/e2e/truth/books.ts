import type { GreenRecord } from './service.ts';
import type { Settings } from './settings.ts';
import type { Lake, TargetBatch, Written } from './target-rows.ts';

export interface GreenRun {
  readonly name: string;
  readonly settings: Settings;
  readonly record: GreenRecord;
}

/** What has been written into the target so far, and by which runs. */
export class Books {
  readonly #lake: Lake;
  readonly #read = new Set<string>();
  #newest = new Map<string, Written>();

  constructor(lake: Lake) {
    this.#lake = lake;
  }

  /** The newest row of each person ID: of the latest truth, whenever it was written. */
  get newest(): ReadonlyMap<string, Written> {
    return this.#newest;
  }

  /** @returns the batches that have come since the last time, each with the newest rows before it */
  async readNewBatches(): Promise<{ batch: TargetBatch; before: ReadonlyMap<string, Written> }[]> {
    const fresh = (await this.#lake.targetBatches()).filter(({ id }) => !this.#read.has(id));
    return fresh.map((batch) => {
      const before = this.#newest;
      this.#read.add(batch.id);
      this.#newest = new Map(before);
      for (const row of batch.rows) {
        const known = this.#newest.get(row.personId);
        if (known === undefined || isLater(row, known)) this.#newest.set(row.personId, row);
      }
      return { batch, before };
    });
  }
}

/** Truths are ordered by when they were exported, then by run id. */
export function isLater(
  left: Pick<Written, 'exportedAt' | 'runId'>,
  right: Pick<Written, 'exportedAt' | 'runId'>,
): boolean {
  return left.exportedAt === right.exportedAt ? left.runId > right.runId : left.exportedAt > right.exportedAt;
}
