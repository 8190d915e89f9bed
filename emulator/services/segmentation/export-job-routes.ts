import * as z from 'zod';
import type { Simulation } from '../../simulation.ts';
import { json, type Refused } from '../../server/answer.ts';
import { param, readJson, readQuery, type ServiceRequest } from '../../server/request.ts';
import type { Route } from '../../server/router.ts';
import { profileError } from '../errors.ts';
import type { ExportJob, ExportJobs } from './export-jobs.ts';
import { ExportRequest, problemOfRequest, refuseUnmodelled } from './export-request.ts';

const ListQuery = z.object({
  limit: z.coerce.number().int().min(1).max(1000).default(100),
  offset: z
    .string()
    .regex(/^\d+_\d+$/, 'the offset of a link to the next page')
    .optional(),
  // The contract's enum: running jobs cannot be asked for.
  status: z.enum(['NEW', 'SUCCEEDED', 'FAILED']).optional(),
});

/** Export jobs (segmentation.yaml: listExportJobs, createExportJob, retrieveExportJob, cancelExportJob). */
export function exportJobRoutes(jobs: ExportJobs, { sandbox, chance }: Simulation): Route[] {
  const wire = (job: ExportJob): Record<string, unknown> =>
    exportJobOnTheWire(job, sandbox.orgId, chance.uuid('compute', job.id));
  const find = (request: ServiceRequest): ExportJob => {
    const id = param(request, 'id');
    const job = /^\d+$/.test(id) ? jobs.get(Number(id)) : undefined;
    if (job === undefined) throw profileError(404, 'UPAPI-107002-404', `There is no export job ${id}.`, request.id);
    return job;
  };
  return [
    {
      method: 'GET',
      path: '/export/jobs',
      handle: (request) => {
        const { limit, offset, status } = readQuery(request, ListQuery, refuse(request));
        const found = jobs.listed().filter((job) => status === undefined || job.status === status);
        const start = offset === undefined ? 0 : found.findIndex((job) => isBehind(job, offset));
        const page = start === -1 ? [] : found.slice(start, start + limit);
        const last = page.at(-1);
        const hasMore = last !== undefined && last !== found.at(-1);
        return json(200, {
          records: page.map(wire),
          page: {
            sortField: 'createdTime',
            sort: 'desc',
            pageOffset: last === undefined ? '' : offsetOf(last),
            pageSize: page.length,
          },
          link: {
            next: hasMore
              ? `/export/jobs/?limit=${limit}&offset=${offsetOf(last)}${status === undefined ? '' : `&status=${status}`}`
              : '',
          },
        });
      },
    },
    {
      method: 'POST',
      path: '/export/jobs',
      handle: (request) => {
        const body = readJson(request, ExportRequest, refuse(request));
        refuseUnmodelled(body);
        const problem = problemOfRequest(body, sandbox);
        if (problem !== null) throw refuse(request)(problem);
        const job = jobs.create(body, request.id);
        return json(200, wire(job), { 'x-location': `/data/core/ups/export/jobs/${job.id}` });
      },
    },
    { method: 'GET', path: '/export/jobs/{id}', handle: (request) => json(200, wire(find(request))) },
    {
      method: 'DELETE',
      path: '/export/jobs/{id}',
      handle: (request) => {
        jobs.cancel(find(request));
        return json(200, { status: true, message: 'Export job has been marked for cancelling' });
      },
    },
  ];
}

function refuse(request: ServiceRequest): (message: string) => Refused {
  return (message) => profileError(400, 'UPAPI-107000-400', message, request.id);
}

/** Creation time and id of a page's last record (segmentation.yaml: GetExportJobsResponse.page.pageOffset). */
function offsetOf({ createdAt, id }: ExportJob): string {
  return `${createdAt}_${id}`;
}

function isBehind(job: ExportJob, offset: string): boolean {
  const [createdAt = 0, id = 0] = offset.split('_').map(Number);
  return job.createdAt < createdAt || (job.createdAt === createdAt && job.id < id);
}

/** An export job on the wire (segmentation.yaml: ExportJobResponse, with the counters of the documentation's samples). */
function exportJobOnTheWire(job: ExportJob, orgId: string, computeId: string): Record<string, unknown> {
  const { request } = job;
  return {
    id: job.id,
    jobType: 'BATCH',
    destination: { datasetId: request.destination.datasetId, segmentPerBatch: false, batchId: job.batchId ?? '' },
    fields: request.fields ?? '',
    schema: request.schema,
    imsOrgId: orgId,
    status: job.status,
    filter: { segments: request.filter.segments, emptyProfiles: request.filter.emptyProfiles },
    mergePolicy: { id: job.mergePolicyId, version: request.mergePolicy?.version ?? 1 },
    profileInstanceId: 'ups',
    errors: job.errors,
    metrics: metricsOf(job),
    computeGatewayJobId: job.startedAt === null ? {} : { exportJob: computeId },
    // Milliseconds, as in every sample, though the contract's text says seconds.
    creationTime: job.createdAt,
    updateTime: job.updatedAt,
    requestId: job.requestId,
  };
}

function metricsOf({ createdAt, startedAt, endedAt, result }: ExportJob): Record<string, unknown> {
  const span = (from: number, to: number): Record<string, number> => ({
    startTimeInMs: from,
    endTimeInMs: to,
    totalTimeInMs: to - from,
  });
  return {
    ...(endedAt === null ? {} : { totalTime: span(createdAt, endedAt) }),
    ...(endedAt === null || startedAt === null ? {} : { profileExportTime: span(startedAt, endedAt) }),
    ...(result === null
      ? {}
      : {
          totalExportedProfileCounter: result.profiles,
          exportedProfileByNamespaceCounter: result.profilesByNamespace,
        }),
  };
}
