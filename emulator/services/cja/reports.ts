import { createHash } from 'node:crypto';
import * as z from 'zod';
import type { SandboxDataset, SandboxDescription } from '../../sandbox/format.ts';
import type { SparkColumn } from '../../sandbox/population.ts';
import { json, type Refused } from '../../server/answer.ts';
import { readJson, readQuery, type ServiceRequest } from '../../server/request.ts';
import type { Route } from '../../server/router.ts';
import { cjaError, notModelled } from '../errors.ts';
import { type Dimension, dimensionsOf, findDimension } from './dimensions.ts';
import type { PersonCounts, PersonReports } from './persons.ts';
import { refuseUnmodelledParts, ReportRequest } from './report-request.ts';

interface Dependencies {
  readonly sandbox: SandboxDescription;
  readonly persons: PersonReports;
  readonly columnsOf: (dataset: SandboxDataset) => readonly SparkColumn[];
}

interface Item {
  readonly itemId: string;
  readonly value: string;
  readonly persons: number;
}

const TopItemsQuery = z.object({
  dataId: z.string(),
  dimension: z.string(),
  limit: z.coerce.number().int().min(1).max(1000).default(10),
  page: z.coerce.number().int().min(0).default(0),
});

/** CJA's reports (cja.json: runReport_2, topItems): persons per value of a dimension. */
export function reportRoutes({ sandbox, persons, columnsOf }: Dependencies): Route[] {
  const count = async (
    request: ServiceRequest,
    dataViewId: string,
    dimensionId: string,
  ): Promise<{ dimension: Dimension; counts: PersonCounts }> => {
    const refuse = refuseParameters(request);
    const dataView = sandbox.dataViews.find(({ id }) => id === dataViewId);
    if (dataView === undefined) throw refuse(`there is no data view ${dataViewId}`);
    const connection = sandbox.connections.find(({ id }) => id === dataView.connectionId);
    const dimension = findDimension(dimensionsOf(dataView, sandbox), dimensionId);
    if (connection === undefined || dimension === undefined)
      throw refuse(`data view ${dataViewId} has no dimension ${dimensionId}`);
    if (dimension.dataset.kind !== 'target')
      throw notModelled('reports by fields of records; only those of a target dataset');
    const counts = await persons.count(connection, dimension, columnsOf(dimension.dataset));
    if (counts === null)
      throw refuse(`dataset ${dimension.dataset.id} has no field ${dimension.path} that can be reported`);
    return { dimension, counts };
  };
  return [
    {
      method: 'POST',
      path: '/reports',
      handle: async (request) => {
        const refuse = refuseParameters(request);
        const body = readJson(request, ReportRequest, refuse);
        refuseUnmodelledParts(body);
        const dataViewId = body.rsid ?? body.dataId;
        if (dataViewId === undefined) throw refuse('rsid or dataId must name the data view');
        const { dimension, counts } = await count(request, dataViewId, body.dimension);
        return json(200, reportOnTheWire(body, dimension, counts));
      },
    },
    {
      method: 'GET',
      path: '/reports/topItems',
      handle: async (request) => {
        const { dataId, dimension, limit, page } = readQuery(request, TopItemsQuery, refuseParameters(request));
        const { counts } = await count(request, dataId, dimension);
        const items = counts.items.map(toItem);
        return json(200, {
          ...pageNumbers(items, limit, page),
          rows: items.slice(page * limit, (page + 1) * limit).map(({ itemId, value }) => ({ itemId, value })),
        });
      },
    },
  ];
}

function refuseParameters(request: ServiceRequest): (message: string) => Refused {
  return (message) => cjaError(400, 'invalid_parameters', message, request.id);
}

function reportOnTheWire(
  { metricContainer, settings }: ReportRequest,
  dimension: Dimension,
  counts: PersonCounts,
): Record<string, unknown> {
  const includesNone = settings.nonesBehavior === 'return-nones';
  const none: Item = { itemId: '0', value: 'No value', persons: counts.all - counts.withValue };
  const items = [...counts.items.map(toItem), ...(includesNone && none.persons > 0 ? [none] : [])];
  const sorted = sortItems(
    items,
    settings.dimensionSort,
    metricContainer.metrics.some(({ sort }) => sort === 'asc'),
  );
  const { limit, page } = settings;
  const columns = metricContainer.metrics.map(({ columnId }, index) => columnId ?? String(index));
  const total = includesNone ? counts.all : counts.withValue;
  return {
    ...pageNumbers(sorted, limit, page),
    columns: { dimension: { id: dimension.id, type: 'STRING' }, columnIds: columns },
    rows: sorted
      .slice(page * limit, (page + 1) * limit)
      .map(({ itemId, value, persons }) => ({ itemId, value, data: columns.map(() => persons) })),
    summaryData: { totals: columns.map(() => total) },
  };
}

function toItem({ value, persons }: PersonCounts['items'][number]): Item {
  // Of 48 bits: small enough for every JSON reader's numbers, though it is sent as text.
  return { itemId: String(createHash('sha256').update(value).digest().readUIntBE(0, 6)), value, persons };
}

function sortItems(items: readonly Item[], byValue: 'asc' | 'desc' | undefined, isAscending: boolean): Item[] {
  if (byValue !== undefined) {
    const sign = byValue === 'asc' ? 1 : -1;
    return [...items].sort((left, right) => sign * (left.value < right.value ? -1 : 1));
  }
  return [...items].sort((left, right) => (isAscending ? left.persons - right.persons : right.persons - left.persons));
}

function pageNumbers(items: readonly unknown[], limit: number, page: number): Record<string, unknown> {
  const totalPages = Math.max(1, Math.ceil(items.length / limit));
  return {
    totalPages,
    firstPage: page === 0,
    lastPage: page >= totalPages - 1,
    numberOfElements: Math.max(0, Math.min(limit, items.length - page * limit)),
    number: page,
    totalElements: items.length,
  };
}
