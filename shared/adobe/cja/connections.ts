import * as z from 'zod';
import type { AdobeHttp } from '../http.ts';
import { OptionalMoment, OptionalNumber, OptionalText } from '../wire-values.ts';

export interface Connection {
  readonly id: string;
  readonly name: string | null;
  readonly sandboxName: string | null;
  readonly dataSets: readonly ConnectionDataset[];
  /** For how many months CJA keeps data, profile rows included; null where it keeps all, or does not tell. */
  readonly dataRetentionMonths: number | null;
  /** What CJA finds wrong with the connection, one text each. */
  readonly validationErrors: readonly string[];
}

export interface ConnectionDataset {
  readonly dataSetId: string;
  readonly name: string | null;
  /** `event`, `profile`, `lookup`, … */
  readonly type: string;
  /** Whether new data is imported; null where CJA does not tell. */
  readonly streaming: boolean | null;
  /** Since when new data is imported, in epoch milliseconds; null where CJA does not tell. */
  readonly streamingEnabledAt: number | null;
  /** What was asked of CJA to take in besides new data; empty where CJA does not tell. */
  readonly backfills: readonly Backfill[];
  /** Path of the field that holds the person ID; null where CJA does not tell. */
  readonly personIdField: string | null;
  /** Whether the person ID comes from the identity map; false where CJA does not tell. */
  readonly isPersonIdInIdentityMap: boolean;
  /** Namespace of the identity map that the person ID comes from; null where it comes from a field, or is whatever is primary. */
  readonly identityNamespace: string | null;
  /** When CJA last took in data of the dataset, in epoch milliseconds; null where it has not, or does not tell. */
  readonly lastIngestedAt: number | null;
}

/** A request to take in data that were in the dataset before. */
export interface Backfill {
  /** `IN_QUEUE`, `IN_PROGRESS`, `COMPLETED` or `FAILED`. */
  readonly status: string;
  /** Whether it takes in everything that the dataset holds, not only the data of some days. */
  readonly allData: boolean;
  /** When it was asked for, in epoch milliseconds; null where CJA does not tell. */
  readonly createdAt: number | null;
  /** The first and the last moment of the data asked for, in epoch milliseconds; null where CJA does not tell. */
  readonly startsAt: number | null;
  readonly endsAt: number | null;
}

const PATH = '/data/connections';
const PAGE_SIZE = 100;

/** Without it CJA answers ids and little else (cja.json: getConnection_1, `expansion`). */
const EXPANSION = [
  'name',
  'sandboxName',
  'dataSets',
  'granularStreaming',
  'granularBackfills',
  'dataRetentionMonths',
  'dataSetLastIngested',
  'validationErrors',
].join(',');

/** cja.json: DataSetBackfill. */
const BackfillAnswer = z
  .object({
    status: z.string().default(''),
    allData: z.boolean().nullish(),
    createdDate: OptionalMoment,
    startDate: OptionalMoment,
    endDate: OptionalMoment,
  })
  .transform(({ status, allData, createdDate, startDate, endDate }): Backfill => ({
    status: status.toUpperCase(),
    allData: allData ?? false,
    createdAt: createdDate,
    startsAt: startDate,
    endsAt: endDate,
  }));

/** cja.json: DataSetMetadata. `lastIngestedTime` is text without a documented format. */
const DatasetAnswer = z
  .object({
    dataSetId: z.string(),
    name: OptionalText,
    type: z.string().default(''),
    streaming: z.boolean().nullish(),
    streamingEnabledAt: OptionalMoment,
    backfills: z.array(BackfillAnswer).nullish(),
    visitorId: OptionalText,
    identityMap: z.boolean().nullish(),
    identityNamespace: OptionalText,
    lastIngestedTime: OptionalMoment,
  })
  .transform((dataset): ConnectionDataset => ({
    dataSetId: dataset.dataSetId,
    name: dataset.name,
    type: dataset.type.toLowerCase(),
    streaming: dataset.streaming ?? null,
    streamingEnabledAt: dataset.streamingEnabledAt,
    backfills: dataset.backfills ?? [],
    personIdField: dataset.visitorId,
    isPersonIdInIdentityMap: dataset.identityMap === true,
    identityNamespace: dataset.identityMap === true ? dataset.identityNamespace : null,
    lastIngestedAt: dataset.lastIngestedTime,
  }));

/** cja.json: ConnectionValidationError. */
const ValidationError = z
  .object({
    errorCode: z.string().default('an error without a code'),
    dataSetId: OptionalText,
    missingField: OptionalText,
    disallowedField: OptionalText,
  })
  .transform(({ errorCode, dataSetId, missingField, disallowedField }) =>
    [errorCode, dataSetId && `dataset ${dataSetId}`, missingField ?? disallowedField].filter(Boolean).join(' '),
  );

/** cja.json: Connection. */
const ConnectionAnswer = z
  .object({
    id: z.string(),
    name: OptionalText,
    sandboxName: OptionalText,
    dataSets: z.array(DatasetAnswer).nullish(),
    dataRetentionMonths: OptionalNumber,
    connectionValidationErrors: z.array(ValidationError).nullish(),
  })
  .transform(({ id, name, sandboxName, dataSets, dataRetentionMonths, connectionValidationErrors }): Connection => ({
    id,
    name,
    sandboxName,
    dataSets: dataSets ?? [],
    dataRetentionMonths,
    validationErrors: connectionValidationErrors ?? [],
  }));

/** cja.json: PageConnection names the end `last`, the documentation `lastPage`. */
const ConnectionsPage = z.object({
  content: z.array(ConnectionAnswer),
  last: z.boolean().nullish(),
  lastPage: z.boolean().nullish(),
});

export function getConnection(http: AdobeHttp, id: string): Promise<Connection> {
  return http.get(`${PATH}/${encodeURIComponent(id)}`, {
    resource: `CJA connection ${id}`,
    schema: ConnectionAnswer,
    query: { expansion: EXPANSION },
  });
}

export async function* listConnections(http: AdobeHttp): AsyncGenerator<Connection> {
  for (let page = 0; ; page++) {
    const { content, last, lastPage } = await http.get(PATH, {
      resource: 'CJA connections',
      schema: ConnectionsPage,
      query: { expansion: EXPANSION, limit: PAGE_SIZE, page },
    });
    yield* content;
    const isLast = last ?? lastPage ?? content.length < PAGE_SIZE;
    if (isLast || content.length === 0) return;
  }
}
