import { createCatalogClient } from '../../../shared/adobe/catalog.ts';
import { createCjaClient } from '../../../shared/adobe/cja.ts';
import { createDataAccessClient } from '../../../shared/adobe/data-access.ts';
import type { AdobeHttp } from '../../../shared/adobe/http.ts';
import { createTokenProvider } from '../../../shared/adobe/ims.ts';
import { createQueryServiceClient } from '../../../shared/adobe/query-service.ts';
import { createSchemaRegistryClient } from '../../../shared/adobe/schema-registry.ts';
import { createSegmentationClient } from '../../../shared/adobe/segmentation.ts';
import { collect } from '../adobe/adobe-server.ts';
import { type BadValues, MISSING } from './bad-values.ts';

/** A call to Adobe, an answer to it with everything that we read, and what of it may not be otherwise. */
interface AdobeCallCase {
  readonly name: string;
  readonly ask: (http: AdobeHttp, baseUrl: string) => Promise<unknown>;
  readonly good: unknown;
  /** At least one bad value for everything that the answer must be. */
  readonly bad: BadValues;
  /** How its errors name what it is about. */
  readonly resource: string;
  readonly creates?: true;
}

const within = (path: string, bad: BadValues): BadValues =>
  Object.fromEntries(Object.entries(bad).map(([key, values]) => [key === '' ? path : `${path}.${key}`, values]));

/** What an element of a list must be; it can be left out of the list, though. */
const inList = (path: string, { '': whole = [], ...fields }: BadValues): BadValues => ({
  [`${path}.0`]: whole.filter((value) => value !== MISSING),
  ...within(`${path}.0`, fields),
});

const AUDIENCE = {
  good: {
    id: '04a81716-43d6-4e7a-a49c-f1d8b3129ba9',
    audienceId: '04a81716-43d6-4e7a-a49c-f1d8b3129ba9',
    name: 'At home in New York City',
    namespace: 'AEPSegments',
    originName: 'REAL_TIME_CUSTOMER_PROFILE',
    mergePolicyId: '0a1b',
    lifecycleState: 'published',
    evaluationInfo: { batch: { enabled: true }, continuous: { enabled: false }, synchronous: { enabled: false } },
  },
  bad: {
    '': ['none', []],
    id: [MISSING, '', true],
    audienceId: [7],
    name: [MISSING, 7],
    namespace: [7],
    originName: [7],
    mergePolicyId: [7],
    lifecycleState: [7],
    evaluationInfo: ['batch'],
    'evaluationInfo.batch': [true],
    'evaluationInfo.continuous': [false],
    'evaluationInfo.synchronous': [false],
    'evaluationInfo.batch.enabled': ['yes'],
    'evaluationInfo.continuous.enabled': ['no'],
    'evaluationInfo.synchronous.enabled': [0],
  },
};

const MERGE_POLICY = {
  good: { id: '0a1b', name: 'Default', default: true },
  bad: { '': ['none', []], id: [MISSING, '', {}], name: [7], default: [1] },
};

const SEGMENT = { segmentId: '04a81716', segmentNs: 'ups', status: ['realized'] };
const EXPORT_JOB = {
  good: {
    id: 24115,
    status: 'SUCCEEDED',
    creationTime: 1_538_615_973_895,
    updateTime: 1_538_616_233_239,
    destination: { datasetId: '5b7c86968f7b6501e21ba9df', batchId: 'da5cfb4d', batches: [{ batchId: 'da5cfb4d' }] },
    fields: 'identityMap,segmentMembership',
    filter: { segments: [SEGMENT] },
    mergePolicy: { id: '0a1b', version: 1 },
    metrics: { totalExportedProfileCounter: 20 },
    errors: [{ code: '0100000003', msg: 'Error in Export Job' }],
  },
  bad: {
    '': ['none', []],
    id: [MISSING, '', null],
    status: [MISSING, 4, null],
    creationTime: [MISSING, 'yesterday', 0],
    destination: [MISSING, '5b7c86968f7b6501e21ba9df'],
    'destination.datasetId': [7],
    'destination.batchId': [7],
    'destination.batches': ['da5cfb4d'],
    'destination.batches.0': ['da5cfb4d'],
    'destination.batches.0.batchId': [7],
    fields: [['identityMap']],
    filter: ['all'],
    'filter.segments': [SEGMENT],
    'filter.segments.0': ['04a81716'],
    'filter.segments.0.segmentId': [MISSING, 7],
    'filter.segments.0.segmentNs': [7],
    'filter.segments.0.status': [7],
    'filter.segments.0.status.0': [7],
    mergePolicy: ['0a1b'],
    'mergePolicy.id': [7],
    metrics: [20],
    'metrics.totalExportedProfileCounter': ['20'],
    errors: [{}],
    'errors.0': ['failed'],
    'errors.0.code': [true],
    'errors.0.msg': [7],
  },
};

