import * as z from 'zod';

/**
 * What the emulator answers, strictly: nothing missing, nothing more, nothing of another type. The published contracts
 * forbid almost nothing (no object of theirs is closed), so that passing them proves little.
 */

const id = z.string().min(1);
const milliseconds = z.int().min(Date.parse('2020-01-01'));
const seconds = z.int().max(Date.parse('2100-01-01') / 1000);
const isoTime = z.iso.datetime();
const count = z.int().min(0);
const enabled = z.strictObject({ enabled: z.boolean() });
const evaluationInfo = z.strictObject({ batch: enabled, continuous: enabled, synchronous: enabled });
const expression = z.strictObject({ type: z.literal('PQL'), format: z.literal('pql/text'), value: z.string() });
const profileClass = z.strictObject({ name: z.literal('_xdm.context.profile') });
const sandbox = z.strictObject({
  sandboxId: z.uuid(),
  sandboxName: id,
  type: z.literal('production'),
  default: z.boolean(),
});

// Segmentation

const audienceFields = {
  id,
  audienceId: id,
  imsOrgId: id,
  sandbox,
  name: z.string(),
  description: z.string(),
  isSystem: z.boolean(),
  creationTime: milliseconds,
  updateTime: milliseconds,
  createEpoch: seconds,
  updateEpoch: seconds,
  createdBy: z.string(),
  lifecycleState: z.enum(['draft', 'published', 'inactive', 'archived']),
  labels: z.array(z.string()),
  metrics: z.strictObject({ data: z.strictObject({ totalProfiles: count }) }),
};
const audience = z.discriminatedUnion('type', [
  z.strictObject({
    ...audienceFields,
    schema: profileClass,
    profileInstanceId: z.literal('ups'),
    expression,
    mergePolicyId: id,
    evaluationInfo,
    dataGovernancePolicy: z.strictObject({ excludeOptOut: z.boolean() }),
    dependents: z.array(z.string()),
    definedOn: z.array(
      z.strictObject({ 'meta:resourceType': z.string(), 'meta:containerId': z.string(), $ref: z.url() }),
    ),
    dependencies: z.array(z.string()),
    type: z.literal('SegmentDefinition'),
    originName: z.literal('REAL_TIME_CUSTOMER_PROFILE'),
    overridePerformanceWarnings: z.boolean(),
    namespace: z.literal('AEPSegments'),
  }),
  z.strictObject({
    ...audienceFields,
    mergePolicyId: id.optional(),
    type: z.literal('ExternalAudience'),
    originName: z.enum(['CUSTOM_UPLOAD', 'AUDIENCE_ORCHESTRATION', 'AUDIENCE_MANAGER']),
    namespace: z.string(),
  }),
]);
const audiences = z.strictObject({
  children: z.array(audience),
  _page: z.strictObject({
    totalCount: count,
    totalPages: count,
    sortField: z.string(),
    sort: z.enum(['asc', 'desc']),
    pageSize: count,
    limit: count,
    start: count,
    next: count.optional(),
  }),
  _links: z.strictObject({ next: z.strictObject({ href: z.string() }).optional() }),
});

const segmentDefinition = z.strictObject({
  id,
  imsOrgId: id,
  name: z.string(),
  description: z.string(),
  mergePolicyId: id,
  profileInstanceId: z.literal('ups'),
  expression,
  schema: profileClass,
  evaluationInfo,
  dataGovernancePolicy: z.strictObject({ excludeOptOut: z.boolean() }),
  creationTime: milliseconds,
  updateTime: milliseconds,
  updateEpoch: seconds,
});
const segmentDefinitions = z.strictObject({
  segments: z.array(segmentDefinition),
  page: z.strictObject({
    totalCount: count,
    totalPages: count,
    sortField: z.string(),
    sort: z.string(),
    pageSize: count,
    limit: count,
  }),
  link: z.strictObject({}),
});

