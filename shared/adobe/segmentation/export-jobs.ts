import * as z from 'zod';
import type { AdobeHttp } from '../http.ts';
import { linkParameter } from '../links.ts';
import { IdText, Moment, OptionalMoment, OptionalNumber, OptionalText } from '../wire-values.ts';

/** segmentation.yaml: CreateExportJobRequest, and the description of createExportJob's body. */
export interface CreateExportJobRequest {
  /** Paths in dot notation, separated by commas; without it every field is exported. */
  readonly fields?: string;
  readonly mergePolicy?: { readonly id: string; readonly version?: number };
  readonly filter: {
    /** Never empty: without segments, every profile of the sandbox is exported. */
    readonly segments: readonly {
      readonly segmentId: string;
      readonly segmentNs: string;
      readonly status: readonly string[];
    }[];
    /** Whether profiles that consist of events only are exported too. */
    readonly emptyProfiles?: boolean;
  };
  readonly destination: { readonly datasetId: string; readonly segmentPerBatch?: boolean };
  readonly schema: { readonly name: string };
}

export interface ExportJob {
  readonly id: string;
  /** As Adobe says it: see `classifyExportStatus`. */
  readonly status: string;
  /** Epoch milliseconds. */
  readonly createdAt: number;
  readonly updatedAt: number | null;
  readonly destination: {
    readonly datasetId: string;
    /** null until the job has a batch. */
    readonly batchId: string | null;
  };
  /** Every batch that the job names: one, or one per segment. */
  readonly batchIds: readonly string[];
  readonly fields: string;
  readonly segments: readonly {
    readonly segmentId: string;
    readonly segmentNs: string;
    readonly status: readonly string[];
  }[];
  readonly mergePolicyId: string | null;
  /** null where Adobe does not tell. */
  readonly exportedProfiles: number | null;
  /** Not a sign of failure by itself: Adobe's own samples have succeeded jobs with errors. */
  readonly errors: readonly { readonly code: string; readonly message: string }[];
}

export type ExportStatus = 'running' | 'succeeded' | 'failed' | 'cancelled' | 'unknown';

const PATH = '/data/core/ups/export/jobs';
const PAGE_SIZE = 100;

const pathOf = (id: string): string => `${PATH}/${encodeURIComponent(id)}`;

/**
 * What the status of an export job means. No status of a cancelled job is documented (segmentation.yaml:
 * ExportJobResponse); segment jobs have CANCELLING and CANCELLED.
 */
export function classifyExportStatus(status: string): ExportStatus {
  switch (status.toUpperCase()) {
    case 'NEW':
    case 'QUEUED':
    case 'PROCESSING':
    case 'CANCELLING':
      return 'running';
    case 'SUCCEEDED':
      return 'succeeded';
    case 'FAILED':
      return 'failed';
    case 'CANCELLED':
    case 'CANCELED':
      return 'cancelled';
    default:
      return 'unknown';
  }
}

const StatusList = z
  .union([z.array(z.string()), z.string()])
  .nullish()
  .transform((status): readonly string[] => (typeof status === 'string' ? [status] : (status ?? [])));

const Segment = z.object({ segmentId: z.string(), segmentNs: z.string().default('ups'), status: StatusList });

/** One object in the contract, an array in the samples (segmentation.yaml: ExportJobResponse; docs: Export jobs endpoint). */
const BatchPerSegment = z.object({ batchId: OptionalText });
const Batches = z
  .union([z.array(BatchPerSegment), BatchPerSegment])
  .nullish()
  .transform((batches) => [batches ?? []].flat());

/** Some of Adobe's samples spell it `dataSetId` (docs: Profile API, Export jobs endpoint). */
const Destination = z
  .object({ datasetId: OptionalText, dataSetId: OptionalText, batchId: OptionalText, batches: Batches })
  .transform(({ datasetId, dataSetId, batchId, batches }) => ({
    datasetId: datasetId ?? dataSetId ?? '',
    batchId,
    batchIds: [batchId, ...batches.map((batch) => batch.batchId)].filter((id) => id !== null),
  }));

const JobError = z
  .object({
    code: z.union([z.string(), z.number()]).transform(String).default(''),
    msg: OptionalText,
    message: OptionalText,
  })
  .transform(({ code, msg, message }) => ({ code, message: msg ?? message ?? '' }));

/** segmentation.yaml: ExportJobResponse; the profile counter stands in the documentation's samples only. */
const ExportJobAnswer = z
  .object({
    id: IdText,
    status: z.string(),
    creationTime: Moment,
    updateTime: OptionalMoment,
    destination: Destination,
    fields: z.string().nullish(),
    filter: z.object({ segments: z.array(Segment).nullish() }).nullish(),
    mergePolicy: z.object({ id: OptionalText }).nullish(),
    metrics: z.object({ totalExportedProfileCounter: OptionalNumber }).nullish(),
    errors: z.array(JobError).nullish(),
  })
  .transform(
    ({
      id,
      status,
      creationTime,
      updateTime,
      destination,
      fields,
      filter,
      mergePolicy,
      metrics,
      errors,
    }): ExportJob => ({
      id,
      status,
      createdAt: creationTime,
      updatedAt: updateTime,
      destination: { datasetId: destination.datasetId, batchId: destination.batchId },
      batchIds: [...new Set(destination.batchIds)],
      fields: fields ?? '',
      segments: filter?.segments ?? [],
      mergePolicyId: mergePolicy?.id ?? null,
      exportedProfiles: metrics?.totalExportedProfileCounter ?? null,
      errors: errors ?? [],
    }),
  );

/** segmentation.yaml: GetExportJobsResponse. */
const ExportJobsPage = z.object({
  records: z.array(ExportJobAnswer),
  link: z.object({ next: z.string().nullish() }).nullish(),
});

/** Adobe answers 200, not 201 (segmentation.yaml: createExportJob). */
export function createExportJob(http: AdobeHttp, request: CreateExportJobRequest): Promise<ExportJob> {
  const { datasetId } = request.destination;
  return http.post(PATH, { resource: `export job into dataset ${datasetId}`, schema: ExportJobAnswer, body: request });
}

export function getExportJob(http: AdobeHttp, id: string): Promise<ExportJob> {
  return http.get(pathOf(id), { resource: `export job ${id}`, schema: ExportJobAnswer });
}

/** Pages are named by an opaque offset in the link to the next one, which is empty at the end. */
export async function* listExportJobs(http: AdobeHttp): AsyncGenerator<ExportJob> {
  let offset: string | undefined;
  for (;;) {
    const page: z.output<typeof ExportJobsPage> = await http.get(PATH, {
      resource: 'export jobs',
      schema: ExportJobsPage,
      query: { limit: PAGE_SIZE, offset },
    });
    yield* page.records;
    const next = linkParameter(page.link?.next, 'offset');
    if (next === null || next === offset) return;
    offset = next;
  }
}

/** 200 with a message, or 204 with or without one (segmentation.yaml: cancelExportJob; docs: Export jobs endpoint). */
export async function cancelExportJob(http: AdobeHttp, id: string): Promise<void> {
  await http.delete(pathOf(id), { resource: `export job ${id}`, schema: z.unknown() });
}
