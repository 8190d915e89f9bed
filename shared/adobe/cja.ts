import { type Connection, getConnection, listConnections } from './cja/connections.ts';
import { type DataView, type Dimension, getDataView, listDimensions } from './cja/data-views.ts';
import {
  type PersonsPerItemRequest,
  personsPerItem,
  type Report,
  type ReportRequest,
  runReport,
} from './cja/reports.ts';
import type { AdobeHttp } from './http.ts';

export type { Backfill, Connection, ConnectionDataset } from './cja/connections.ts';
export type { DataView, Dimension } from './cja/data-views.ts';
export type { DateRange, PersonsPerItemRequest, Report, ReportRequest } from './cja/reports.ts';

/** Customer Journey Analytics. Connections can only be read; what has to change in them, a person does. */
export interface CjaClient {
  readonly getConnection: (id: string) => Promise<Connection>;
  /** The connections that the credential may see, asked for page by page. */
  readonly listConnections: () => AsyncIterable<Connection>;
  readonly getDataView: (id: string) => Promise<DataView>;
  readonly listDimensions: (dataViewId: string) => Promise<Dimension[]>;
  /** One page of a report. */
  readonly runReport: (request: ReportRequest) => Promise<Report>;
  /** How many persons CJA reports per item of a dimension; an item with nobody is missing. */
  readonly personsPerItem: (request: PersonsPerItemRequest) => Promise<ReadonlyMap<string, number>>;
}

export interface CjaClientOptions {
  /**
   * How reports name their data view: Adobe's pages contradict each other (docs: "Make your first API call" says `rsid`,
   * "Differences from the Analytics API" `dataId`; cja.json: runReport has both).
   */
  readonly reportDataViewField?: 'rsid' | 'dataId';
}

/** @param http CJA, without a sandbox */
export function createCjaClient(http: AdobeHttp, { reportDataViewField = 'rsid' }: CjaClientOptions = {}): CjaClient {
  const run = (request: ReportRequest): Promise<Report> => runReport(http, reportDataViewField, request);
  return {
    getConnection: (id) => getConnection(http, id),
    listConnections: () => listConnections(http),
    getDataView: (id) => getDataView(http, id),
    listDimensions: (dataViewId) => listDimensions(http, dataViewId),
    runReport: run,
    personsPerItem: (request) => personsPerItem(run, request),
  };
}