const span = z.strictObject({ startTimeInMs: milliseconds, endTimeInMs: milliseconds, totalTimeInMs: count });
const segmentJob = z.strictObject({
  id: z.uuid(),
  imsOrgId: id,
  sandbox,
  profileInstanceId: z.literal('ups'),
  source: z.string(),
  status: z.literal('SUCCEEDED'),
  creationTime: milliseconds,
  updateTime: milliseconds,
  updateEpoch: seconds,
  segments: z.array(
    z.strictObject({
      segmentId: id,
      segment: z.strictObject({
        id,
        version: z.int(),
        expression,
        mergePolicyId: id,
        mergePolicy: z.strictObject({ id, version: z.int() }),
      }),
    }),
  ),
  errors: z.tuple([]),
  metrics: z.strictObject({
    totalTime: span,
    profileSegmentationTime: span,
    segmentedProfileCounter: z.record(id, count),
  }),
  requestId: z.uuid(),
  schema: profileClass,
  _links: z.strictObject({}),
});
const segmentJobs = z.strictObject({
  _page: z.strictObject({ totalCount: count, pageSize: count }),
  children: z.array(segmentJob),
  _links: z.strictObject({ next: z.strictObject({}) }),
});

const exportJob = z.strictObject({
  id: z.int().positive(),
  jobType: z.literal('BATCH'),
  destination: z.strictObject({
    datasetId: id,
    segmentPerBatch: z.literal(false),
    batchId: z.string().regex(/^(01[0-9A-Z]{24})?$/),
  }),
  fields: z.string(),
  schema: profileClass,
  imsOrgId: id,
  status: z.enum(['NEW', 'PROCESSING', 'SUCCEEDED', 'FAILED']),
  filter: z.strictObject({
    segments: z.array(
      z.strictObject({
        segmentId: id,
        segmentNs: z.string(),
        status: z.array(z.enum(['realized', 'existing', 'exited'])),
      }),
    ),
    emptyProfiles: z.boolean(),
  }),
  mergePolicy: z.strictObject({ id, version: z.number() }),
  profileInstanceId: z.literal('ups'),
  errors: z.array(z.strictObject({ code: z.string(), msg: z.string() })),
  metrics: z.strictObject({
    totalTime: span.optional(),
    profileExportTime: span.optional(),
    totalExportedProfileCounter: count.optional(),
    exportedProfileByNamespaceCounter: z.record(id, count).optional(),
  }),
  computeGatewayJobId: z.strictObject({ exportJob: z.uuid().optional() }),
  creationTime: milliseconds,
  updateTime: milliseconds,
  requestId: id,
});
const exportJobs = z.strictObject({
  records: z.array(exportJob),
  page: z.strictObject({
    sortField: z.literal('createdTime'),
    sort: z.literal('desc'),
    pageOffset: z.string().regex(/^(\d+_\d+)?$/),
    pageSize: count,
  }),
  link: z.strictObject({ next: z.string().regex(/^(\/export\/jobs\/\?limit=\d+&offset=\d+_\d+(&status=[A-Z]+)?)?$/) }),
});
const exportJobCancelled = z.strictObject({ status: z.literal(true), message: z.string() });

const mergePolicy = z.strictObject({
  id,
  name: z.string(),
  imsOrgId: id,
  sandbox: sandbox.omit({ sandboxId: true }),
  schema: profileClass,
  version: z.int().positive(),
  identityGraph: z.strictObject({ type: z.literal('pdg') }),
  attributeMerge: z.strictObject({ type: z.literal('dataSetPrecedence'), order: z.array(id) }),
  isActiveOnEdge: z.boolean(),
  default: z.boolean(),
  updateEpoch: seconds,
});
const mergePolicies = z.strictObject({
  _page: z.strictObject({ totalCount: count, pageSize: count }),
  children: z.array(mergePolicy),
  _links: z.strictObject({ next: z.strictObject({ href: z.string(), templated: z.literal(false) }) }),
});

// Catalog

