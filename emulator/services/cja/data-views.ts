import type { SandboxDescription } from '../../sandbox/format.ts';
import { json } from '../../server/answer.ts';
import { param, type ServiceRequest } from '../../server/request.ts';
import type { Route } from '../../server/router.ts';
import { setUpAt } from '../catalog/format.ts';
import { cjaError, notModelled } from '../errors.ts';
import { type DataView, type Dimension, dimensionsOf, fieldPlace, findDimension } from './dimensions.ts';
import { expand, readExpansion } from './expansion.ts';
import type { CjaIngestion } from './ingestion.ts';
import { pageOf } from './page.ts';
import type { SandboxDataset } from '../../sandbox/format.ts';
import type { SparkColumn } from '../../sandbox/population.ts';

/** cja.json: getDataViewById, `expansion`. */
const DATA_VIEW_EXPANSIONS = [
  'name', 'description', 'owner', 'isDeleted', 'parentDataGroupId', 'segmentList', 'currentTimezoneOffset', 'timezoneDesignator',
  'modified', 'createdDate', 'organization', 'curationEnabled', 'recentRecordedAccess', 'sessionDefinition', 'externalData',
  'containerNames',
  // Not in the contract, but Adobe's Python client asks for it.
  'curatedComponents',
] as const; // prettier-ignore

/** cja.json: getDimensionsForDataview_1, `expansion`. */
const COMPONENT_EXPANSIONS = [
  'approved', 'favorite', 'tags', 'usageSummary', 'usageSummaryWithRelevancyScore', 'description', 'sourceFieldId', 'segmentable',
  'required', 'hideFromReporting', 'hidden', 'includeExcludeSetting', 'fieldDefinition', 'bucketingSetting',
  'noValueOptionsSetting', 'defaultDimensionSort', 'persistenceSetting', 'storageId', 'tableName', 'dataSetIds', 'dataSetType',
  'type', 'schemaPath', 'hasData', 'sourceFieldName', 'schemaType', 'sourceFieldType', 'fromGlobalLookup', 'multiValued',
  'precision',
] as const; // prettier-ignore
type ComponentExpansion = ReadonlySet<(typeof COMPONENT_EXPANSIONS)[number]>;

interface Dependencies {
  readonly sandbox: SandboxDescription;
  readonly ingestion: CjaIngestion;
  readonly columnsOf: (dataset: SandboxDataset) => readonly SparkColumn[];
}

