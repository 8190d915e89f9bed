import { describe, expect, it } from '@jest/globals';
import { type CjaClientOptions, type Connection, createCjaClient } from '../../../shared/adobe/cja.ts';
import { type AdobeServer, collect, httpTo, startAdobeServer } from './adobe-server.ts';

const cjaOf = (server: AdobeServer, options?: CjaClientOptions) =>
  createCjaClient(httpTo(server, { service: 'cja' }), options);

const DATASET = {
  dataSetId: 'dataset-1',
  type: 'profile',
  name: 'Target',
  visitorId: 'personID',
  streaming: true,
  streamingEnabledAt: '2022-03-11T14:44:16Z',
  lastIngestedTime: '2026-01-05T08:00:00Z',
};

describe('a connection', () => {
  const getConnection = async (over: Record<string, unknown>): Promise<Connection> => {
    await using server = await startAdobeServer(() => ({ body: { id: 'dg_1', ...over } }));
    return await cjaOf(server).getConnection('dg_1');
  };

  it('is asked for with what CJA otherwise leaves out', async () => {
    await using server = await startAdobeServer(() => ({ body: { id: 'dg_1' } }));
    await cjaOf(server).getConnection('dg_1');
    expect(server.requests[0]?.path).toBe('/data/connections/dg_1');
    expect(server.requests[0]?.query.get('expansion')?.split(',')).toEqual(
      expect.arrayContaining([
        'dataSets',
        'dataSetLastIngested',
        'granularStreaming',
        'granularBackfills',
        'dataRetentionMonths',
        'validationErrors',
      ]),
    );
  });

  it('is read into one shape', async () => {
    expect(await getConnection({ name: 'Web', sandboxName: 'prod', dataSets: [DATASET] })).toEqual({
      id: 'dg_1',
      name: 'Web',
      sandboxName: 'prod',
      dataSets: [
        {
          dataSetId: 'dataset-1',
          name: 'Target',
          type: 'profile',
          streaming: true,
          streamingEnabledAt: Date.parse('2022-03-11T14:44:16Z'),
          backfills: [],
          personIdField: 'personID',
          isPersonIdInIdentityMap: false,
          identityNamespace: null,
          lastIngestedAt: Date.parse('2026-01-05T08:00:00Z'),
        },
      ],
      dataRetentionMonths: null,
      validationErrors: [],
    });
  });

  it('tells how long it keeps data, and what it was asked to take in besides new data', async () => {
    const backfills = [
      { id: 'b1', status: 'COMPLETED', allData: true, createdDate: '2026-01-05T08:00:00Z' },
      { status: 'in_queue', startDate: '2025-12-01T00:00:00Z', endDate: '2025-12-31T23:59:59Z' },
      {},
    ];
    const connection = await getConnection({ dataRetentionMonths: 13, dataSets: [{ ...DATASET, backfills }] });
    expect(connection.dataRetentionMonths).toBe(13);
    const nothing = { allData: false, createdAt: null, startsAt: null, endsAt: null };
    expect(connection.dataSets[0]?.backfills).toEqual([
      { ...nothing, status: 'COMPLETED', allData: true, createdAt: Date.parse('2026-01-05T08:00:00Z') },
      {
        ...nothing,
        status: 'IN_QUEUE',
        startsAt: Date.parse('2025-12-01T00:00:00Z'),
        endsAt: Date.parse('2025-12-31T23:59:59Z'),
      },
      { ...nothing, status: '' },
    ]);
  });

  it.each<[string, Record<string, unknown>, Record<string, unknown>]>([
    ['milliseconds', { lastIngestedTime: 1_767_600_000_000 }, { lastIngestedAt: 1_767_600_000_000 }],
    ['milliseconds as text', { lastIngestedTime: '1767600000000' }, { lastIngestedAt: 1_767_600_000_000 }],
    ['seconds', { lastIngestedTime: 1_767_600_000 }, { lastIngestedAt: 1_767_600_000_000 }],
    ['nothing', { lastIngestedTime: undefined }, { lastIngestedAt: null }],
    ['words', { lastIngestedTime: 'never' }, { lastIngestedAt: null }],
    ['another type', { type: 'PROFILE' }, { type: 'profile' }],
    ['no word about new data', { streaming: undefined }, { streaming: null }],
    [
      'an identity map',
      { identityMap: true, identityNamespace: 'Email' },
      { isPersonIdInIdentityMap: true, identityNamespace: 'Email' },
    ],
    ['a namespace of a field', { identityMap: false, identityNamespace: 'Email' }, { identityNamespace: null }],
  ])('may have a dataset with %s', async (_, over, expected) => {
    expect((await getConnection({ dataSets: [{ ...DATASET, ...over }] })).dataSets[0]).toMatchObject(expected);
  });

  it('says in words what CJA finds wrong with it', async () => {
    const connectionValidationErrors = [
      { errorCode: 'MISSING_FIELD', dataSetId: 'dataset-1', missingField: 'visitorId' },
      { errorCode: 'REQUIRED_EVENT_DATA_SET_MISSING' },
      {},
    ];
    expect((await getConnection({ connectionValidationErrors })).validationErrors).toEqual([
      'MISSING_FIELD dataset dataset-1 visitorId',
      'REQUIRED_EVENT_DATA_SET_MISSING',
      'an error without a code',
    ]);
  });

  it.each(['last', 'lastPage'])('is listed page by page, until %s says that it is over', async (member) => {
    await using server = await startAdobeServer(({ query }) => ({
      body: { content: [{ id: `dg_${query.get('page') ?? ''}` }], [member]: query.get('page') === '2' },
    }));
    const connections = await collect(cjaOf(server).listConnections());
    expect(connections.map(({ id }) => id)).toEqual(['dg_0', 'dg_1', 'dg_2']);
  });
});

