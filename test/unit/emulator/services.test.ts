import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { refreshOnce, transform, valueOf } from './refresh.ts';
import { type Reply, type Running, startTiny, stop, withTiny } from './running.ts';
import { TINY } from './tiny-sandbox.ts';

const EXPORT_JOBS = '/data/core/ups/export/jobs';
const QUERIES = '/data/foundation/query/queries';
const BATCHES = '/data/foundation/catalog/batches';
const { gold, visitors, uploaded } = TINY.audiences;

/** An export of one audience's members. */
const exportOf = (segmentId: string, more: object = {}): { method: string; body: unknown } => ({
  method: 'POST',
  body: {
    filter: { segments: [{ segmentId }], emptyProfiles: true },
    destination: { datasetId: TINY.datasets.export },
    schema: { name: '_xdm.context.profile' },
    ...more,
  },
});
const query = (sql: string): { method: string; body: unknown } => ({
  method: 'POST',
  body: { dbName: 'tiny:all', sql },
});
const idOf = ({ body }: Reply): string => String(valueOf(body, 'id'));

let running: Running;
beforeEach(async () => {
  running = await startTiny();
});
afterEach(() => stop(running));

/** Persons per value, as CJA reports them. */
async function persons(path: string, settings: object = {}): Promise<Record<string, number>> {
  const { body } = await running.cja('/reports', {
    method: 'POST',
    body: {
      rsid: TINY.dataView,
      dimension: `variables/audience_membership.${path}`,
      globalFilters: [{ type: 'DATE_RANGE', dateRange: '2026-01-01T00:00:00.000/2027-01-01T00:00:00.000' }],
      metricContainer: { metrics: [{ columnId: '0', id: 'metrics/visitors' }] },
      settings,
    },
  });
  const rows = valueOf(body, 'rows') as { value: string; data: [number] }[];
  return Object.fromEntries(rows.map(({ value, data }) => [value, data[0]]));
}

describe('from Profile to CJA', () => {
  it('reports per audience exactly the reportable members, day by day', async () => {
    const { emulator, pass, now } = running;
    for (const day of [1, 2]) {
      await refreshOnce(running, `run-${day}`);
      const truth = await emulator.truth({ namespace: 'ECID', which: 'all' }, TINY.connection);
      const exported = truth.filter(({ id }) => id !== uploaded);
      const reportable = Object.fromEntries(exported.map((audience) => [audience.id, audience.reportable]));
      expect(reportable).toEqual(day === 1 ? { [gold]: 2, [visitors]: 4 } : { [gold]: 2, [visitors]: 5 });
      expect(await persons('_acme.audienceMemberships.id')).toEqual(reportable);
      pass({ seconds: (TINY.startsAt + day * 86_400_000 - now()) / 1000 });
    }
  });

  it('knows lists, objects within lists, and plain text as dimensions; text is one value', async () => {
    await refreshOnce(running);
    const perAudience = { [gold]: 2, [visitors]: 4 };
    expect(await persons('_acme.audienceMemberships.id')).toEqual(perAudience);
    expect(await persons('_acme.audienceIds')).toEqual(perAudience);
    expect(await persons('_acme.audienceMembershipId')).toEqual({ [`${gold},${visitors}`]: 2, [visitors]: 2 });
    expect(await persons('personID', { limit: 2, page: 1, dimensionSort: 'asc' })).toEqual({ e3: 1, e5: 1 });
  });

  it('shows persons with events but no row as no value, if asked', async () => {
    expect(await persons('_acme.audienceIds')).toEqual({});
    expect(await persons('_acme.audienceIds', { nonesBehavior: 'return-nones' })).toEqual({ 'No value': 4 });
  });

  it('shows rows in CJA only once they have been taken in, and then says when', async () => {
    const lastIngested = async (): Promise<unknown> => {
      const path = `/data/connections/${TINY.connection}?expansion=dataSets,dataSetLastIngested`;
      return valueOf((await running.cja(path)).body, 'dataSets', '1', 'lastIngestedTime');
    };
    const exported = await running.platform(EXPORT_JOBS, exportOf(gold));
    running.pass({ minutes: 20 });
    const job = await running.platform(`${EXPORT_JOBS}/${idOf(exported)}`);
    await running.platform(QUERIES, query(transform('run', String(valueOf(job.body, 'destination', 'batchId')))));
    running.pass({ minutes: 7 });
    const batches = await running.platform(`${BATCHES}?dataSet=${TINY.datasets.target}`);
    const completed = Number(valueOf(Object.values(batches.body as object)[0], 'completed'));
    expect(await persons('_acme.audienceIds')).toEqual({});
    expect(await lastIngested()).toBeUndefined();

    running.pass({ minutes: 80 });
    expect(await persons('_acme.audienceIds')).toMatchObject({ [gold]: 2 });
    expect(Date.parse(String(await lastIngested()))).toBeGreaterThan(completed);
  });
});

