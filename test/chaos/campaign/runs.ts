import { isLater } from '../../e2e/truth/books.ts';
import { type Ended, type GreenRecord, greenRecord } from '../../e2e/truth/service.ts';
import type { Written } from '../../e2e/truth/target-rows.ts';

/** A run whose truth CJA shows: when the export of each merge policy was made. */
export interface Green {
  readonly name: string;
  readonly record: GreenRecord;
}

/** How the executions of a life ended, each as it ended last. */
export class Runs {
  readonly #ended = new Map<string, Ended>();

  note(ended: Ended): void {
    this.#ended.set(ended.name, ended);
  }

  get(name: string): Ended | undefined {
    return this.#ended.get(name);
  }

  isGreen(name: string): boolean {
    const ended = this.#ended.get(name);
    return ended !== undefined && greenRecord(ended) !== null;
  }

  /** The green run with the latest truth, whenever it became green. */
  newestGreen(): Green | null {
    let newest: Green | null = null;
    for (const ended of this.#ended.values()) {
      const record = greenRecord(ended);
      if (record === null) continue;
      const green = { name: ended.name, record };
      if (newest === null || isLater(truthOf(green), truthOf(newest))) newest = green;
    }
    return newest;
  }
}

export const truthOf = ({ name, record }: Green): Pick<Written, 'exportedAt' | 'runId'> => ({
  runId: name,
  exportedAt: Date.parse(record.exportedAt),
});
