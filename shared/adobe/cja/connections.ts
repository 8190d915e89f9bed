import * as z from 'zod';
import type { AdobeHttp } from '../http.ts';
import { OptionalMoment, OptionalText } from '../wire-values.ts';

export interface Connection {
  readonly id: string;
  readonly name: string | null;
  readonly sandboxName: string | null;
  readonly dataSets: readonly ConnectionDataset[];
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
  /** Path of the field that holds the person ID; null where CJA does not tell. */
  readonly personIdField: string | null;
  /** Namespace of the identity map that the person ID comes from; null where it comes from a field. */
  readonly identityNamespace: string | null;
  /** When CJA last took in data of the dataset, in epoch milliseconds; null where it has not, or does not tell. */
  readonly lastIngestedAt: number | null;
}

const PATH = '/data/connections';
const PAGE_SIZE = 100;

/** Without it CJA answers ids and little else (cja.json: getConnection_1, `expansion`). */
const EXPANSION = [
  'name',
  'sandboxName',
  'dataSets',
  'granularStreaming',
  'dataSetLastIngested',
  'validationErrors',
].join(',');

/** cja.json: DataSetMetadata. `lastIngestedTime` is text without a documented format. */
const DatasetAnswer = z
  .object({
    dataSetId: z.string(),
    name: OptionalText,
    type: z.string().default(''),
    streaming: z.boolean().nullish(),
    streamingEnabledAt: OptionalMoment,
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
    personIdField: dataset.visitorId,
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
    connectionValidationErrors: z.array(ValidationError).nullish(),
  })
  .transform(({ id, name, sandboxName, dataSets, connectionValidationErrors }): Connection => ({
    id,
    name,
    sandboxName,
    dataSets: dataSets ?? [],
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