describe('export jobs', () => {
  it('run from NEW over PROCESSING to SUCCEEDED, and leave a batch behind with as many records', async () => {
    const created = await running.platform(EXPORT_JOBS, exportOf(gold, { fields: 'identityMap,segmentMembership' }));
    expect(created).toMatchObject({ status: 200, body: { status: 'NEW', destination: { batchId: '' }, metrics: {} } });
    expect(created.headers.get('x-location')).toBe(`${EXPORT_JOBS}/${idOf(created)}`);

    running.pass({ minutes: 2 });
    const job = async (): Promise<Reply> => running.platform(`${EXPORT_JOBS}/${idOf(created)}`);
    const batch = async (id: unknown): Promise<unknown> =>
      valueOf((await running.platform(`${BATCHES}/${String(id)}`)).body, String(id));
    const batchId = valueOf((await job()).body, 'destination', 'batchId');
    expect((await job()).body).toMatchObject({ status: 'PROCESSING' });
    expect(await batch(batchId)).toMatchObject({ status: 'processing' });

    running.pass({ minutes: 15 });
    expect((await job()).body).toMatchObject({
      status: 'SUCCEEDED',
      metrics: { totalExportedProfileCounter: 3, exportedProfileByNamespaceCounter: { ECID: 3, crmId: 3 } },
      errors: [],
    });
    expect(await batch(batchId)).toMatchObject({ status: 'success', recordCount: 3, metrics: { outputRecordSize: 3 } });
  });

  it.each([
    ['one audience', exportOf(gold), 3],
    [
      'persons known by events only are left out unless asked for',
      exportOf(visitors, { filter: { segments: [{ segmentId: visitors }] } }),
      3,
    ],
    ['persons known by events only', exportOf(visitors), 4],
    ['nobody has left yet', exportOf(gold, { filter: { segments: [{ segmentId: gold, status: ['exited'] }] } }), 0],
    ['everybody, where no segment is named', exportOf(gold, { filter: { emptyProfiles: true } }), 5],
  ])('export %s', async (_, call, profiles) => {
    const created = await running.platform(EXPORT_JOBS, call);
    running.pass({ minutes: 20 });
    const { body } = await running.platform(`${EXPORT_JOBS}/${idOf(created)}`);
    expect(body).toMatchObject({ status: 'SUCCEEDED', metrics: { totalExportedProfileCounter: profiles } });
    const batches = await running.platform(`${BATCHES}?dataSet=${TINY.datasets.export}`);
    expect(Object.values(batches.body as object)).toEqual([
      expect.objectContaining({ status: 'success', recordCount: profiles }),
    ]);
  });

  it('succeed with a failed batch where a field does not exist', async () => {
    const created = await running.platform(EXPORT_JOBS, exportOf(gold, { fields: 'identityMap,_acme.colour' }));
    running.pass({ minutes: 20 });
    expect((await running.platform(`${EXPORT_JOBS}/${idOf(created)}`)).body).toMatchObject({ status: 'SUCCEEDED' });
    const batches = await running.platform(`${BATCHES}?dataSet=${TINY.datasets.export}&status=failure`);
    expect(Object.values(batches.body as object)).toEqual([
      expect.objectContaining({
        errors: [{ code: expect.any(String), description: expect.stringContaining('_acme.colour') }],
      }),
    ]);
  });

  it('take the merge policy of the first segment, else the default one', async () => {
    const policy = async (call: object): Promise<unknown> =>
      valueOf((await running.platform(EXPORT_JOBS, call)).body, 'mergePolicy', 'id');
    expect(await policy(exportOf(visitors))).toBe(TINY.policies.other);
    expect(await policy(exportOf(gold, { filter: {} }))).toBe(TINY.policies.all);
    expect(await policy(exportOf(visitors, { mergePolicy: { id: TINY.policies.all } }))).toBe(TINY.policies.all);
  });

  it('are listed newest first, page by page', async () => {
    const ids: string[] = [];
    for (let job = 0; job < 5; job++) ids.unshift(idOf(await running.platform(EXPORT_JOBS, exportOf(gold))));
    const pages: string[][] = [];
    for (let next = '/export/jobs?limit=2'; next !== '';) {
      const { body } = await running.platform(`/data/core/ups${next}`);
      pages.push((valueOf(body, 'records') as { id: number }[]).map(({ id }) => String(id)));
      next = String(valueOf(body, 'link', 'next'));
    }
    expect(pages).toEqual([ids.slice(0, 2), ids.slice(2, 4), ids.slice(4)]);
  });

  it('end as FAILED when they are cancelled while they run; cancelled later, their record is gone', async () => {
    const cancelled = idOf(await running.platform(EXPORT_JOBS, exportOf(gold)));
    const finished = idOf(await running.platform(EXPORT_JOBS, exportOf(visitors)));
    running.pass({ minutes: 2 });
    const cancel = (id: string): Promise<Reply> => running.platform(`${EXPORT_JOBS}/${id}`, { method: 'DELETE' });
    expect(await cancel(cancelled)).toMatchObject({ status: 200, body: { status: true } });
    running.pass({ minutes: 20 });
    expect((await running.platform(`${EXPORT_JOBS}/${cancelled}`)).body).toMatchObject({
      status: 'FAILED',
      errors: [{ code: 'unknown', msg: 'Job aborted.' }],
    });
    await cancel(finished);
    expect(await running.platform(`${EXPORT_JOBS}/${finished}`)).toMatchObject({ status: 404 });
    const batches = await running.platform(`${BATCHES}?dataSet=${TINY.datasets.export}`);
    expect(
      Object.values(batches.body as object)
        .map((batch) => valueOf(batch, 'status'))
        .sort(),
    ).toEqual(['aborted', 'success']);
  });
});

