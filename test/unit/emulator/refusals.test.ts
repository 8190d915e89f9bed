import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { accessToken, type CallOptions, type Running, startTiny, stop } from './running.ts';
import { TINY } from './tiny-sandbox.ts';

/** What is refused, in the shape of the service that refuses it. One row per rule. */

const EXPORT = {
  destination: { datasetId: TINY.datasets.export },
  schema: { name: '_xdm.context.profile' },
} as const;
const REPORT = {
  rsid: TINY.dataView,
  dimension: 'variables/audience_membership.personID',
  globalFilters: [{ type: 'DATE_RANGE', dateRange: '2026-01-01T00:00:00.000/2027-01-01T00:00:00.000' }],
  metricContainer: { metrics: [{ id: 'metrics/visitors' }] },
} as const;
const post = (body: unknown): CallOptions => ({ method: 'POST', body });
const without = (header: string): CallOptions => ({ headers: { [header]: null } });
const withHeader = (name: string, value: string): CallOptions => ({ headers: { [name]: value } });

interface Row {
  readonly rule: string;
  readonly host?: 'platform' | 'cja';
  readonly path: string;
  readonly call?: CallOptions;
  readonly status: number;
  readonly body: Record<string, unknown>;
}

const AUDIENCES = '/data/core/ups/audiences';
const EXPORT_JOBS = '/data/core/ups/export/jobs';
const QUERIES = '/data/foundation/query/queries';
const BATCHES = '/data/foundation/catalog/batches';
const SCHEMAS = '/data/foundation/schemaregistry/tenant/schemas';

const containing = (text: string): unknown => expect.stringContaining(text);
const profile = (status: number, message: string): Record<string, unknown> => ({
  requestId: expect.any(String),
  errors: { [status]: [{ code: expect.any(String), message: containing(message) }] },
  status,
});

const GATEWAY: readonly Row[] = [
  { rule: 'no token', path: AUDIENCES, call: without('authorization'), status: 403, body: { error_code: '403010' } },
  {
    rule: 'a token that IMS never gave out',
    path: AUDIENCES,
    call: withHeader('authorization', 'Bearer x'),
    status: 401,
    body: { error_code: '401013' },
  },
  { rule: 'no API key', path: AUDIENCES, call: without('x-api-key'), status: 403, body: { error_code: '403000' } },
  {
    rule: 'another API key',
    path: AUDIENCES,
    call: withHeader('x-api-key', 'other'),
    status: 403,
    body: { error_code: '403003' },
  },
  {
    rule: 'no organization',
    path: AUDIENCES,
    call: without('x-gw-ims-org-id'),
    status: 400,
    body: { error_code: '400003' },
  },
  {
    rule: 'another organization',
    path: AUDIENCES,
    call: withHeader('x-gw-ims-org-id', 'O@AdobeOrg'),
    status: 403,
    body: { error_code: '403025' },
  },
  {
    rule: 'no sandbox',
    path: AUDIENCES,
    call: without('x-sandbox-name'),
    status: 400,
    body: { error_code: '400003', message: containing('x-sandbox-name') },
  },
  {
    rule: 'another sandbox',
    path: AUDIENCES,
    call: withHeader('x-sandbox-name', 'other'),
    status: 404,
    body: { status: 404, detail: containing('other') },
  },
  {
    rule: 'CJA without a token',
    host: 'cja',
    path: '/data/connections',
    call: without('authorization'),
    status: 403,
    body: { error_code: '403010' },
  },
  {
    rule: 'a path that is not modelled',
    path: '/data/core/privacy/jobs',
    status: 404,
    body: { detail: containing('does not model GET /platform/data/core/privacy/jobs') },
  },
  {
    rule: 'a method that is not modelled',
    path: AUDIENCES,
    call: post({}),
    status: 404,
    body: { detail: containing('does not model POST') },
  },
  {
    rule: 'a path of CJA that is not modelled',
    host: 'cja',
    path: '/projects',
    status: 404,
    body: { errorCode: 'action_not_implemented', errorDescription: containing('/cja/projects') },
  },
];