const SEGMENT_JOB = {
  good: {
    id: 'b31a',
    status: 'SUCCEEDED',
    creationTime: 1_538_615_973_895,
    updateTime: 1_538_616_233_239,
    segments: [{ segmentId: '04a81716' }],
    metrics: { totalTime: { endTimeInMs: 1_538_616_233_239 } },
  },
  bad: {
    '': ['none', []],
    id: [MISSING, '', false],
    status: [MISSING, 4],
    creationTime: [MISSING, 'yesterday'],
    segments: ['*'],
    'segments.0': ['*'],
    'segments.0.segmentId': [7],
    metrics: [7],
    'metrics.totalTime': [7],
  },
};

const DATASET = {
  good: {
    name: 'Audience export',
    schemaRef: { id: 'https://ns.adobe.com/acme/schemas/1f' },
    tags: { 'adobe/pqs/table': ['audience_export'] },
  },
  bad: {
    '': [MISSING, 'none', []],
    name: [MISSING, 7],
    schemaRef: [MISSING, 'https://ns.adobe.com/acme/schemas/1f'],
    'schemaRef.id': [MISSING, 7],
    tags: ['audience_export'],
  },
};

const BATCH = {
  good: {
    status: 'success',
    created: 1_494_349_962_314,
    updated: 1_494_349_963_467,
    completed: 1_494_349_964_000,
    recordCount: 45,
    metrics: { outputRecordSize: 45 },
    errors: [{ code: 'err-1', description: 'bad rows' }],
  },
  bad: {
    '': ['none', []],
    status: [MISSING, 4],
    created: [MISSING, 'yesterday'],
    metrics: [7],
    errors: [{}],
    'errors.0': ['failed'],
    'errors.0.code': [true],
    'errors.0.description': [7],
  },
};

const QUERY = {
  good: {
    id: '8c2455819a624534bb665c43c3759877',
    state: 'SUCCESS',
    request: { dbName: 'prod:all', sql: 'SELECT 1' },
    effectiveSQL: 'SELECT 1',
    created: '2027-03-01T06:10:00Z',
    updated: '2027-03-01T06:11:00Z',
    rowCount: 1,
    errors: [{ code: '58000', message: 'Batch query execution error', errorType: 'USER_ERROR' }],
    isInsertInto: true,
  },
  bad: {
    '': ['none', []],
    id: [MISSING, '', null],
    state: [MISSING, 4],
    request: ['SELECT 1'],
    'request.sql': [7],
    effectiveSQL: [7],
    created: [MISSING, 'yesterday'],
    updated: [MISSING, 'today'],
    rowCount: ['1'],
    errors: [{}],
    'errors.0': ['failed'],
    'errors.0.code': [true],
    'errors.0.message': [7],
    'errors.0.errorType': [7],
    isInsertInto: ['yes'],
  },
};

const FILE = {
  good: { dataSetFileId: 'f1', name: 'part-00000.parquet', length: '1024', _links: { self: { href: '/files/f1' } } },
  bad: {
    '': ['none', []],
    dataSetFileId: [7],
    name: [7],
    _links: ['/files/f1'],
    '_links.self': ['/files/f1'],
    '_links.self.href': [7],
  },
};