describe('queries', () => {
  it('run from SUBMITTED over IN_PROGRESS to SUCCESS', async () => {
    const submitted = await running.platform(QUERIES, query('SELECT 1 AS one'));
    expect(submitted).toMatchObject({ status: 202, body: { state: 'SUBMITTED', rowCount: 0, isInsertInto: false } });
    running.pass({ seconds: 31 });
    expect((await running.platform(`${QUERIES}/${idOf(submitted)}`)).body).toMatchObject({
      state: 'IN_PROGRESS',
      rowCount: 0,
    });
    running.pass({ minutes: 6 });
    expect((await running.platform(`${QUERIES}/${idOf(submitted)}`)).body).toMatchObject({
      state: 'SUCCESS',
      rowCount: 1,
      errors: [],
    });
  });

  it('fail with the error of their statement', async () => {
    const submitted = await running.platform(QUERIES, query('SELECT BROKEN FROM nowhere'));
    running.pass({ minutes: 7 });
    expect((await running.platform(`${QUERIES}/${idOf(submitted)}`)).body).toMatchObject({
      state: 'FAILED',
      errors: [{ code: expect.any(String), message: expect.any(String), errorType: 'USER_ERROR' }],
    });
  });

  it('write nothing when they are cancelled; ended ones cannot be', async () => {
    const { exportBatch, query: done } = await refreshOnce(running);
    const cancel = (id: string): Promise<Reply> =>
      running.platform(`${QUERIES}/${id}`, { method: 'PATCH', body: { op: 'cancel' } });
    expect(await cancel(done)).toMatchObject({ status: 409 });

    const written = Object.keys((await running.platform(`${BATCHES}?dataSet=${TINY.datasets.target}`)).body as object);
    const running2 = idOf(await running.platform(QUERIES, query(transform('run-2', exportBatch))));
    running.pass({ seconds: 31 });
    expect(await cancel(running2)).toMatchObject({
      status: 202,
      body: { message: expect.any(String), statusCode: 202 },
    });
    running.pass({ minutes: 10 });
    expect((await running.platform(`${QUERIES}/${running2}`)).body).toMatchObject({ state: 'KILLED' });
    expect(Object.keys((await running.platform(`${BATCHES}?dataSet=${TINY.datasets.target}`)).body as object)).toEqual(
      written,
    );
  });

  it('are found by what stands in their SQL, and listed page by page', async () => {
    const ids: string[] = [];
    for (const number of [1, 2, 3, 4, 5])
      ids.unshift(idOf(await running.platform(QUERIES, query(`SELECT ${number} AS marker_${number % 2}`))));
    const list = async (parameters: string): Promise<string[]> => {
      const found: string[] = [];
      for (let next = `${QUERIES}?limit=2&${parameters}`; next !== '';) {
        const { body } = await running.platform(next);
        found.push(...(valueOf(body, 'queries') as { id: string }[]).map(({ id }) => id));
        const href = valueOf(body, '_links', 'next', 'href');
        next = typeof href === 'string' ? href : '';
      }
      return found;
    };
    expect(await list('')).toEqual(ids);
    expect(await list('orderby=%2Bcreated')).toEqual([...ids].reverse());
    expect(await list('property=sql~marker_1')).toEqual([ids[0], ids[2], ids[4]]);
    expect(await list(`property=${encodeURIComponent(`id==${ids[3] ?? ''},state==SUBMITTED`)}`)).toEqual([ids[3]]);
    expect(await list(`property=${encodeURIComponent('state!=SUBMITTED')}`)).toEqual([]);
    expect(await list(`property=${encodeURIComponent('created>2026-09-02')}`)).toEqual([]);
  });

  it('are hidden from lists once they are soft-deleted', async () => {
    const id = idOf(await running.platform(QUERIES, query('SELECT 1 AS one')));
    await running.platform(`${QUERIES}/${id}`, { method: 'PATCH', body: { op: 'soft_delete' } });
    expect((await running.platform(QUERIES)).body).toMatchObject({ queries: [] });
    expect((await running.platform(`${QUERIES}?excludeSoftDeleted=false`)).body).toMatchObject({ queries: [{ id }] });
  });
});

