import { describe, expect, it } from '@jest/globals';
import {
  classifyExportStatus,
  createSegmentationClient,
  type CreateExportJobRequest,
  type ExportJob,
} from '../../../shared/adobe/segmentation.ts';
import { collect, httpTo, startAdobeServer } from './adobe-server.ts';

const JOBS = '/data/core/ups/export/jobs';

/** segmentation.yaml: ExportJobResponse, with the counters of the documentation's sample. */
const JOB = {
  id: 24_115,
  jobType: 'BATCH',
  status: 'SUCCEEDED',
  destination: { datasetId: 'dataset-1', segmentPerBatch: false, batchId: 'batch-1' },
  fields: 'identityMap,segmentMembership',
  schema: { name: '_xdm.context.profile' },
  mergePolicy: { id: 'policy-1', version: 1 },
  filter: { segments: [{ segmentId: 'audience-1', segmentNs: 'ups', status: ['realized'] }] },
  metrics: { totalExportedProfileCounter: 20, exportedProfileByNamespaceCounter: { email: 20 } },
  errors: [{ code: '0100000003', msg: 'Error in Export Job', callStack: 'com.adobe' }],
  creationTime: 1_538_615_973_895,
  updateTime: 1_538_616_233_239,
  requestId: 'd995479c',
};

const getJob = async (over: Record<string, unknown>): Promise<ExportJob> => {
  await using server = await startAdobeServer(() => ({ body: { ...JOB, ...over } }));
  return await createSegmentationClient(httpTo(server)).getExportJob('24115');
};

it.each<[string, string]>([
  ['NEW', 'running'],
  ['PROCESSING', 'running'],
  ['QUEUED', 'running'],
  ['CANCELLING', 'running'],
  ['SUCCEEDED', 'succeeded'],
  ['succeeded', 'succeeded'],
  ['FAILED', 'failed'],
  ['CANCELLED', 'cancelled'],
  ['CANCELED', 'cancelled'],
  ['SUCEEDED', 'unknown'],
  ['', 'unknown'],
])('export status %p is %s', (status, kind) => {
  expect(classifyExportStatus(status)).toBe(kind);
});

describe('an export job', () => {
  it('is read into one shape', async () => {
    expect(await getJob({})).toEqual({
      id: '24115',
      status: 'SUCCEEDED',
      createdAt: 1_538_615_973_895,
      updatedAt: 1_538_616_233_239,
      destination: { datasetId: 'dataset-1', batchId: 'batch-1' },
      batchIds: ['batch-1'],
      fields: 'identityMap,segmentMembership',
      segments: [{ segmentId: 'audience-1', segmentNs: 'ups', status: ['realized'] }],
      mergePolicyId: 'policy-1',
      exportedProfiles: 20,
      errors: [{ code: '0100000003', message: 'Error in Export Job' }],
    });
  });

  it.each<[string, Record<string, unknown>, Record<string, unknown>]>([
    ['its id as text', { id: '24115' }, { id: '24115' }],
    ['its times in seconds', { creationTime: 1_538_615_973 }, { createdAt: 1_538_615_973_000 }],
    ['a status of tomorrow', { status: 'DREAMING' }, { status: 'DREAMING' }],
    ['no counter', { metrics: { totalTime: {} } }, { exportedProfiles: null }],
    ['no metrics', { metrics: undefined }, { exportedProfiles: null }],
    ['a counter of nobody', { metrics: { totalExportedProfileCounter: 0 } }, { exportedProfiles: 0 }],
    ['no merge policy', { mergePolicy: undefined }, { mergePolicyId: null }],
    ['no errors', { errors: null }, { errors: [] }],
    ['no filter', { filter: undefined }, { segments: [] }],
    [
      'segments with one status and no namespace',
      { filter: { segments: [{ segmentId: 'a', status: 'realized' }] } },
      { segments: [{ segmentId: 'a', segmentNs: 'ups', status: ['realized'] }] },
    ],
    [
      'an empty batch id',
      { destination: { datasetId: 'd', batchId: '' } },
      { destination: { datasetId: 'd', batchId: null }, batchIds: [] },
    ],
    [
      'dataSetId',
      { destination: { dataSetId: 'd' } },
      { destination: { datasetId: 'd', batchId: null }, batchIds: [] },
    ],
    [
      'one batch per segment, as an array',
      {
        destination: {
          datasetId: 'd',
          batches: [
            { batchId: 'b1', status: 'x' },
            { batchId: 'b2', status: ['x'] },
          ],
        },
      },
      { batchIds: ['b1', 'b2'] },
    ],
    [
      'one batch per segment, as one object',
      { destination: { datasetId: 'd', batches: { batchId: 'b1' } } },
      { batchIds: ['b1'] },
    ],
    [
      'the same batch twice',
      { destination: { datasetId: 'd', batchId: 'b1', batches: [{ batchId: 'b1' }] } },
      { batchIds: ['b1'] },
    ],
  ])('may come with %s', async (_, over, expected) => {
    expect(await getJob(over)).toMatchObject(expected);
  });

  it.each([[{ id: null }], [{ creationTime: 'soon' }], [{ status: undefined }]])(
    'is not understood with %p',
    async (over) => {
      await expect(getJob(over)).rejects.toMatchObject({
        name: 'AdobeAnswerNotUnderstood',
        resource: 'export job 24115',
      });
    },
  );

  it('is created with what was asked for, unchanged', async () => {
    await using server = await startAdobeServer(() => ({ body: { ...JOB, status: 'NEW' } }));
    const request: CreateExportJobRequest = {
      fields: 'identityMap,segmentMembership',
      mergePolicy: { id: 'policy-1' },
      filter: { segments: [{ segmentId: 'a', segmentNs: 'ups', status: ['realized'] }], emptyProfiles: true },
      destination: { datasetId: 'dataset-1', segmentPerBatch: false },
      schema: { name: '_xdm.context.profile' },
    };
    expect(await createSegmentationClient(httpTo(server)).createExportJob(request)).toMatchObject({
      id: '24115',
      status: 'NEW',
    });
    expect(server.requests).toMatchObject([{ method: 'POST', path: JOBS }]);
    expect(JSON.parse(server.requests[0]?.body ?? '')).toEqual(request);
  });

  it.each([
    [
      '200 with a message',
      { status: 200, body: { status: true, message: 'Export job has been marked for cancelling' } },
    ],
    ['204 without a body', { status: 204 }],
    ['200 without a body', { status: 200 }],
  ])('is cancelled, whether Adobe answers %s', async (_, reply) => {
    await using server = await startAdobeServer(() => reply);
    await expect(createSegmentationClient(httpTo(server)).cancelExportJob('a/b')).resolves.toBeUndefined();
    expect(server.requests).toMatchObject([{ method: 'DELETE', path: `${JOBS}/a%2Fb` }]);
  });

  it('that is gone cannot be cancelled', async () => {
    await using server = await startAdobeServer(() => ({ status: 404 }));
    await expect(createSegmentationClient(httpTo(server)).cancelExportJob('7')).rejects.toMatchObject({
      name: 'AdobeNotFound',
      resource: 'export job 7',
    });
  });
});

