import * as z from 'zod';
import type { CatalogClient } from '../../../shared/adobe/catalog.ts';
import type { DataAccessClient } from '../../../shared/adobe/data-access.ts';
import { readParquetRows } from '../../../shared/parquet/read-rows.ts';
import { DATASETS } from '../../e2e/truth/sandbox.ts';

const LedgerRow = z.object({
  _t: z.object({ refreshRunId: z.string(), attempt: z.coerce.number(), audienceId: z.string() }),
});

/** What an attempt of a run says of an audience. */
export type LedgerEntry = z.output<typeof LedgerRow>['_t'];

export interface LedgerBatch {
  readonly id: string;
  readonly entries: readonly LedgerEntry[];
}

/** The ledger as anyone may read it over HTTP; a batch is read once. */
export class Ledger {
  readonly #catalog: CatalogClient;
  readonly #dataAccess: DataAccessClient;
  readonly #known = new Map<string, LedgerBatch>();

  constructor(catalog: CatalogClient, dataAccess: DataAccessClient) {
    this.#catalog = catalog;
    this.#dataAccess = dataAccess;
  }

  /** Batches that succeeded. */
  async batches(): Promise<readonly LedgerBatch[]> {
    const batches = await this.#catalog.listBatches({ dataSet: DATASETS.ledger });
    for (const { id, status } of batches) {
      if (status === 'success' && !this.#known.has(id)) this.#known.set(id, { id, entries: await this.#entriesOf(id) });
    }
    return [...this.#known.values()];
  }

  async #entriesOf(batchId: string): Promise<LedgerEntry[]> {
    const files = await this.#dataAccess.listBatchFiles(batchId);
    const rows = await Promise.all(
      files.map(async (file) => readParquetRows(await this.#dataAccess.downloadFile(file))),
    );
    return rows.flat().map((row) => LedgerRow.parse(row)._t);
  }
}
