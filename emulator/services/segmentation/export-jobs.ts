import type { ExportJobFate } from '../../fates.ts';
import type { ProfileExportResult } from '../../sandbox/population.ts';
import type { Simulation } from '../../simulation.ts';
import type { Batches } from '../catalog/batches.ts';
import { publishBatch } from '../catalog/publish-batch.ts';
import { type ExportRequest, fieldsOf, mergePolicyOf, unknownFields } from './export-request.ts';

export interface ExportJob {
  readonly id: number;
  readonly requestId: string;
  readonly request: ExportRequest;
  readonly mergePolicyId: string;
  readonly createdAt: number;
  /** From when on the list has it. */
  readonly listedAt: number;
  readonly updatedAt: number;
  readonly status: 'NEW' | 'PROCESSING' | 'SUCCEEDED' | 'FAILED';
  readonly startedAt: number | null;
  readonly endedAt: number | null;
  /** The Catalog batch, once the job runs. */
  readonly batchId: string | null;
  /** Known once the job has succeeded. */
  readonly result: ProfileExportResult | null;
  readonly errors: ExportJobFate['errors'];
  readonly fate: ExportJobFate;
}

/** Adobe's ids are numbers that grow; where they start means nothing. */
const FIRST_ID = 24_101;

/** The export jobs of Profile: NEW, then PROCESSING, then SUCCEEDED, each at its simulated time, unless their fate is another. */
export class ExportJobs {
  readonly #simulation: Simulation;
  readonly #batches: Batches;
  readonly #jobs = new Map<number, ExportJob>();
  #created = 0;

  constructor(simulation: Simulation, batches: Batches) {
    this.#simulation = simulation;
    this.#batches = batches;
  }

  create(request: ExportRequest, requestId: string): ExportJob {
    const { timeline, timings, chance, sandbox, fates } = this.#simulation;
    const now = timeline.now();
    const id = FIRST_ID + this.#created++;
    const job: ExportJob = {
      id,
      requestId,
      request,
      mergePolicyId: mergePolicyOf(request, sandbox),
      createdAt: now,
      listedAt: now + 1000 * fates.secondsUntilListed('export-jobs'),
      updatedAt: now,
      status: 'NEW',
      startedAt: null,
      endedAt: null,
      batchId: null,
      result: null,
      errors: [],
      fate: fates.exportJob(request.destination),
    };
    this.#jobs.set(id, job);
    if (job.fate.lastStatus === 'NEW') return job;
    const queued = chance.between(timings.exportQueueSeconds, 'export queue', id) * 1000;
    timeline.schedule(now + queued, `start of export job ${id}`, () => this.#start(id));
    return job;
  }

  get(id: number): ExportJob | undefined {
    return this.#jobs.get(id);
  }

  /** Newest first. */
  all(): ExportJob[] {
    return [...this.#jobs.values()].reverse();
  }

  /** Those that the list has by now; newest first. */
  listed(): ExportJob[] {
    return this.all().filter(({ listedAt }) => listedAt <= this.#simulation.timeline.now());
  }

  /** Ends a running job as FAILED; deletes the record of one that has ended (segmentation.yaml: "cancel or delete"). */
  cancel(job: ExportJob): void {
    if (job.endedAt !== null) {
      this.#jobs.delete(job.id);
      return;
    }
    this.#fail(job, [{ code: 'unknown', msg: 'Job aborted.' }]);
  }

  /** Its batch, if it has begun, is aborted. */
  #fail({ id, batchId }: ExportJob, errors: ExportJob['errors']): void {
    const now = this.#simulation.timeline.now();
    this.#update(id, { status: 'FAILED', endedAt: now, errors });
    if (batchId === null) return;
    const { code = 'unknown', msg = '' } = errors[0] ?? {};
    this.#batches.complete(batchId, { status: 'aborted', code, description: msg }, now);
  }

  #update(id: number, change: Partial<ExportJob>): void {
    const job = this.#jobs.get(id);
    if (job !== undefined) this.#jobs.set(id, { ...job, ...change, updatedAt: this.#simulation.timeline.now() });
  }

  /** Looks at the profiles as they are now; what happens to them while the job goes on is not exported. */
  async #start(id: number): Promise<void> {
    const job = this.#jobs.get(id);
    if (job?.status !== 'NEW') return;
    const { timeline, timings, chance, population, warehouse } = this.#simulation;
    const now = timeline.now();
    const batchId = this.#batches.newId(now, 'export', id);
    this.#batches.begin(batchId, job.request.destination.datasetId, now);
    this.#update(id, { status: 'PROCESSING', startedAt: now, batchId });

    const file = warehouse.newFile(`export-${id}`);
    const fields = fieldsOf(job.request);
    const unknown = unknownFields(fields ?? [], population.exportColumns);
    const result = await population.exportProfiles({
      mergePolicyId: job.mergePolicyId,
      segments: segmentsOf(job.request),
      fields: fields?.filter((field) => !unknown.includes(field)) ?? null,
      includesEventOnly: job.request.filter.emptyProfiles,
      file,
    });
    if (job.fate.lastStatus === 'PROCESSING') return;
    const takes = chance.between(timings.exportSeconds, 'export', id) * 1000;
    timeline.schedule(now + takes, `end of export job ${id}`, () => {
      this.#end(id, { batchId, file, result, unknown });
    });
  }

  #end(id: number, { batchId, file, result, unknown }: Exported): void {
    const job = this.#jobs.get(id);
    if (job?.status !== 'PROCESSING') return;
    const { lastStatus, errors, surplusProfiles } = job.fate;
    if (lastStatus === 'FAILED') {
      this.#fail(job, errors);
      return;
    }
    const { timeline, timings, chance } = this.#simulation;
    const counted = { ...result, profiles: Math.max(0, result.profiles + surplusProfiles) };
    this.#update(id, { status: 'SUCCEEDED', endedAt: timeline.now(), result: counted, errors });
    const lag = chance.between(timings.exportBatchSeconds, 'export batch', id) * 1000;
    timeline.schedule(timeline.now() + lag, `batch ${batchId} of export job ${id}`, async () => {
      // A field that the schema does not have gives a fine job and a failed batch (docs: "Ingest and use Experience Platform audiences").
      if (unknown.length > 0) {
        this.#failBatch(batchId, unknown);
        return;
      }
      const { datasetId } = job.request.destination;
      await publishBatch({ id: batchId, datasetId, file, rows: result.profiles }, this.#batches, this.#simulation);
    });
  }

  #failBatch(batchId: string, unknownFields: readonly string[]): void {
    const description = `The schema has no field ${unknownFields.join(', ')}.`;
    this.#batches.complete(
      batchId,
      { status: 'failure', code: 'DCVS-1106-400', description },
      this.#simulation.timeline.now(),
    );
  }
}

/** What a job has got from the profiles. */
interface Exported {
  readonly batchId: string;
  readonly file: string;
  readonly result: ProfileExportResult;
  /** Requested fields that the schema does not have. */
  readonly unknown: readonly string[];
}

function segmentsOf({ filter }: ExportRequest): { id: string; namespace: string; statuses: string[] }[] | null {
  if (filter.segments.length === 0) return null;
  return filter.segments.map(({ segmentId, segmentNs, status }) => ({
    id: segmentId,
    namespace: segmentNs,
    statuses: status,
  }));
}