const CONNECTION = {
  good: {
    id: 'dg_1',
    name: 'Everything',
    sandboxName: 'prod',
    dataSets: [
      {
        dataSetId: '5b7c86968f7b6501e21ba9df',
        name: 'Audience membership',
        type: 'profile',
        streaming: true,
        streamingEnabledAt: '2027-01-01T00:00:00Z',
        backfills: [{ status: 'COMPLETED', allData: true, createdDate: '2027-01-01T00:00:00Z' }],
        visitorId: '_acme.crmId',
        identityMap: false,
        identityNamespace: 'ECID',
        lastIngestedTime: '2027-03-01T07:00:00Z',
      },
    ],
    dataRetentionMonths: 13,
    connectionValidationErrors: [
      { errorCode: 'MISSING_FIELD', dataSetId: '5b7c', missingField: 'x', disallowedField: 'y' },
    ],
  },
  bad: {
    '': ['none', []],
    id: [MISSING, 7],
    name: [7],
    sandboxName: [7],
    dataSets: [{}],
    'dataSets.0': ['5b7c86968f7b6501e21ba9df'],
    'dataSets.0.dataSetId': [MISSING, 7],
    'dataSets.0.name': [7],
    'dataSets.0.type': [7],
    'dataSets.0.streaming': ['on'],
    'dataSets.0.backfills': ['all'],
    'dataSets.0.backfills.0': ['COMPLETED'],
    'dataSets.0.backfills.0.status': [7],
    'dataSets.0.backfills.0.allData': ['yes'],
    'dataSets.0.visitorId': [7],
    'dataSets.0.identityMap': ['no'],
    'dataSets.0.identityNamespace': [7],
    dataRetentionMonths: ['13'],
    connectionValidationErrors: ['none'],
    'connectionValidationErrors.0': ['MISSING_FIELD'],
    'connectionValidationErrors.0.errorCode': [7],
    'connectionValidationErrors.0.dataSetId': [7],
    'connectionValidationErrors.0.missingField': [7],
    'connectionValidationErrors.0.disallowedField': [7],
  },
};

const DIMENSION = {
  good: { id: 'variables/x', name: 'Audience', dataSetIds: ['5b7c'], schemaPath: '_acme.x', hasData: true },
  bad: {
    '': ['none'],
    id: [MISSING, 7],
    name: [7],
    dataSetIds: ['5b7c'],
    'dataSetIds.0': [7],
    schemaPath: [7],
    hasData: ['yes'],
  },
};

const REPORT = {
  good: {
    rows: [{ itemId: '1', value: 'VIP', data: [12] }],
    number: 0,
    totalPages: 1,
    lastPage: true,
    columns: { columnErrors: [] },
  },
  bad: {
    '': ['none', []],
    rows: ['none'],
    'rows.0': ['VIP'],
    'rows.0.itemId': [MISSING, null],
    'rows.0.value': [MISSING, 7],
    'rows.0.data': [MISSING, 12],
    'rows.0.data.0': [null],
    number: ['0'],
    totalPages: ['1'],
    lastPage: ['yes'],
    columns: ['none'],
    'columns.columnErrors': ['none'],
  },
};

const segmentation = createSegmentationClient;
const queryService = (http: AdobeHttp) => createQueryServiceClient(http, { sandbox: 'prod' });
const NEXT = {
  good: { _links: { next: { href: '' } } },
  bad: { _links: ['/next'], '_links.next': ['/next'], '_links.next.href': [7] },
};
const ID = '5b7c86968f7b6501e21ba9df';

const EXPORT_REQUEST = {
  filter: { segments: [SEGMENT] },
  destination: { datasetId: ID },
  schema: { name: '_xdm.context.profile' },
};
const REPORT_REQUEST = {
  dataViewId: 'dv_1',
  dimensionId: 'variables/x',
  metricIds: ['metrics/visitors'],
  dateRange: { from: new Date(0), to: new Date(1) },
  limit: 10,
  page: 0,
};