/** CJA's data views and their components (cja.json: getDataViewsForCompany, getDataViewById, getDimensionsForDataview_1, getDimensionById_1). They can be read, never changed. */
export function dataViewRoutes({ sandbox, ingestion, columnsOf }: Dependencies): Route[] {
  const find = (request: ServiceRequest): DataView => {
    const id = param(request, 'dataViewId');
    const dataView = sandbox.dataViews.find((candidate) => candidate.id === id);
    if (dataView === undefined) throw cjaError(404, 'resource_not_found', `There is no data view ${id}.`, request.id);
    return dataView;
  };
  const wireDimension = (
    dataView: DataView,
    dimension: Dimension,
    expansion: ComponentExpansion,
  ): Record<string, unknown> =>
    dimensionOnTheWire(dimension, expansion, {
      hasData: ingestion.lastIngestedAt(dataView.connectionId, dimension.dataset.id) !== null,
      isMultiValued:
        dimension.delimiter !== null ||
        (fieldPlace(columnsOf(dimension.dataset), dimension.path)?.isMultiValued ?? false),
    });
  return [
    {
      method: 'GET',
      path: '/data/dataviews',
      handle: (request) => {
        const expansion = readExpansion(request, DATA_VIEW_EXPANSIONS);
        const ids = request.query.get('dataViewIds')?.split(',');
        const connectionId = request.query.get('parentDataGroupId');
        const found = sandbox.dataViews.filter(
          (dataView) =>
            (ids === undefined || ids.includes(dataView.id)) &&
            (connectionId === null || dataView.connectionId === connectionId),
        );
        return json(
          200,
          pageOf(request, found, (dataView) => dataViewOnTheWire(dataView, expansion, sandbox)),
        );
      },
    },
    {
      method: 'POST',
      path: '/data/dataviews',
      handle: () => {
        throw notModelled('the creation of data views; describe them in sandbox.json');
      },
    },
    {
      method: 'GET',
      path: '/data/dataviews/{dataViewId}',
      handle: (request) =>
        json(200, dataViewOnTheWire(find(request), readExpansion(request, DATA_VIEW_EXPANSIONS), sandbox)),
    },
    {
      method: 'GET',
      path: '/data/dataviews/{dataViewId}/dimensions',
      handle: (request) => {
        const dataView = find(request);
        const expansion = readExpansion(request, COMPONENT_EXPANSIONS);
        const content = dimensionsOf(dataView, sandbox).map((dimension) =>
          wireDimension(dataView, dimension, expansion),
        );
        return json(200, { content });
      },
    },
    {
      method: 'GET',
      path: '/data/dataviews/{dataViewId}/dimensions/{dimensionId}',
      handle: (request) => {
        const dataView = find(request);
        const id = param(request, 'dimensionId');
        const dimension = findDimension(dimensionsOf(dataView, sandbox), id);
        if (dimension === undefined)
          throw cjaError(404, 'resource_not_found', `There is no dimension ${id}.`, request.id);
        return json(200, wireDimension(dataView, dimension, readExpansion(request, COMPONENT_EXPANSIONS)));
      },
    },
    {
      method: 'GET',
      path: '/data/dataviews/{dataViewId}/metrics',
      handle: (request) => {
        find(request);
        return json(200, { content: [{ id: 'metrics/visitors', name: 'People' }] });
      },
    },
  ];
}

/** A data view on the wire (cja.json: DataView). */
function dataViewOnTheWire(
  dataView: DataView,
  expansion: ReadonlySet<(typeof DATA_VIEW_EXPANSIONS)[number]>,
  sandbox: SandboxDescription,
): Record<string, unknown> {
  const setUp = new Date(setUpAt(sandbox)).toISOString();
  return {
    id: dataView.id,
    ...expand(expansion, {
      name: { name: dataView.name },
      description: { description: '' },
      owner: { owner: { imsUserId: 'emulated@AdobeID', name: 'emulated' } },
      isDeleted: { isDeleted: false },
      parentDataGroupId: { parentDataGroupId: dataView.connectionId },
      segmentList: { segmentList: [] },
      timezoneDesignator: { timezoneDesignator: dataView.timeZone },
      modified: { modifiedDate: setUp, modifiedBy: 'emulated@AdobeID' },
      createdDate: { createdDate: setUp },
      organization: { organization: sandbox.orgId },
      curationEnabled: { curationEnabled: false },
      containerNames: { containerNames: { event: 'Event', session: 'Session', people: 'Person' } },
    }),
  };
}

const DATASET_TYPES = {
  profile: 'PROFILE',
  target: 'PROFILE',
  export: 'PROFILE',
  event: 'EVENT',
  ledger: 'EVENT',
} as const;

/** A dimension on the wire (cja.json: getDimensionById_1). */
function dimensionOnTheWire(
  { id, name, dataset, path }: Dimension,
  expansion: ComponentExpansion,
  { hasData, isMultiValued }: { readonly hasData: boolean; readonly isMultiValued: boolean },
): Record<string, unknown> {
  return {
    id,
    name,
    ...expand(expansion, {
      description: { description: '' },
      sourceFieldId: { sourceFieldId: path },
      sourceFieldName: { sourceFieldName: path.split('.').at(-1) },
      segmentable: { segmentable: true },
      required: { required: false },
      hideFromReporting: { hideFromReporting: false },
      hidden: { hidden: false },
      tableName: { tableName: dataset.table },
      dataSetIds: { dataSetIds: [dataset.id] },
      dataSetType: { dataSetType: DATASET_TYPES[dataset.kind] },
      type: { type: 'STRING' },
      schemaPath: { schemaPath: path },
      hasData: { hasData },
      multiValued: { multiValued: isMultiValued },
    }),
  };
}
