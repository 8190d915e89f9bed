import * as z from 'zod';
import type { Emulator } from '../../../emulator/index.ts';
import { createCatalogClient } from '../../../shared/adobe/catalog.ts';
import { createDataAccessClient } from '../../../shared/adobe/data-access.ts';
import { createAdobeHttp } from '../../../shared/adobe/http.ts';
import { createTokenProvider } from '../../../shared/adobe/ims.ts';
import { readParquetRows } from '../../../shared/parquet/read-rows.ts';
import { DATASETS, FIELD_SETS } from './sandbox.ts';

/** What a row of the target says of a person ID, in whichever shape and fields it was written. */
export interface Written {
  readonly personId: string;
  readonly runId: string;
  readonly exportedAt: number;
  /** Equal for rows that say the same in the same form. */
  readonly content: string;
  /** Ids of the audiences that the row shows. */
  readonly audiences: readonly string[];
}

export interface TargetBatch {
  readonly id: string;
  readonly rows: readonly Written[];
}

export interface Lake {
  /** Batches of the target that succeeded, oldest first. */
  targetBatches(): Promise<readonly TargetBatch[]>;
  /** How many batches of target and ledger there are, whatever became of them. */
  countBatches(): Promise<number>;
}

/** Reads the lake over HTTP, as anyone may. */
export function lakeOf({ baseUrls, credentials, sandbox }: Emulator, now: () => number): Lake {
  const tokens = createTokenProvider({ baseUrl: baseUrls.ims, credentials, now });
  const http = createAdobeHttp({
    service: 'platform',
    baseUrl: baseUrls.platform,
    credentials,
    tokens,
    sandbox: sandbox.name,
  });
  const catalog = createCatalogClient(http);
  const dataAccess = createDataAccessClient(http);
  const known = new Map<string, TargetBatch>();

  const rowsOf = async (batchId: string): Promise<Written[]> => {
    const files = await dataAccess.listBatchFiles(batchId);
    const rows = await Promise.all(files.map(async (file) => readParquetRows(await dataAccess.downloadFile(file))));
    return rows.flat().map((row) => writtenIn(TargetRow.parse(row)));
  };
  return {
    targetBatches: async () => {
      const batches = await catalog.listBatches({ dataSet: DATASETS.target });
      const oldestFirst = batches
        .filter(({ status }) => status === 'success')
        .sort((left, right) => left.createdAt - right.createdAt);
      for (const { id } of oldestFirst) if (!known.has(id)) known.set(id, { id, rows: await rowsOf(id) });
      return oldestFirst.flatMap(({ id }) => known.get(id) ?? []);
    },
    countBatches: async () => {
      const { target, ledger } = DATASETS;
      const all = await Promise.all([target, ledger].map((dataSet) => catalog.listBatches({ dataSet })));
      return all.flat().length;
    },
  };
}

const TargetRow = z.object({ personID: z.string(), _t: z.record(z.string(), z.unknown()) });
const Text = z.string().nullish();
const Objects = z.array(z.object({ id: z.string(), name: Text })).nullish();

function writtenIn({ personID, _t: values }: z.output<typeof TargetRow>): Written {
  const fields = FIELD_SETS.find(({ runId }) => typeof values[runId] === 'string');
  if (fields === undefined) throw new Error(`a row of the target names no run: ${JSON.stringify(values)}`);
  const objects = Objects.parse(values[fields.memberships]);
  const ids = split(Text.parse(values[fields.ids]));
  const names = split(Text.parse(values[fields.names]));
  const shown = objects ?? ids.map((id, place) => ({ id, name: names[place] }));
  return {
    personId: personID,
    runId: z.string().parse(values[fields.runId]),
    exportedAt: z.date().parse(values[fields.exportedAt]).getTime(),
    content: contentOf(fields.ids, objects ? 'objects' : 'texts', shown),
    audiences: shown.map(({ id }) => id),
  };
}

const split = (text: string | null | undefined): string[] => (text ? text.split(',') : []);

interface Shown {
  readonly id: string;
  readonly name?: string | null | undefined;
}

/** Nothing is nothing in every shape: a row without memberships says the same as no row. The order says nothing either. */
export function contentOf(firstField: string, form: 'objects' | 'texts', shown: readonly Shown[]): string {
  const sorted = [...shown].sort((left, right) => (left.id < right.id ? -1 : 1));
  const pairs = sorted.map(({ id, name }) => [id, name]);
  return pairs.length === 0 ? '' : JSON.stringify([firstField, form, ...pairs]);
}