describe('lists', () => {
  it('of export jobs go on with the offset of the link until there is none', async () => {
    await using server = await startAdobeServer(({ query }) => {
      const page = ['', '20_2', '10_1'].indexOf(query.get('offset') ?? '');
      const next = [`/export/jobs/?limit=100&offset=20_2`, `/export/jobs/?limit=100&offset=10_1`, ''][page];
      return { body: { records: [{ ...JOB, id: page }], page: {}, link: { next } } };
    });
    const jobs = await collect(createSegmentationClient(httpTo(server)).listExportJobs());
    expect(jobs.map(({ id }) => id)).toEqual(['0', '1', '2']);
  });

  it('of export jobs ask for no page that nobody wants', async () => {
    await using server = await startAdobeServer(() => ({
      body: { records: [JOB], link: { next: '/export/jobs?offset=1_1' } },
    }));
    for await (const job of createSegmentationClient(httpTo(server)).listExportJobs()) {
      expect(job.id).toBe('24115');
      break;
    }
    expect(server.requests).toHaveLength(1);
  });

  it('of export jobs end where a page names itself as the next', async () => {
    await using server = await startAdobeServer(() => ({
      body: { records: [JOB], link: { next: '/export/jobs?offset=1_1' } },
    }));
    expect(await collect(createSegmentationClient(httpTo(server)).listExportJobs())).toHaveLength(2);
  });

  it.each(['_page', '_links'])('of audiences go on with the start of %s', async (member) => {
    await using server = await startAdobeServer(({ query }) => {
      const start = Number(query.get('start'));
      const hasNext = start < 2;
      const next =
        member === '_page'
          ? { _page: { next: start + 1 } }
          : { _links: { next: { href: `@/audiences?start=${start + 1}` } } };
      return { body: { children: [{ id: `a${start}`, name: 'A' }], ...(hasNext ? next : {}) } };
    });
    const audiences = await collect(createSegmentationClient(httpTo(server)).listAudiences({ name: 'a' }));
    expect(audiences.map(({ id }) => id)).toEqual(['a0', 'a1', 'a2']);
    expect(server.requests[0]?.query.get('name')).toBe('a');
  });

  it('of merge policies end at an empty page, and know the default', async () => {
    await using server = await startAdobeServer(({ query }) => ({
      body: {
        children: query.has('start')
          ? []
          : [
              { id: 'p1', name: 'One', default: false },
              { id: 'p2', default: true },
            ],
        _links: { next: { href: '@/mergePolicies?start=K1+A==&limit=2' } },
      },
    }));
    expect(await createSegmentationClient(httpTo(server)).listMergePolicies()).toEqual([
      { id: 'p1', name: 'One', isDefault: false },
      { id: 'p2', name: null, isDefault: true },
    ]);
    expect(server.requests[1]?.rawQuery).toContain('start=K1%2BA%3D%3D');
    expect(server.requests[0]?.query.get('schema.name')).toBe('_xdm.context.profile');
  });
});

