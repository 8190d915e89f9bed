import * as z from 'zod';
import type { AdobeHttp } from './http.ts';
import { IdText, Moment, OptionalMoment, OptionalText } from './wire-values.ts';

export interface Dataset {
  readonly id: string;
  readonly name: string;
  /** The URI or alternative id of the schema. */
  readonly schemaId: string;
  /** The dataset's table in Query Service; null while it has none: the tag appears shortly after the dataset. */
  readonly tableName: string | null;
}

export interface Batch {
  readonly id: string;
  /** As Adobe says it: see `classifyBatchStatus`. */
  readonly status: string;
  /** Epoch milliseconds. */
  readonly createdAt: number;
  readonly updatedAt: number | null;
  readonly completedAt: number | null;
  /** Rows written; null where Adobe does not tell. */
  readonly recordCount: number | null;
  readonly errors: readonly { readonly code: string; readonly description: string }[];
}

export type BatchStatus = 'running' | 'succeeded' | 'failed' | 'unknown';

export interface BatchFilter {
  readonly dataSet: string;
  /** Epoch milliseconds, exclusive. */
  readonly createdAfter?: number;
  /** Epoch milliseconds, exclusive. */
  readonly createdBefore?: number;
}

/** Datasets and batches. */
export interface CatalogClient {
  readonly getDataset: (id: string) => Promise<Dataset>;
  readonly getBatch: (id: string) => Promise<Batch>;
  /** All batches that fit, oldest first. */
  readonly listBatches: (filter: BatchFilter) => Promise<Batch[]>;
}

const PATH = '/data/foundation/catalog';

/** catalog.yaml: components.parameters.limit. */
const LARGEST_PAGE = 100;

/**
 * What the status of a batch means (catalog.yaml: batchStatus; docs: Batch ingestion troubleshooting).
 * A stalled batch may go on; an inactive one was reverted or has expired.
 */
export function classifyBatchStatus(status: string): BatchStatus {
  switch (status.toLowerCase()) {
    case 'success':
    case 'active':
      return 'succeeded';
    case 'queued':
    case 'processing':
    case 'loading':
    case 'loaded':
    case 'staging':
    case 'staged':
    case 'retrying':
    case 'stalled':
      return 'running';
    case 'failure':
    case 'failed':
    case 'aborted':
    case 'abandoned':
    case 'inactive':
    case 'deleted':
      return 'failed';
    default:
      return 'unknown';
  }
}

/** catalog.yaml: dataSetResponse. */
const DatasetAnswer = z.object({
  name: z.string(),
  schemaRef: z.object({ id: z.string() }),
  tags: z.record(z.string(), z.unknown()).nullish(),
});

/** catalog.yaml: datasetPatchRequestV2, tags["adobe/pqs/table"]. */
const TableTag = z.tuple([z.string()], z.string());

const BatchError = z
  .object({ code: IdText.default(''), description: OptionalText })
  .transform(({ code, description }) => ({ code, description: description ?? '' }));

/** catalog.yaml: batchResponse. Producers name their own metrics; some write the rows of the output there only. */
const BatchAnswer = z.object({
  status: z.string(),
  created: Moment,
  updated: OptionalMoment,
  completed: OptionalMoment,
  recordCount: z.unknown().optional(),
  metrics: z.record(z.string(), z.unknown()).nullish(),
  errors: z.array(BatchError).nullish(),
});
const BatchesById = z.record(z.string(), BatchAnswer);

/** @param http the platform, with a sandbox */
export function createCatalogClient(http: AdobeHttp): CatalogClient {
  return {
    getDataset: (id) =>
      http.get(`${PATH}/dataSets/${encodeURIComponent(id)}`, {
        resource: `dataset ${id}`,
        schema: entryOf(id, DatasetAnswer, (answer) => toDataset(id, answer)),
      }),
    getBatch: (id) =>
      http.get(`${PATH}/batches/${encodeURIComponent(id)}`, {
        resource: `batch ${id}`,
        schema: entryOf(id, BatchAnswer, (answer) => toBatch(id, answer)),
      }),
    listBatches: (filter) => listBatches(http, filter),
  };
}

async function listBatches(http: AdobeHttp, { dataSet, createdAfter, createdBefore }: BatchFilter): Promise<Batch[]> {
  const batches = new Map<string, Batch>();
  for (let start = 0; ; start += LARGEST_PAGE) {
    const page = await http.get(`${PATH}/batches`, {
      resource: `batches of dataset ${dataSet}`,
      schema: BatchesById,
      // In this order a batch that is created meanwhile shifts nothing.
      query: { dataSet, createdAfter, createdBefore, orderBy: 'asc:created', limit: LARGEST_PAGE, start },
    });
    const entries = Object.entries(page);
    for (const [id, answer] of entries) batches.set(id, toBatch(id, answer));
    if (entries.length < LARGEST_PAGE) break;
  }
  return [...batches.values()].sort((left, right) => left.createdAt - right.createdAt);
}

/** Catalog answers a single object as an object with its id as the key. */
function entryOf<Answer, Result>(
  id: string,
  schema: z.ZodType<Answer>,
  read: (answer: Answer) => Result,
): z.ZodType<Result> {
  return z.record(z.string(), schema).transform((byId, context) => {
    const answer = byId[id];
    if (answer !== undefined) return read(answer);
    context.addIssue({ code: 'custom', path: [id], message: 'missing' });
    return z.NEVER;
  });
}

function toDataset(id: string, { name, schemaRef, tags }: z.output<typeof DatasetAnswer>): Dataset {
  const table = TableTag.safeParse(tags?.['adobe/pqs/table']);
  return { id, name, schemaId: schemaRef.id, tableName: table.success ? table.data[0] : null };
}

function toBatch(id: string, answer: z.output<typeof BatchAnswer>): Batch {
  const { status, created, updated, completed, recordCount, metrics, errors } = answer;
  return {
    id,
    status,
    createdAt: created,
    updatedAt: updated,
    completedAt: completed,
    recordCount: firstCount(recordCount, metrics?.['recordCount'], metrics?.['outputRecordSize']),
    errors: errors ?? [],
  };
}

function firstCount(...candidates: readonly unknown[]): number | null {
  const count = candidates.find((candidate) => typeof candidate === 'number' && candidate >= 0);
  return typeof count === 'number' ? count : null;
}