const SEGMENTATION: readonly Row[] = [
  { rule: 'an audience that does not exist', path: `${AUDIENCES}/nobody`, status: 404, body: profile(404, 'nobody') },
  { rule: 'a limit that is none', path: `${AUDIENCES}?limit=many`, status: 400, body: profile(400, 'limit') },
  { rule: 'an export job that does not exist', path: `${EXPORT_JOBS}/99`, status: 404, body: profile(404, '99') },
  {
    rule: 'an export without destination',
    path: EXPORT_JOBS,
    call: post({ schema: EXPORT.schema }),
    status: 400,
    body: profile(400, 'destination'),
  },
  {
    rule: 'an export of another class',
    path: EXPORT_JOBS,
    call: post({ ...EXPORT, schema: { name: '_xdm.context.experienceevent' } }),
    status: 400,
    body: profile(400, 'schema.name'),
  },
  {
    rule: 'a misspelt filter, which would export everybody',
    path: EXPORT_JOBS,
    call: post({ ...EXPORT, filters: {} }),
    status: 400,
    body: profile(400, 'filters'),
  },
  {
    rule: 'an export into a dataset that does not exist',
    path: EXPORT_JOBS,
    call: post({ ...EXPORT, destination: { datasetId: 'none' } }),
    status: 400,
    body: profile(400, 'none'),
  },
  {
    rule: 'an export into a dataset without union schema',
    path: EXPORT_JOBS,
    call: post({ ...EXPORT, destination: { datasetId: TINY.datasets.target } }),
    status: 400,
    body: profile(400, 'union'),
  },
  {
    rule: 'an export of a segment that does not exist',
    path: EXPORT_JOBS,
    call: post({ ...EXPORT, filter: { segments: [{ segmentId: 'nobody' }] } }),
    status: 400,
    body: profile(400, 'nobody'),
  },
  {
    rule: 'an export of an external audience among those that Profile evaluates',
    path: EXPORT_JOBS,
    call: post({ ...EXPORT, filter: { segments: [{ segmentId: TINY.audiences.uploaded }] } }),
    status: 400,
    body: profile(400, `${TINY.audiences.uploaded} in ups`),
  },
  {
    rule: 'an export by a merge policy that does not exist',
    path: EXPORT_JOBS,
    call: post({ ...EXPORT, mergePolicy: { id: 'none' } }),
    status: 400,
    body: profile(400, 'none'),
  },
  {
    rule: 'an export with events',
    path: EXPORT_JOBS,
    call: post({ ...EXPORT, additionalFields: {} }),
    status: 501,
    body: { detail: containing('additionalFields') },
  },
  {
    rule: 'an export with one batch per segment',
    path: EXPORT_JOBS,
    call: post({ ...EXPORT, destination: { ...EXPORT.destination, segmentPerBatch: true } }),
    status: 501,
    body: { detail: containing('segmentPerBatch') },
  },
  { rule: 'a body that is not JSON', path: EXPORT_JOBS, call: post('{'), status: 400, body: profile(400, 'not JSON') },
  {
    rule: 'a body without its content type',
    path: EXPORT_JOBS,
    call: { ...post(EXPORT), ...withHeader('content-type', 'text/plain') },
    status: 400,
    body: profile(400, 'Content-Type'),
  },
  {
    rule: 'export jobs that are running',
    path: `${EXPORT_JOBS}?status=PROCESSING`,
    status: 400,
    body: profile(400, 'status'),
  },
  { rule: 'an offset that no page gave', path: `${EXPORT_JOBS}?offset=2`, status: 400, body: profile(400, 'offset') },
  {
    rule: 'a merge policy that does not exist',
    path: '/data/core/ups/config/mergePolicies/none',
    status: 404,
    body: profile(404, 'none'),
  },
];