const dataset = z.strictObject({
  version: z.string(),
  imsOrg: id,
  name: z.string(),
  created: milliseconds,
  updated: milliseconds,
  createdClient: z.string(),
  createdUser: z.string(),
  updatedUser: z.string(),
  viewId: z.string(),
  basePath: z.string(),
  fileDescription: z.strictObject({
    persisted: z.boolean(),
    containerFormat: z.literal('parquet'),
    format: z.literal('parquet'),
  }),
  files: z.string(),
  schemaRef: z.strictObject({ id: z.url(), contentType: z.string() }),
  observableSchema: z.strictObject({}),
  classification: z.strictObject({ dataBehavior: z.enum(['record', 'time-series']), managedBy: z.string() }),
  tags: z.strictObject({
    'adobe/pqs/table': z.tuple([id]),
    unifiedProfile: z.tuple([z.string()]).optional(),
    unifiedIdentity: z.tuple([z.string()]).optional(),
  }),
});
const batch = z.strictObject({
  imsOrg: id,
  status: z.enum(['processing', 'success', 'failure', 'aborted', 'inactive']),
  created: milliseconds,
  createdClient: z.string(),
  createdUser: z.string(),
  updatedUser: z.string(),
  updated: milliseconds,
  started: milliseconds,
  completed: milliseconds.optional(),
  recordCount: count.optional(),
  failedRecordCount: count.optional(),
  metrics: z.strictObject({ outputRecordSize: count, partitionCount: count }).optional(),
  size: count.optional(),
  errors: z.array(z.strictObject({ code: z.string(), description: z.string() })),
  version: z.string(),
  relatedObjects: z.tuple([z.strictObject({ type: z.literal('dataSet'), id, tag: z.literal('output') })]),
  inputFormat: z.strictObject({ format: z.literal('parquet') }),
});
const lastBatches = z.strictObject({
  lastBatchId: id,
  lastBatchStatus: z.string(),
  lastSuccessfulBatchId: id.optional(),
  lastFailedBatchId: id.optional(),
  imsOrg: id,
  created: milliseconds,
  updated: milliseconds,
});

// Data Access, Batch Ingestion

const wholeNumber = z.string().regex(/^\d+$/);
const filePage = (entry: z.ZodType): z.ZodType =>
  z.strictObject({ data: z.array(entry), _page: z.strictObject({ limit: count, count }) });
const linkToFile = z.strictObject({ self: z.strictObject({ href: z.url() }) });
const dataSetFiles = filePage(
  z.strictObject({
    dataSetFileId: z.uuid(),
    dataSetViewId: id,
    version: z.string(),
    created: wholeNumber,
    updated: wholeNumber,
    records: wholeNumber,
    size: wholeNumber,
    isValid: z.literal(true),
    _links: linkToFile,
  }),
);
const files = filePage(
  z.strictObject({ name: z.string().endsWith('.parquet'), length: wholeNumber, _links: linkToFile }),
);
/** As a record tells of it. */
const download = z.strictObject({ bytes: z.int().positive(), sha256: z.hex().length(64) });
const noFiles = filePage(z.never());
const revertedBatch = batch.extend({ id, status: z.literal('inactive') });

// Schema Registry