it.each<[string, Record<string, unknown>, Record<string, unknown>]>([
  [
    'of the platform',
    {
      namespace: 'AEPSegments',
      originName: 'REAL_TIME_CUSTOMER_PROFILE',
      mergePolicyId: 'p',
      lifecycleState: 'published',
    },
    {
      namespace: 'AEPSegments',
      originName: 'REAL_TIME_CUSTOMER_PROFILE',
      mergePolicyId: 'p',
      lifecycleState: 'published',
    },
  ],
  [
    'of the contract’s sample',
    { namespace: 'AEPSegments', lifecycle: 'active' },
    { lifecycleState: 'active', originName: null, mergePolicyId: null },
  ],
  ['from elsewhere', { namespace: 'aam', lifecycle: 'published' }, { namespace: 'aam', mergePolicyId: null }],
  ['without a namespace', {}, { namespace: 'AEPSegments', lifecycleState: null }],
])('an audience %s is read', async (_, answer, expected) => {
  await using server = await startAdobeServer(() => ({ body: { id: 'a', name: 'Buyers, "big" $', ...answer } }));
  expect(await createSegmentationClient(httpTo(server)).getAudience('a')).toMatchObject({
    id: 'a',
    name: 'Buyers, "big" $',
    ...expected,
  });
});

it('a merge policy is read by its id', async () => {
  await using server = await startAdobeServer(() => ({ body: { id: 'p1', version: 1, default: 'true' } }));
  expect(await createSegmentationClient(httpTo(server)).getMergePolicy('p1')).toEqual({
    id: 'p1',
    name: null,
    isDefault: true,
  });
  expect(server.requests[0]?.path).toBe('/data/core/ups/config/mergePolicies/p1');
});

describe('segment jobs', () => {
  const JOB_PATH = '/data/core/ups/segment/jobs';
  const segmentJob = (number: number, over: object = {}) => ({
    id: `job-${number}`,
    status: 'SUCCEEDED',
    creationTime: 1_573_203_600_535 - number,
    updateTime: 1_573_204_395_000,
    segments: [{ segmentId: 'a-1', segment: { id: 'a-1', expression: {} } }, { segmentId: 'a-2' }],
    metrics: { totalTime: { startTimeInMs: 1_573_203_617_195, endTimeInMs: 1_573_204_395_655 } },
    ...over,
  });

  it('say when which audiences were evaluated', async () => {
    await using server = await startAdobeServer(() => ({ body: { children: [segmentJob(0)] } }));
    expect(await createSegmentationClient(httpTo(server)).newestSucceededSegmentJob()).toEqual({
      id: 'job-0',
      status: 'SUCCEEDED',
      createdAt: 1_573_203_600_535,
      endedAt: 1_573_204_395_655,
      audienceIds: ['a-1', 'a-2'],
    });
    expect(server.requests).toHaveLength(1);
    expect(server.requests[0]).toMatchObject({ method: 'GET', path: JOB_PATH });
    expect(Object.fromEntries(server.requests[0]!.query)).toMatchObject({
      status: 'SUCCEEDED',
      sort: 'creationTime:desc',
    });
  });

  it.each<[string, object, object]>([
    ['all audiences', { segments: [{ segmentId: '*' }] }, { audienceIds: null }],
    ['no audiences', { segments: undefined }, { audienceIds: [] }],
    ['no end', { metrics: {} }, { endedAt: 1_573_204_395_000 }],
    ['no time but its creation', { metrics: undefined, updateTime: undefined }, { endedAt: null }],
    ['another status', { status: 'PROCESSING' }, { status: 'PROCESSING' }],
  ])('may name %s', async (_, over, expected) => {
    await using server = await startAdobeServer(() => ({ body: { children: [segmentJob(0, over)] } }));
    expect(await collect(createSegmentationClient(httpTo(server)).listSegmentJobs())).toEqual([
      expect.objectContaining(expected),
    ]);
  });

  it('are none before the first evaluation', async () => {
    await using server = await startAdobeServer(() => ({ body: { children: [] } }));
    expect(await createSegmentationClient(httpTo(server)).newestSucceededSegmentJob()).toBeNull();
  });

  it('are listed page by page, each once, although a new one shifts the pages', async () => {
    const all = Array.from({ length: 25 }, (_, number) => segmentJob(number));
    await using server = await startAdobeServer(({ query }, index) => {
      const jobs = index === 0 ? all : [segmentJob(-1), ...all];
      const start = Number(query.get('start'));
      return { body: { children: jobs.slice(start, start + Number(query.get('limit'))) } };
    });
    const listed = await collect(createSegmentationClient(httpTo(server)).listSegmentJobs());
    expect(listed.map(({ id }) => id)).toEqual(all.map(({ id }) => id));
  });

  it('end where a server knows no pages', async () => {
    const all = Array.from({ length: 12 }, (_, number) => segmentJob(number));
    await using server = await startAdobeServer(() => ({ body: { children: all } }));
    expect(await collect(createSegmentationClient(httpTo(server)).listSegmentJobs())).toHaveLength(12);
  });
});