it('a data view is read', async () => {
  await using server = await startAdobeServer(() => ({
    body: { id: 'dv_1', name: 'All', parentDataGroupId: 'dg_1', timezoneDesignator: 'Europe/Zurich' },
  }));
  expect(await cjaOf(server).getDataView('dv_1')).toEqual({
    id: 'dv_1',
    name: 'All',
    connectionId: 'dg_1',
    timeZone: 'Europe/Zurich',
  });
});

it.each(['in content', 'bare'])('dimensions are read from a list %s', async (form) => {
  const list = [
    { id: 'variables/a', name: 'A', dataSetIds: ['d'], schemaPath: '_acme.id', hasData: true },
    { id: 'variables/b' },
  ];
  await using server = await startAdobeServer(() => ({
    body: form === 'bare' ? list : { content: list, totalElements: 2 },
  }));
  expect(await cjaOf(server).listDimensions('dv_1')).toEqual([
    { id: 'variables/a', name: 'A', dataSetIds: ['d'], schemaPath: '_acme.id', hasData: true },
    { id: 'variables/b', name: null, dataSetIds: [], schemaPath: null, hasData: null },
  ]);
  expect(server.requests[0]).toMatchObject({ path: '/data/dataviews/dv_1/dimensions' });
});

describe('persons per item', () => {
  const request = {
    dataViewId: 'dv_1',
    dimensionId: 'variables/table.audienceId',
    dateRange: { from: new Date('2026-07-01T00:00:00Z'), to: new Date('2026-08-01T00:00:00Z') },
  };
  const rows = (...values: [string, number | string][]) =>
    values.map(([value, persons]) => ({ itemId: '1', value, data: [persons] }));

  it('come from one request that CJA understands', async () => {
    await using server = await startAdobeServer(() => ({ body: { rows: rows(['vip', 151_478]), lastPage: true } }));
    expect(await cjaOf(server).personsPerItem(request)).toEqual(new Map([['vip', 151_478]]));
    expect(JSON.parse(server.requests[0]?.body ?? '')).toEqual({
      rsid: 'dv_1',
      dimension: 'variables/table.audienceId',
      globalFilters: [{ type: 'DATE_RANGE', dateRange: '2026-07-01T00:00:00.000/2026-08-01T00:00:00.000' }],
      metricContainer: { metrics: [{ columnId: '0', id: 'metrics/visitors' }] },
      settings: { limit: 1000, page: 0, nonesBehavior: 'exclude-nones' },
    });
  });

  it('can name the data view in the other way, and the dimension without its prefix', async () => {
    await using server = await startAdobeServer(() => ({ body: { rows: [] } }));
    await cjaOf(server, { reportDataViewField: 'dataId' }).personsPerItem({
      ...request,
      dimensionId: 'table.audienceId',
    });
    const body: unknown = JSON.parse(server.requests[0]?.body ?? '');
    expect(body).toMatchObject({ dataId: 'dv_1', dimension: 'variables/table.audienceId' });
    expect(body).not.toHaveProperty('rsid');
  });

  it.each<[string, (page: number) => Record<string, unknown>]>([
    ['lastPage', (page) => ({ lastPage: page === 2 })],
    ['the number of pages', (page) => ({ number: page, totalPages: 3 })],
  ])('come from all pages, as %s tells them', async (_, ending) => {
    await using server = await startAdobeServer((_request, page) => ({
      body: { rows: rows([`item ${page}`, page]), ...ending(page) },
    }));
    expect([...(await cjaOf(server).personsPerItem(request)).keys()]).toEqual(['item 0', 'item 1', 'item 2']);
  });

  it('are not taken for nobody where CJA leaves the column out', async () => {
    await using server = await startAdobeServer(() => ({
      body: {
        rows: [],
        columns: { columnErrors: [{ columnId: '0', errorCode: 'unauthorized_metric', errorDescription: 'no access' }] },
      },
    }));
    await expect(cjaOf(server).personsPerItem(request)).rejects.toMatchObject({
      name: 'AdobeRequestRejected',
      adobeCode: 'unauthorized_metric',
      resource: 'report on variables/table.audienceId of CJA data view dv_1',
    });
  });
});