describe('audiences, schemas, connections', () => {
  it('list audiences sorted, filtered and page by page', async () => {
    const names = async (parameters: string): Promise<unknown> =>
      (
        valueOf((await running.platform(`/data/core/ups/audiences?${parameters}`)).body, 'children') as {
          name: string;
        }[]
      ).map(({ name }) => name);
    expect(await names('sort=name:desc')).toEqual(['Visitors', 'Uploaded', 'Gold "members"']);
    expect(await names('name=GOLD')).toEqual(['Gold "members"']);
    expect(await names(`property=audienceId==${visitors}`)).toEqual(['Visitors']);
    expect(await names('limit=1&start=1&sort=name:asc')).toEqual(['Uploaded']);
  });

  it('tell of an external audience where it is from, and nothing of an evaluation', async () => {
    const ups = '/data/core/ups';
    const { body } = await running.platform(`${ups}/audiences/${uploaded}`);
    expect(body).toMatchObject({
      audienceId: 'uploads-7',
      namespace: 'CustomerAudienceUpload',
      originName: 'CUSTOM_UPLOAD',
      type: 'ExternalAudience',
      metrics: { data: { totalProfiles: 1 } },
    });
    for (const absent of ['evaluationInfo', 'expression', 'mergePolicyId']) expect(body).not.toHaveProperty(absent);
    expect((await running.platform(`${ups}/segment/definitions/${uploaded}`)).status).toBe(404);
    expect(JSON.stringify((await running.platform(`${ups}/segment/jobs`)).body)).not.toContain(uploaded);
  });

  it('tell how many profiles an audience has since the day began', async () => {
    const profiles = async (): Promise<unknown> =>
      valueOf((await running.platform(`/data/core/ups/audiences/${gold}`)).body, 'metrics', 'data', 'totalProfiles');
    expect(await profiles()).toBe(3);
    running.pass({ days: 1 });
    expect(await profiles()).toBe(2);
    const jobs = await running.platform('/data/core/ups/segment/jobs');
    expect(jobs.body).toMatchObject({
      children: [{ creationTime: TINY.startsAt + 86_400_000 }, { creationTime: TINY.startsAt }],
    });
  });

  it('describe the target as its table is: class fields, then tenant fields in order', async () => {
    const dataset = await running.platform(`/data/foundation/catalog/dataSets/${TINY.datasets.target}`);
    const schemaId = String(valueOf(dataset.body, TINY.datasets.target, 'schemaRef', 'id'));
    const { body } = await running.platform(
      `/data/foundation/schemaregistry/tenant/schemas/${encodeURIComponent(schemaId)}`,
      {
        headers: { accept: 'application/vnd.adobe.xed-full+json;version=1' },
      },
    );
    expect(Object.keys(valueOf(body, 'properties') as object)).toEqual(['_id', 'personID', '_acme']);
    const tenant = valueOf(body, 'properties', '_acme', 'properties') as object;
    expect(Object.keys(tenant)).toEqual(['audienceMembershipId', 'audienceIds', 'audienceMemberships']);
    expect(valueOf(tenant, 'audienceMemberships')).toMatchObject({
      type: 'array',
      items: { type: 'object', properties: { id: { type: 'string' }, name: { type: 'string' } } },
    });
  });

  it('answer only ids of connections and data views unless more is asked for', async () => {
    expect((await running.cja(`/data/connections/${TINY.connection}`)).body).toEqual({ id: TINY.connection });
    expect((await running.cja(`/data/dataviews/${TINY.dataView}`)).body).toEqual({ id: TINY.dataView });
    const expanded = await running.cja(
      `/data/connections/${TINY.connection}?expansion=name,dataSets,granularStreaming`,
    );
    expect(expanded.body).toMatchObject({
      name: 'Tiny',
      dataSets: [
        { dataSetId: TINY.datasets.web, type: 'event', identityMap: true, identityNamespace: 'ECID', streaming: true },
        { dataSetId: TINY.datasets.target, type: 'profile', visitorId: 'personID', identityMap: false },
      ],
    });
  });

  it('know every expansion that cjapy 0.2.4 asks for when it reads connections', async () => {
    const asked =
      'granularBackfills,granularStreaming,backfillsSummaryConnection,name,description,isDeleted,isDisabled,dataSets,' +
      'createdDate,modified,sandboxName,organization,backfillEnabled,modifiedBy,ownerFullName';
    const read = await running.cja(`/data/connections/${TINY.connection}?expansion=${asked}`);
    expect(read).toMatchObject({ status: 200, body: { name: 'Tiny', modifiedBy: 'emulated@AdobeID' } });
    const listed = await running.cja(`/data/connections?expansion=${asked}`);
    expect(listed).toMatchObject({ status: 200, body: { content: [{ id: TINY.connection }] } });
  });
});

describe('determinism', () => {
  it('gives the same answers for the same seed and requests, however time passes in between', async () => {
    const run = async (seed: number, stepMinutes: number): Promise<unknown> =>
      withTiny(
        async (tiny) => {
          const { exportBatch, query: queryId } = await refreshOnce(tiny);
          for (let minutes = 0; minutes < 60; minutes += stepMinutes) {
            tiny.pass({ minutes: stepMinutes });
            await tiny.platform(BATCHES);
          }
          const { body } = await tiny.control('/state');
          return { exportBatch, queryId, body };
        },
        { seed },
      );
    const first = await run(1, 60);
    expect(await run(1, 5)).toEqual(first);
    expect(await run(2, 60)).not.toEqual(first);
  });
});
