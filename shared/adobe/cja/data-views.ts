import * as z from 'zod';
import type { AdobeHttp } from '../http.ts';
import { OptionalText } from '../wire-values.ts';

export interface DataView {
  readonly id: string;
  readonly name: string | null;
  readonly connectionId: string | null;
  /** Reports read times in it: `Europe/Zurich`. */
  readonly timeZone: string | null;
}

/** A dimension of a data view. */
export interface Dimension {
  /** As reports take it: `variables/…`. */
  readonly id: string;
  readonly name: string | null;
  readonly dataSetIds: readonly string[];
  /** Path of the field in the schema, in dot notation. */
  readonly schemaPath: string | null;
  /** null where CJA does not tell. */
  readonly hasData: boolean | null;
}

const pathOf = (id: string): string => `/data/dataviews/${encodeURIComponent(id)}`;

/** cja.json: getDataViewById. */
const DataViewAnswer = z
  .object({ id: z.string(), name: OptionalText, parentDataGroupId: OptionalText, timezoneDesignator: OptionalText })
  .transform(({ id, name, parentDataGroupId, timezoneDesignator }): DataView => ({
    id,
    name,
    connectionId: parentDataGroupId,
    timeZone: timezoneDesignator,
  }));

const DimensionAnswer = z
  .object({
    id: z.string(),
    name: OptionalText,
    dataSetIds: z.array(z.string()).nullish(),
    schemaPath: OptionalText,
    hasData: z.boolean().nullish(),
  })
  .transform(({ id, name, dataSetIds, schemaPath, hasData }): Dimension => ({
    id,
    name,
    dataSetIds: dataSetIds ?? [],
    schemaPath,
    hasData: hasData ?? null,
  }));

/** cja.json types the answer as one dimension; the documentation shows a list in `content` (docs: Dimensions API). */
const DimensionsAnswer = z
  .preprocess(
    (answer) => (Array.isArray(answer) ? { content: answer } : answer),
    z.object({ content: z.array(DimensionAnswer) }),
  )
  .transform(({ content }) => content);

export function getDataView(http: AdobeHttp, id: string): Promise<DataView> {
  return http.get(pathOf(id), {
    resource: `CJA data view ${id}`,
    schema: DataViewAnswer,
    query: { expansion: 'name,parentDataGroupId,timezoneDesignator' },
  });
}

export function listDimensions(http: AdobeHttp, dataViewId: string): Promise<Dimension[]> {
  return http.get(`${pathOf(dataViewId)}/dimensions`, {
    resource: `dimensions of CJA data view ${dataViewId}`,
    schema: DimensionsAnswer,
    query: { expansion: 'dataSetIds,schemaPath,hasData' },
  });
}