const CATALOG_AND_REGISTRY: readonly Row[] = [
  {
    rule: 'a batch that does not exist',
    path: `${BATCHES}/none`,
    status: 404,
    body: { status: 404, detail: containing('none') },
  },
  {
    rule: 'a dataset that does not exist',
    path: '/data/foundation/catalog/dataSets/none',
    status: 404,
    body: { status: 404, detail: containing('none') },
  },
  {
    rule: 'more than 100 objects at once',
    path: `${BATCHES}?limit=101`,
    status: 400,
    body: { status: 400, detail: containing('limit') },
  },
  {
    rule: 'an order that cannot be',
    path: `${BATCHES}?orderBy=created`,
    status: 400,
    body: { detail: containing('orderBy') },
  },
  {
    rule: 'a dataset to create',
    path: '/data/foundation/catalog/dataSets',
    call: post({}),
    status: 501,
    body: { detail: containing('sandbox.json') },
  },
  {
    rule: 'schemas without Accept',
    path: SCHEMAS,
    call: withHeader('accept', 'application/json'),
    status: 400,
    body: { title: 'Bad Request', report: expect.any(Object) },
  },
  {
    rule: 'a schema without version',
    path: `${SCHEMAS}/x`,
    call: withHeader('accept', 'application/vnd.adobe.xed+json'),
    status: 400,
    body: { detail: containing('Accept') },
  },
  {
    rule: 'a schema that does not exist',
    path: `${SCHEMAS}/x`,
    call: withHeader('accept', 'application/vnd.adobe.xed+json; version=1'),
    status: 404,
    body: { detail: containing('x is not found') },
  },
];

const QUERY_SERVICE: readonly Row[] = [
  {
    rule: 'a query without SQL',
    path: QUERIES,
    call: post({ dbName: 'tiny:all' }),
    status: 400,
    body: { statusCode: 400, message: containing('sql') },
  },
  {
    rule: 'a query in another sandbox',
    path: QUERIES,
    call: post({ dbName: 'prod:all', sql: 'SELECT 1' }),
    status: 400,
    body: { message: containing('tiny:all') },
  },
  {
    rule: 'a misspelt key of a query',
    path: QUERIES,
    call: post({ dbName: 'tiny:all', sqll: 'SELECT 1' }),
    status: 400,
    body: { message: containing('sqll') },
  },
  {
    rule: 'a query with parameters',
    path: QUERIES,
    call: post({ dbName: 'tiny:all', sql: 'SELECT $a', queryParameters: { a: 1 } }),
    status: 501,
    body: { detail: containing('queryParameters') },
  },
  {
    rule: 'a query that does not exist',
    path: `${QUERIES}/none`,
    status: 404,
    body: { statusCode: 404, message: containing('none') },
  },
  {
    rule: 'an unknown property',
    path: `${QUERIES}?property=colour==red`,
    status: 400,
    body: { message: containing('colour') },
  },
  {
    rule: 'an operator that a property does not have',
    path: `${QUERIES}?property=sql==x`,
    status: 400,
    body: { message: containing('sql cannot be filtered with ==') },
  },
  {
    rule: 'a start that is no time',
    path: `${QUERIES}?start=first`,
    status: 400,
    body: { message: containing('start') },
  },
  {
    rule: 'an order by something else',
    path: `${QUERIES}?orderby=name`,
    status: 400,
    body: { message: containing('orderby') },
  },
];

const CJA: readonly Row[] = [
  {
    rule: 'a connection that does not exist',
    host: 'cja',
    path: '/data/connections/none',
    status: 404,
    body: { errorCode: 'resource_not_found', errorId: expect.any(String) },
  },
  {
    rule: 'an expansion that does not exist',
    host: 'cja',
    path: '/data/connections?expansion=names',
    status: 400,
    body: { errorCode: 'invalid_parameters', errorDescription: containing('names') },
  },
  {
    rule: 'a data view that does not exist',
    host: 'cja',
    path: '/data/dataviews/none',
    status: 404,
    body: { errorCode: 'resource_not_found' },
  },
  {
    rule: 'a dimension that does not exist',
    host: 'cja',
    path: `/data/dataviews/${TINY.dataView}/dimensions/none`,
    status: 404,
    body: { errorCode: 'resource_not_found' },
  },
  {
    rule: 'a report without date range',
    host: 'cja',
    path: '/reports',
    call: post({ ...REPORT, globalFilters: [] }),
    status: 400,
    body: { errorDescription: containing('DATE_RANGE') },
  },
  {
    rule: 'a report that ends before it starts',
    host: 'cja',
    path: '/reports',
    call: post({
      ...REPORT,
      globalFilters: [{ type: 'DATE_RANGE', dateRange: '2027-01-01T00:00:00.000/2026-01-01T00:00:00.000' }],
    }),
    status: 400,
    body: { errorDescription: containing('dateRange') },
  },
  {
    rule: 'a report of no data view',
    host: 'cja',
    path: '/reports',
    call: post({ ...REPORT, rsid: undefined }),
    status: 400,
    body: { errorDescription: containing('rsid or dataId') },
  },
  {
    rule: 'a report of a data view that does not exist',
    host: 'cja',
    path: '/reports',
    call: post({ ...REPORT, rsid: 'none' }),
    status: 400,
    body: { errorDescription: containing('none') },
  },
  {
    rule: 'a report by a dimension that does not exist',
    host: 'cja',
    path: '/reports',
    call: post({ ...REPORT, dimension: 'variables/none' }),
    status: 400,
    body: { errorDescription: containing('variables/none') },
  },
  {
    rule: 'a report by a field of records',
    host: 'cja',
    path: '/reports',
    call: post({ ...REPORT, dimension: 'variables/web.eventType' }),
    status: 501,
    body: { detail: containing('target') },
  },
  {
    rule: 'a report of another metric',
    host: 'cja',
    path: '/reports',
    call: post({ ...REPORT, metricContainer: { metrics: [{ id: 'metrics/visits' }] } }),
    status: 501,
    body: { detail: containing('metrics/visits') },
  },
  {
    rule: 'a report with a segment',
    host: 'cja',
    path: '/reports',
    call: post({ ...REPORT, globalFilters: [...REPORT.globalFilters, { type: 'SEGMENT', segmentId: 's' }] }),
    status: 501,
    body: { detail: containing('SEGMENT') },
  },
];

