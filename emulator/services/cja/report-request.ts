import * as z from 'zod';
import { notModelled } from '../errors.ts';

/** `2026-07-01T00:00:00.000/2026-08-01T00:00:00.000`: local times of the data view, without a zone (docs: CJA Reporting API). */
const DateRange = z
  .string()
  .regex(/^\d{4}-\d\d-\d\dT[\d:.]+\/\d{4}-\d\d-\d\dT[\d:.]+$/, 'two local times with a slash between them')
  .refine((range) => {
    const [from = NaN, to = NaN] = range.split('/').map((time) => Date.parse(time));
    return from < to;
  }, 'it must end after it starts');

const Filter = z.discriminatedUnion('type', [
  z.object({ type: z.literal('DATE_RANGE'), dateRange: DateRange }),
  // How older samples and Adobe's Python client write it.
  z.object({ type: z.literal('dateRange'), dateRange: DateRange }),
  z.object({ type: z.enum(['BREAKDOWN', 'breakdown', 'SEGMENT', 'segment', 'EXCLUDE_ITEM_IDS', 'excludeItemIds']) }),
]);

const Metric = z.object({
  id: z.string(),
  columnId: z.string().optional(),
  sort: z.enum(['asc', 'desc']).optional(),
  filters: z.array(z.string()).default([]),
});

/** The body of `POST /reports` (cja.json: runReport_2), as far as the emulator reads it. */
export const ReportRequest = z
  .object({
    rsid: z.string().optional(),
    dataId: z.string().optional(),
    dimension: z.string(),
    globalFilters: z.array(Filter),
    metricContainer: z.object({ metrics: z.array(Metric).min(1), metricFilters: z.array(z.unknown()).default([]) }),
    settings: z
      .object({
        // "1000 items" (docs: CJA Reporting API, limits); cjapy asks for 20,000 and gets by.
        limit: z.int().min(1).max(50_000).default(50),
        page: z.int().min(0).default(0),
        nonesBehavior: z.enum(['return-nones', 'exclude-nones']).default('exclude-nones'),
        dimensionSort: z.enum(['asc', 'desc']).optional(),
      })
      .prefault({}),
    search: z.object({}).loose().optional(),
    rowContainer: z.object({ rows: z.array(z.unknown()).default([]) }).optional(),
  })
  .refine(({ globalFilters }) => globalFilters.some(({ type }) => type === 'DATE_RANGE' || type === 'dateRange'), {
    message: 'globalFilters must have one of the type DATE_RANGE',
    path: ['globalFilters'],
  });
export type ReportRequest = z.output<typeof ReportRequest>;

/** @throws Refused (501) where the report asks for what the emulator cannot count */
export function refuseUnmodelledParts({ globalFilters, metricContainer, search, rowContainer }: ReportRequest): void {
  const filter = globalFilters.find(({ type }) => type !== 'DATE_RANGE' && type !== 'dateRange');
  if (filter !== undefined) throw notModelled(`report filters of the type ${filter.type}`);
  const metric = metricContainer.metrics.find(({ id }) => id !== 'metrics/visitors');
  if (metric !== undefined) throw notModelled(`the metric ${metric.id}; only metrics/visitors`);
  const isFiltered =
    metricContainer.metricFilters.length > 0 || metricContainer.metrics.some(({ filters }) => filters.length > 0);
  if (isFiltered) throw notModelled('metric filters of reports');
  if (search !== undefined && Object.keys(search).length > 0) throw notModelled('search in reports');
  if ((rowContainer?.rows.length ?? 0) > 0) throw notModelled('row containers of reports');
}