const listItem = z.strictObject({ title: z.string(), $id: z.url(), 'meta:altId': id, version: z.string() });
const schema = z.strictObject({
  $id: z.url(),
  'meta:altId': id,
  'meta:resourceType': z.enum(['schemas', 'unions']),
  version: z.string(),
  title: z.string().optional(),
  description: z.string().optional(),
  type: z.literal('object'),
  properties: z
    .record(z.string(), z.looseObject({ title: z.string(), type: z.string(), 'meta:xdmType': z.string() }))
    .optional(),
  allOf: z.array(z.strictObject({ $ref: z.url() })).optional(),
  imsOrg: id,
  'meta:extensible': z.boolean(),
  'meta:abstract': z.boolean(),
  'meta:extends': z.array(z.url()),
  'meta:xdmType': z.literal('object'),
  'meta:registryMetadata': z.strictObject({ 'repo:createdDate': milliseconds, 'repo:lastModifiedDate': milliseconds }),
  'meta:class': z.url(),
  'meta:containerId': z.literal('tenant'),
  'meta:tenantNamespace': z.string().regex(/^_/),
});
const listEnd = {
  _page: z.strictObject({ orderby: z.string().optional(), next: z.null(), count }),
  _links: z.strictObject({ next: z.null() }),
};
const schemas = z.strictObject({ results: z.array(z.union([listItem, schema])), ...listEnd });
const descriptor = z.strictObject({
  '@id': id,
  '@type': z.literal('xdm:descriptorIdentity'),
  'xdm:sourceSchema': z.url(),
  'xdm:sourceVersion': z.literal(1),
  'xdm:sourceProperty': z.string().regex(/^\//),
  'xdm:namespace': z.string(),
  'xdm:property': z.literal('xdm:code'),
  'xdm:isPrimary': z.boolean(),
  imsOrg: id,
  version: z.string(),
  'meta:containerId': z.literal('tenant'),
});
const listedDescriptors = z.array(z.union([z.string(), descriptor]));
const descriptors = z.union([
  z.strictObject({ 'xdm:descriptorIdentity': listedDescriptors }),
  z.strictObject({ results: listedDescriptors, ...listEnd }),
]);
const stats = z.strictObject({
  imsOrg: id,
  tenantId: z.string().regex(/^[^_]/),
  counts: z.strictObject({ schemas: count, mixins: count, datatypes: count, classes: count, unions: count }),
  recentlyCreatedResources: z.array(listItem),
  recentlyUpdatedResources: z.array(listItem),
  classUsage: z.tuple([]),
});

// Query Service

const link = z.strictObject({ href: z.string(), method: z.string(), body: z.string().optional() });
const query = z.strictObject({
  id: z.uuid(),
  request: z.strictObject({
    dbName: z.string(),
    sql: z.string(),
    name: z.string().optional(),
    description: z.string().optional(),
  }),
  effectiveSQL: z.string(),
  isCTAS: z.boolean(),
  isInsertInto: z.boolean(),
  state: z.enum(['SUBMITTED', 'IN_PROGRESS', 'SUCCESS', 'FAILED', 'KILLED', 'TIMEOUT']),
  created: isoTime,
  updated: isoTime,
  elapsedTime: count,
  rowCount: count,
  errors: z.array(
    z.strictObject({ code: z.string(), message: z.string(), errorType: z.enum(['USER_ERROR', 'SYSTEM_ERROR']) }),
  ),
  client: z.literal('API'),
  userId: z.string(),
  version: z.literal(1),
  _links: z.strictObject({
    self: link,
    soft_delete: link,
    cancel: link.optional(),
    referenced_datasets: z.array(z.strictObject({ id, href: z.string() })),
  }),
});
const queries = z.strictObject({
  queries: z.array(query),
  _page: z.strictObject({
    orderby: z.string(),
    start: isoTime.optional(),
    next: isoTime.optional(),
    property: z.string().optional(),
    count,
  }),
  _links: z.strictObject({ next: z.strictObject({ href: z.string() }).optional() }),
  version: z.literal(1),
});
const queryCommand = z.strictObject({ message: z.string(), statusCode: z.literal(202) });
const connectionParameters = z.strictObject({
  host: z.string(),
  port: z.int(),
  username: id,
  token: z.string(),
  dbName: z.string(),
  websoketHost: z.string(),
  version: z.int(),
});

// CJA

const backfillSummary = z.strictObject({
  total: count,
  failed: count,
  inProgress: count,
  completed: count,
  invalid: z.boolean(),
});
const backfill = z.strictObject({
  id: z.uuid(),
  dataSetId: id,
  status: z.enum(['IN_QUEUE', 'IN_PROGRESS', 'COMPLETED']),
  createdDate: isoTime,
  allData: z.literal(true),
});
const owner = z.strictObject({
  imsUserId: z.string(),
  ownerId: z.string().optional(),
  name: z.string(),
  type: z.literal('imsUser').optional(),
});
const connectionDataset = z.strictObject({
  dataSetId: id,
  domain: z.literal('experience_platform'),
  type: z.enum(['event', 'profile', 'lookup']),
  name: z.string(),
  timestampId: z.string().optional(),
  visitorId: z.string(),
  identityMap: z.boolean(),
  identityNamespace: z.string().optional(),
  usePrimaryIdNamespace: z.boolean().optional(),
  streaming: z.boolean().optional(),
  streamingEnabledAt: isoTime.optional(),
  backfills: z.array(backfill).optional(),
  backfillSummary: backfillSummary.optional(),
  lastIngestedTime: isoTime.optional(),
  schemaInfo: z
    .strictObject({
      schemaId: z.url(),
      schemaName: z.string(),
      schemaRef: z.strictObject({ id: z.url(), contentType: z.string() }),
    })
    .optional(),
});
const changed = {
  modifiedDate: isoTime.optional(),
  modifiedBy: z.string().optional(),
  createdDate: isoTime.optional(),
};
const connection = z.strictObject({
  id,
  name: z.string().optional(),
  description: z.string().optional(),
  owner: owner.optional(),
  isDeleted: z.boolean().optional(),
  isDisabled: z.boolean().optional(),
  dataSets: z.array(connectionDataset).optional(),
  ...changed,
  organization: id.optional(),
  backfillEnabled: z.boolean().optional(),
  backfillSummary: backfillSummary.optional(),
  sandboxName: id.optional(),
  sandboxId: z.uuid().optional(),
  dataRetentionMonths: z.int().positive().optional(),
  connectionValidationErrors: z.tuple([]).optional(),
  tags: z.tuple([]).optional(),
});
const dataView = z.strictObject({
  id,
  name: z.string().optional(),
  description: z.string().optional(),
  owner: owner.optional(),
  isDeleted: z.boolean().optional(),
  parentDataGroupId: id.optional(),
  segmentList: z.tuple([]).optional(),
  timezoneDesignator: z.string().optional(),
  ...changed,
  organization: id.optional(),
  curationEnabled: z.boolean().optional(),
  containerNames: z.strictObject({ event: z.string(), session: z.string(), people: z.string() }).optional(),
});
const pageOf = (listed: z.ZodType): z.ZodType =>
  z.strictObject({
    content: z.array(listed),
    number: count,
    size: count,
    numberOfElements: count,
    totalElements: count,
    totalPages: count,
    firstPage: z.boolean(),
    lastPage: z.boolean(),
    first: z.boolean(),
    last: z.boolean(),
    empty: z.boolean(),
  });
const dimension = z.strictObject({
  id: z.string().startsWith('variables/'),
  name: z.string(),
  description: z.string().optional(),
  sourceFieldId: z.string().optional(),
  sourceFieldName: z.string().optional(),
  segmentable: z.boolean().optional(),
  required: z.boolean().optional(),
  hideFromReporting: z.boolean().optional(),
  hidden: z.boolean().optional(),
  tableName: z.string().optional(),
  dataSetIds: z.tuple([id]).optional(),
  dataSetType: z.enum(['EVENT', 'PROFILE', 'LOOKUP']).optional(),
  type: z.literal('STRING').optional(),
  schemaPath: z.string().optional(),
  hasData: z.boolean().optional(),
  multiValued: z.boolean().optional(),
});
const reportPage = {
  totalPages: z.int().positive(),
  firstPage: z.boolean(),
  lastPage: z.boolean(),
  numberOfElements: count,
  number: count,
  totalElements: count,
};
const item = { itemId: z.string().regex(/^\d+$/), value: z.string() };
const report = z.strictObject({
  ...reportPage,
  columns: z.strictObject({
    dimension: z.strictObject({ id, type: z.literal('STRING') }),
    columnIds: z.array(z.string()),
  }),
  rows: z.array(z.strictObject({ ...item, data: z.array(count) })),
  summaryData: z.strictObject({ totals: z.array(count) }),
});
const topItems = z.strictObject({ ...reportPage, rows: z.array(z.strictObject(item)) });

// Errors

const gatewayError = z.strictObject({ error_code: z.string().regex(/^\d{6}$/), message: z.string() });
const imsError = z.strictObject({ error: z.string(), error_description: z.string() });
const problem = z.strictObject({ type: z.url(), title: z.string(), status: z.int(), detail: z.string() });
const profileError = z.strictObject({
  requestId: id,
  errors: z.record(z.string(), z.array(z.strictObject({ code: z.string(), message: z.string() }))),
  type: z.url(),
  title: z.string(),
  status: z.int(),
});
const registryError = problem.extend({
  report: z.strictObject({
    registryRequestId: id,
    timestamp: isoTime,
    'detailed-message': z.string(),
    'sub-errors': z.tuple([]),
  }),
});
const queryError = z.strictObject({ statusCode: z.int(), errorCode: z.int(), title: z.string(), message: z.string() });
const cjaError = z.strictObject({ errorCode: z.string(), errorDescription: z.string(), errorId: id });
export const AnyError = z.union([gatewayError, imsError, registryError, problem, profileError, queryError, cjaError]);

/** What a request must be answered with where it succeeds. */
interface SuccessfulAnswer {
  readonly method: string;
  readonly path: RegExp;
  readonly body: z.ZodType;
}

const get = (path: RegExp, body: z.ZodType): SuccessfulAnswer => ({ method: 'GET', path, body });

export const SUCCESSFUL_ANSWERS: readonly SuccessfulAnswer[] = [
  {
    method: 'POST',
    path: /^\/ims\/ims\/token\/v3$/,
    body: z.strictObject({ access_token: id, token_type: z.literal('bearer'), expires_in: z.literal(86_399) }),
  },
  get(/\/ups\/audiences$/, audiences),
  get(/\/ups\/audiences\/[^/]+$/, audience),
  get(/\/ups\/segment\/definitions$/, segmentDefinitions),
  get(/\/ups\/segment\/definitions\/[^/]+$/, segmentDefinition),
  get(/\/ups\/segment\/jobs$/, segmentJobs),
  get(/\/ups\/segment\/jobs\/[^/]+$/, segmentJob),
  get(/\/ups\/export\/jobs\/?$/, exportJobs),
  get(/\/ups\/export\/jobs\/[^/]+$/, exportJob),
  { method: 'POST', path: /\/ups\/export\/jobs$/, body: exportJob },
  { method: 'DELETE', path: /\/ups\/export\/jobs\/[^/]+$/, body: exportJobCancelled },
  get(/\/ups\/config\/mergePolicies$/, mergePolicies),
  get(/\/ups\/config\/mergePolicies\/[^/]+$/, mergePolicy),
  get(/\/catalog\/dataSets(\/[^/]+)?$/, z.record(id, dataset.partial())),
  get(/\/catalog\/batches(\/[^/]+)?$/, z.record(id, batch.partial())),
  get(/\/catalog\/lastBatches$/, z.record(id, lastBatches)),
  get(/\/export\/batches\/[^/]+\/files$/, dataSetFiles),
  get(/\/export\/batches\/[^/]+\/(failed|meta)$/, noFiles),
  get(/\/export\/files\/[^/]+$/, z.union([files, download])),
  { method: 'HEAD', path: /\/export\/files\/[^/]+$/, body: download },
  { method: 'POST', path: /\/import\/batches\/[^/]+$/, body: revertedBatch },
  get(/\/schemaregistry\/stats$/, stats),
  get(/\/schemaregistry\/(tenant|global)\/(schemas|unions)$/, schemas),
  get(/\/schemaregistry\/tenant\/(schemas|unions)\/[^/]+$/, schema),
  get(/\/schemaregistry\/tenant\/descriptors\/?$/, descriptors),
  get(/\/schemaregistry\/tenant\/descriptors\/[^/]+$/, descriptor),
  get(/\/query\/connection_parameters$/, connectionParameters),
  get(/\/query\/queries$/, queries),
  get(/\/query\/queries\/[^/]+$/, query),
  { method: 'POST', path: /\/query\/queries$/, body: query },
  { method: 'PATCH', path: /\/query\/queries\/[^/]+$/, body: queryCommand },
  get(/^\/cja\/data\/connections$/, pageOf(connection)),
  get(/^\/cja\/data\/connections\/[^/]+$/, connection),
  get(/^\/cja\/data\/dataviews$/, pageOf(dataView)),
  get(/^\/cja\/data\/dataviews\/[^/]+$/, dataView),
  get(/^\/cja\/data\/dataviews\/[^/]+\/dimensions$/, z.strictObject({ content: z.array(dimension) })),
  get(/^\/cja\/data\/dataviews\/[^/]+\/dimensions\/[^/]+$/, dimension),
  get(
    /^\/cja\/data\/dataviews\/[^/]+\/metrics$/,
    z.strictObject({ content: z.array(z.strictObject({ id, name: z.string() })) }),
  ),
  { method: 'POST', path: /^\/cja\/reports$/, body: report },
  get(/^\/cja\/reports\/topItems$/, topItems),
];
