import * as z from 'zod';
import type { AdobeHttp } from '../http.ts';

export interface DateRange {
  readonly from: Date;
  readonly to: Date;
}

export interface ReportRequest {
  readonly dataViewId: string;
  /** With or without `variables/` in front. */
  readonly dimensionId: string;
  /** `metrics/visitors` (persons), `metrics/visits` (sessions), `metrics/occurrences` (events). */
  readonly metricIds: readonly string[];
  /**
   * CJA reads the times in the time zone of the data view, and they cannot say another: UTC's are sent, so that the
   * range is off by up to 14 hours.
   */
  readonly dateRange: DateRange;
  readonly limit: number;
  /** From 0. */
  readonly page: number;
}

export interface Report {
  readonly rows: readonly ReportRow[];
  readonly isLastPage: boolean;
}

export interface ReportRow {
  readonly itemId: string;
  readonly value: string;
  /** One number per metric, in their order. */
  readonly data: readonly number[];
}

export type PersonsPerItemRequest = Pick<ReportRequest, 'dataViewId' | 'dimensionId' | 'dateRange'>;

/** docs: CJA Reporting API, limits. */
const LARGEST_PAGE = 1000;
const PERSONS = 'metrics/visitors';
const DIMENSION_PREFIX = 'variables/';

/** cja.json: runReport_2. A column may fail alone, and the report succeeds all the same. */
const ReportAnswer = z
  .object({
    rows: z
      .array(
        z.object({
          itemId: z.union([z.string(), z.number()]).transform(String),
          value: z.string(),
          data: z.array(z.union([z.number(), z.string()]).transform(Number)),
        }),
      )
      .nullish(),
    number: z.number().nullish(),
    totalPages: z.number().nullish(),
    lastPage: z.boolean().nullish(),
    columns: z
      .object({
        columnErrors: z
          .array(z.object({ errorCode: z.string().default('column_error'), errorDescription: z.string().default('') }))
          .nullish(),
      })
      .nullish(),
  })
  .transform(({ rows, number, totalPages, lastPage, columns }) => ({
    rows: rows ?? [],
    isLastPage: lastPage ?? (number ?? 0) + 1 >= (totalPages ?? 1),
    columnErrors: columns?.columnErrors ?? [],
  }));

/**
 * Runs one page of a report. Items without a value are left out.
 * @param dataViewField how the request names the data view
 * @throws AdobeRequestRejected also where CJA answers the report without one of its columns
 */
export async function runReport(
  http: AdobeHttp,
  dataViewField: 'rsid' | 'dataId',
  { dataViewId, dimensionId, metricIds, dateRange, limit, page }: ReportRequest,
): Promise<Report> {
  const { rows, isLastPage } = await http.post('/reports', {
    resource: `report on ${dimensionId} of CJA data view ${dataViewId}`,
    schema: ReportAnswer,
    mayRunTwice: true,
    body: {
      [dataViewField]: dataViewId,
      dimension: dimensionId.startsWith(DIMENSION_PREFIX) ? dimensionId : DIMENSION_PREFIX + dimensionId,
      globalFilters: [{ type: 'DATE_RANGE', dateRange: `${localTime(dateRange.from)}/${localTime(dateRange.to)}` }],
      metricContainer: { metrics: metricIds.map((id, index) => ({ columnId: String(index), id })) },
      settings: { limit, page, nonesBehavior: 'exclude-nones' },
    },
    failureIn: ({ columnErrors: [first] }) =>
      first === undefined ? null : { code: first.errorCode, message: first.errorDescription },
  });
  return { rows, isLastPage };
}

/** Persons per item, from as many pages as there are. */
export async function personsPerItem(
  run: (request: ReportRequest) => Promise<Report>,
  request: PersonsPerItemRequest,
): Promise<ReadonlyMap<string, number>> {
  const persons = new Map<string, number>();
  for (let page = 0; ; page++) {
    const { rows, isLastPage } = await run({ ...request, metricIds: [PERSONS], limit: LARGEST_PAGE, page });
    for (const { value, data } of rows) persons.set(value, data[0] ?? 0);
    if (isLastPage || rows.length === 0) return persons;
  }
}

/** `2026-07-01T00:00:00.000`: CJA takes no zone (docs: CJA Reporting API). */
function localTime(moment: Date): string {
  return moment.toISOString().replace(/Z$/, '');
}