/** Every call whose answer we read. */
export const ADOBE_CALLS: readonly AdobeCallCase[] = [
  {
    name: 'an access token',
    ask: (_, baseUrl) =>
      createTokenProvider({
        baseUrl,
        credentials: { clientId: 'client', clientSecret: 'secret', scopes: 'openid' },
      }).accessToken(),
    resource: 'access token of client client',
    good: { access_token: 'token', token_type: 'bearer', expires_in: 86_399 },
    bad: {
      '': ['none', []],
      access_token: [MISSING, 7, ''],
      expires_in: [MISSING, 'tomorrow', 0, -1],
    },
  },
  {
    name: 'an audience',
    ask: (http) => segmentation(http).getAudience(AUDIENCE.good.id),
    resource: `audience ${AUDIENCE.good.id}`,
    ...AUDIENCE,
  },
  {
    name: 'audiences',
    ask: (http) => collect(segmentation(http).listAudiences()),
    resource: 'audiences',
    good: { children: [AUDIENCE.good], _page: { next: '' }, ...NEXT.good },
    bad: {
      '': ['none', []],
      children: [MISSING, {}],
      _page: ['next'],
      '_page.next': [true],
      ...NEXT.bad,
      ...inList('children', AUDIENCE.bad),
    },
  },
  {
    name: 'a merge policy',
    ask: (http) => segmentation(http).getMergePolicy('0a1b'),
    resource: 'merge policy 0a1b',
    ...MERGE_POLICY,
  },
  {
    name: 'merge policies',
    ask: (http) => segmentation(http).listMergePolicies(),
    resource: 'merge policies',
    good: { children: [MERGE_POLICY.good], ...NEXT.good },
    bad: { '': ['none', []], children: [MISSING, {}], ...NEXT.bad, ...inList('children', MERGE_POLICY.bad) },
  },
  {
    name: 'a new export job',
    ask: (http) => segmentation(http).createExportJob(EXPORT_REQUEST),
    resource: `export job into dataset ${ID}`,
    creates: true,
    ...EXPORT_JOB,
  },
  {
    name: 'an export job',
    ask: (http) => segmentation(http).getExportJob('24115'),
    resource: 'export job 24115',
    ...EXPORT_JOB,
  },
  {
    name: 'export jobs',
    ask: (http) => collect(segmentation(http).listExportJobs()),
    resource: 'export jobs',
    good: { records: [EXPORT_JOB.good], link: { next: '' } },
    bad: {
      '': ['none', []],
      records: [MISSING, {}],
      link: ['/next'],
      'link.next': [7],
      ...inList('records', EXPORT_JOB.bad),
    },
  },
  {
    name: 'segment jobs',
    ask: (http) => collect(segmentation(http).listSegmentJobs()),
    resource: 'segment jobs',
    good: { children: [SEGMENT_JOB.good] },
    bad: { '': ['none', []], children: [MISSING, {}], ...inList('children', SEGMENT_JOB.bad) },
  },
  {
    name: 'a dataset',
    ask: (http) => createCatalogClient(http).getDataset(ID),
    resource: `dataset ${ID}`,
    good: { [ID]: DATASET.good },
    bad: { '': ['none', []], ...within(ID, DATASET.bad) },
  },
  {
    name: 'a batch',
    ask: (http) => createCatalogClient(http).getBatch(ID),
    resource: `batch ${ID}`,
    good: { [ID]: BATCH.good },
    bad: { '': ['none', []], ...within(ID, { ...BATCH.bad, '': [MISSING, 'none', []] }) },
  },
  {
    name: 'the batches of a dataset',
    ask: (http) => createCatalogClient(http).listBatches({ dataSet: ID }),
    resource: `batches of dataset ${ID}`,
    good: { [ID]: BATCH.good },
    bad: { '': ['none', []], ...within(ID, BATCH.bad) },
  },
  {
    name: 'a new query',
    ask: (http) => queryService(http).createQuery({ name: 'refresh', sql: 'SELECT 1' }),
    resource: 'query "refresh"',
    creates: true,
    ...QUERY,
  },
  {
    name: 'a query',
    ask: (http) => queryService(http).getQuery(QUERY.good.id),
    resource: `query ${QUERY.good.id}`,
    ...QUERY,
  },
  {
    name: 'queries',
    ask: (http) => collect(queryService(http).listQueries()),
    resource: 'queries',
    good: { queries: [QUERY.good], _page: { next: '' }, ...NEXT.good },
    bad: {
      '': ['none', []],
      queries: [MISSING, {}],
      _page: ['next'],
      '_page.next': [7],
      ...NEXT.bad,
      ...inList('queries', QUERY.bad),
    },
  },
  {
    name: 'the files of a batch',
    ask: (http) => createDataAccessClient(http).listBatchFiles('b1'),
    resource: 'files of batch b1',
    good: { data: [FILE.good], ...NEXT.good },
    bad: { '': ['none', []], data: [MISSING, {}], ...NEXT.bad, ...inList('data', FILE.bad) },
  },
  {
    name: 'a schema',
    ask: (http) => createSchemaRegistryClient(http).getSchema('_acme.schemas.1f'),
    resource: 'schema _acme.schemas.1f',
    good: {
      $id: 'https://ns.adobe.com/acme/schemas/1f',
      title: 'Audience membership',
      properties: {
        _acme: { properties: { crmId: { type: 'string' } } },
        list: { items: { type: 'string' } },
        map: { additionalProperties: { type: 'string' } },
      },
    },
    bad: {
      '': ['none', []],
      $id: [MISSING, 7],
      title: [7],
      properties: [MISSING, []],
      'properties._acme': [7],
      'properties._acme.properties': ['crmId'],
      'properties._acme.properties.crmId': [null],
      'properties.list': ['array'],
      'properties.list.items': ['string'],
      'properties.map': ['map'],
      'properties.map.additionalProperties': ['string'],
    },
  },
  {
    name: 'the tenant id',
    ask: (http) => createSchemaRegistryClient(http).getTenantId(),
    resource: 'tenant id',
    good: { tenantId: 'acme' },
    bad: { '': ['none', []], tenantId: [MISSING, '', 7] },
  },
  {
    name: 'a CJA connection',
    ask: (http) => createCjaClient(http).getConnection('dg_1'),
    resource: 'CJA connection dg_1',
    ...CONNECTION,
  },
  {
    name: 'CJA connections',
    ask: (http) => collect(createCjaClient(http).listConnections()),
    resource: 'CJA connections',
    good: { content: [CONNECTION.good], last: true, lastPage: true },
    bad: {
      '': ['none', []],
      content: [MISSING, {}],
      last: ['yes'],
      lastPage: ['yes'],
      ...inList('content', CONNECTION.bad),
    },
  },
  {
    name: 'a CJA data view',
    ask: (http) => createCjaClient(http).getDataView('dv_1'),
    resource: 'CJA data view dv_1',
    good: { id: 'dv_1', name: 'Everything', parentDataGroupId: 'dg_1', timezoneDesignator: 'UTC' },
    bad: {
      '': ['none', []],
      id: [MISSING, 7],
      name: [7],
      parentDataGroupId: [7],
      timezoneDesignator: [7],
    },
  },
  {
    name: 'the dimensions of a CJA data view',
    ask: (http) => createCjaClient(http).listDimensions('dv_1'),
    resource: 'dimensions of CJA data view dv_1',
    good: { content: [DIMENSION.good] },
    bad: { '': ['none'], content: [MISSING, {}], ...inList('content', DIMENSION.bad) },
  },
  {
    name: 'a CJA report',
    ask: (http) => createCjaClient(http).runReport(REPORT_REQUEST),
    resource: 'report on variables/x of CJA data view dv_1',
    ...REPORT,
  },
];
