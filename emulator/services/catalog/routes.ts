import * as z from 'zod';
import { json } from '../../server/answer.ts';
import { param, readQuery, type ServiceRequest } from '../../server/request.ts';
import type { Route } from '../../server/router.ts';
import type { SandboxDescription } from '../../sandbox/format.ts';
import { notModelled, problem } from '../errors.ts';
import type { Batch, Batches } from './batches.ts';
import { batchOnTheWire, datasetOnTheWire } from './format.ts';
import { keyed, listOf, refuseCatalogRequest } from './list.ts';

interface Dependencies {
  readonly sandbox: SandboxDescription;
  readonly batches: Batches;
}

const epochMilliseconds = z.coerce.number().int();
const BatchFilter = z.object({
  dataSet: z.string().optional(),
  status: z.string().optional(),
  createdAfter: epochMilliseconds.optional(),
  createdBefore: epochMilliseconds.optional(),
  batch: z.string().optional(),
});
const DatasetFilter = z.object({ name: z.string().optional() });

/** Catalog Service: datasets and batches. */
export function catalogRoutes({ sandbox, batches }: Dependencies): Route[] {
  const wireBatch = (batch: Batch): [string, ReturnType<typeof batchOnTheWire>] => [
    batch.id,
    batchOnTheWire(batch, sandbox.orgId),
  ];
  return [
    {
      method: 'GET',
      path: '/dataSets',
      handle: (request) => {
        const { name } = readQuery(request, DatasetFilter, refuseCatalogRequest);
        const found = sandbox.datasets.filter((dataset) => name === undefined || dataset.name === name);
        return json(
          200,
          listOf(
            request,
            found.map((dataset) => [dataset.id, datasetOnTheWire(dataset, sandbox)]),
          ),
        );
      },
    },
    {
      method: 'POST',
      path: '/dataSets',
      handle: () => {
        throw notModelled('the creation of datasets; describe them in sandbox.json');
      },
    },
    {
      method: 'GET',
      path: '/dataSets/{id}',
      handle: (request) => {
        const id = param(request, 'id');
        const dataset = sandbox.datasets.find((candidate) => candidate.id === id);
        if (dataset === undefined) throw notFound('dataset', id);
        return json(
          200,
          keyed([[id, datasetOnTheWire(dataset, sandbox)]], request.query.get('properties') ?? undefined),
        );
      },
    },
    {
      method: 'GET',
      path: '/batches',
      handle: (request) => json(200, listOf(request, filterBatches(request, batches).map(wireBatch))),
    },
    {
      method: 'GET',
      path: '/batches/{id}',
      handle: (request) => {
        const id = param(request, 'id');
        const batch = batches.get(id);
        if (batch === undefined) throw notFound('batch', id);
        return json(200, keyed([wireBatch(batch)]));
      },
    },
    {
      method: 'GET',
      path: '/lastBatches',
      handle: (request) => {
        const wanted = request.query.get('dataSetId')?.split(',') ?? sandbox.datasets.map(({ id }) => id);
        return json(200, Object.fromEntries(wanted.flatMap((id) => lastBatches(id, batches, sandbox.orgId))));
      },
    },
  ];
}

function filterBatches(request: ServiceRequest, batches: Batches): Batch[] {
  const filter = readQuery(request, BatchFilter, refuseCatalogRequest);
  const statuses = filter.status?.split(',');
  return batches.listed().filter(
    (batch) =>
      (filter.dataSet === undefined || batch.datasetId === filter.dataSet) &&
      (filter.batch === undefined || batch.id === filter.batch) &&
      (statuses === undefined || statuses.includes(batch.status)) &&
      // "Exclusively" (catalog.yaml: createdAfter, createdBefore).
      (filter.createdAfter === undefined || batch.createdAt > filter.createdAfter) &&
      (filter.createdBefore === undefined || batch.createdAt < filter.createdBefore),
  );
}

/** The newest batches of a dataset (catalog.yaml: lastBatchesResponse); nothing for one that has none. */
function lastBatches(datasetId: string, batches: Batches, orgId: string): [string, Record<string, unknown>][] {
  const ofDataset = batches.listed().filter((batch) => batch.datasetId === datasetId);
  const last = ofDataset.at(-1);
  if (last === undefined) return [];
  const lastSuccessful = ofDataset.findLast((batch) => batch.status === 'success');
  const lastFailed = ofDataset.findLast((batch) => batch.status === 'failure');
  return [
    [
      datasetId,
      {
        lastBatchId: last.id,
        lastBatchStatus: last.status,
        ...(lastSuccessful === undefined ? {} : { lastSuccessfulBatchId: lastSuccessful.id }),
        ...(lastFailed === undefined ? {} : { lastFailedBatchId: lastFailed.id }),
        imsOrg: orgId,
        created: last.createdAt,
        updated: last.updatedAt,
      },
    ],
  ];
}

function notFound(kind: string, id: string): ReturnType<typeof problem> {
  return problem(404, 'CTLG-1404-404', `There is no ${kind} ${id}.`);
}