describe('what the emulator refuses', () => {
  let running: Running;
  beforeAll(async () => {
    running = await startTiny();
  });
  afterAll(() => stop(running));

  for (const [service, rows] of Object.entries({ GATEWAY, SEGMENTATION, CATALOG_AND_REGISTRY, QUERY_SERVICE, CJA })) {
    it.each(rows.map((row) => [`${service}: ${row.rule}`, row] as const))(
      '%s',
      async (_, { host = 'platform', path, call, status, body }) => {
        const reply = await running[host](path, call);
        expect(reply).toMatchObject({ status, body });
        expect(reply.headers.get('x-request-id')).toMatch(/./);
      },
    );
  }

  const form = (change: Record<string, string | undefined>): URLSearchParams => {
    const { clientId, clientSecret, scopes } = running.emulator.credentials;
    const usual = { grant_type: 'client_credentials', client_id: clientId, client_secret: clientSecret, scope: scopes };
    const parameters = new URLSearchParams(usual);
    for (const [name, value] of Object.entries(change)) {
      if (value === undefined) parameters.delete(name);
      else parameters.set(name, value);
    }
    return parameters;
  };
  it.each([
    ['another grant', { grant_type: 'password' }, 'unsupported_grant_type'],
    ['no grant', { grant_type: undefined }, 'invalid_request'],
    ['another client', { client_id: 'other' }, 'invalid_client'],
    ['another secret', { client_secret: 'other' }, 'invalid_client'],
    ['a scope that the credential lacks', { scope: 'openid,everything' }, 'invalid_scope'],
    ['no scope', { scope: undefined }, 'invalid_scope'],
  ])('IMS: %s', async (_, change, error) => {
    const answer = await fetch(`${running.emulator.baseUrls.ims}/ims/token/v3`, { method: 'POST', body: form(change) });
    expect([answer.status, await answer.json()]).toEqual([400, { error, error_description: expect.any(String) }]);
  });

  it('IMS takes its parameters from the query, too, as older clients send them', async () => {
    const answer = await fetch(`${running.emulator.baseUrls.ims}/ims/token/v3?${form({}).toString()}`, {
      method: 'POST',
    });
    expect(await answer.json()).toEqual({ access_token: expect.any(String), token_type: 'bearer', expires_in: 86_399 });
  });

  it('takes a token until it expires by the simulated clock', async () => {
    const authorization = `Bearer ${await accessToken(running.emulator)}`;
    running.pass({ seconds: 86_398 });
    expect(await running.platform(AUDIENCES, { headers: { authorization } })).toMatchObject({ status: 200 });
    running.pass({ seconds: 1 });
    expect(await running.platform(AUDIENCES, { headers: { authorization } })).toMatchObject({ status: 401 });
  });
});
