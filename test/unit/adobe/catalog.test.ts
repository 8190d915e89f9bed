import { describe, expect, it } from '@jest/globals';
import { type Batch, classifyBatchStatus, createCatalogClient, type Dataset } from '../../../shared/adobe/catalog.ts';
import { httpTo, startAdobeServer } from './adobe-server.ts';

/** catalog.yaml: batchStatus. */
it.each<[string, string]>([
  ['success', 'succeeded'],
  ['active', 'succeeded'],
  ['queued', 'running'],
  ['processing', 'running'],
  ['loading', 'running'],
  ['loaded', 'running'],
  ['staging', 'running'],
  ['staged', 'running'],
  ['retrying', 'running'],
  ['stalled', 'running'],
  ['failure', 'failed'],
  ['failed', 'failed'],
  ['aborted', 'failed'],
  ['abandoned', 'failed'],
  ['inactive', 'failed'],
  ['deleted', 'failed'],
  ['archived', 'unknown'],
  ['', 'unknown'],
])('batch status %p is %s', (status, kind) => {
  expect(classifyBatchStatus(status)).toBe(kind);
});

const BATCH = { status: 'success', created: 1_494_349_962_314, updated: 1_494_349_963_467, version: '1.0.3' };
const getBatch = async (over: Record<string, unknown>): Promise<Batch> => {
  await using server = await startAdobeServer(() => ({ body: { 'batch-1': { ...BATCH, ...over } } }));
  return await createCatalogClient(httpTo(server)).getBatch('batch-1');
};

describe('a batch', () => {
  it('is read out of the object that is keyed by its id', async () => {
    const errors = [{ code: 'err-1', description: 'bad rows', rows: ['1'] }, { code: 7 }];
    expect(await getBatch({ completed: 1_494_349_964_000, recordCount: 45, errors })).toEqual({
      id: 'batch-1',
      status: 'success',
      createdAt: 1_494_349_962_314,
      updatedAt: 1_494_349_963_467,
      completedAt: 1_494_349_964_000,
      recordCount: 45,
      errors: [
        { code: 'err-1', description: 'bad rows' },
        { code: '7', description: '' },
      ],
    });
  });

  it.each<[string, Record<string, unknown>, number | null]>([
    ['the record count', { recordCount: 3, metrics: { outputRecordSize: 9 } }, 3],
    ['a record count of nothing', { recordCount: 0, metrics: { outputRecordSize: 9 } }, 0],
    ['the metrics', { metrics: { outputRecordSize: 9, partitionCount: 1 } }, 9],
    ['nobody', { metrics: { foo: 1337 } }, null],
    ['nobody, without metrics', { metrics: null }, null],
    ['text, which is not a count', { recordCount: 'many' }, null],
  ])('says its rows by %s', async (_, over, rows) => {
    expect((await getBatch(over)).recordCount).toBe(rows);
  });

  it('of another id is not an answer', async () => {
    await using server = await startAdobeServer(() => ({ body: { other: BATCH } }));
    const error = createCatalogClient(httpTo(server)).getBatch('batch-1');
    await expect(error).rejects.toMatchObject({
      name: 'AdobeAnswerNotUnderstood',
      message: expect.stringContaining('batch-1 ('),
    });
  });
});

describe('the batches of a dataset', () => {
  it('come from as many pages as there are, oldest first', async () => {
    await using server = await startAdobeServer(({ query }) => {
      const start = Number(query.get('start'));
      const count = start === 0 ? 100 : 20;
      const entries = Array.from(
        { length: count },
        (_, index) => [`b${start + index}`, { ...BATCH, created: 1e12 + start + index }] as const,
      );
      // Keyed by id, an object has no order to rely on.
      return { body: Object.fromEntries(entries.reverse()) };
    });
    const batches = await createCatalogClient(httpTo(server)).listBatches({ dataSet: 'd', createdAfter: 5 });
    expect(batches.map(({ id }) => id)).toEqual(Array.from({ length: 120 }, (_, index) => `b${index}`));
    expect(server.requests.map(({ query }) => Object.fromEntries(query))).toEqual([
      { dataSet: 'd', createdAfter: '5', orderBy: 'asc:created', limit: '100', start: '0' },
      { dataSet: 'd', createdAfter: '5', orderBy: 'asc:created', limit: '100', start: '100' },
    ]);
  });

  it('may be none', async () => {
    await using server = await startAdobeServer(() => ({ body: {} }));
    expect(await createCatalogClient(httpTo(server)).listBatches({ dataSet: 'd' })).toEqual([]);
  });
});

describe('a dataset', () => {
  const getDataset = async (over: Record<string, unknown>): Promise<Dataset> => {
    const answer = { name: 'Target', schemaRef: { id: 'https://ns.adobe.com/acme/schemas/1f' }, ...over };
    await using server = await startAdobeServer(() => ({ body: { 'dataset-1': answer } }));
    return await createCatalogClient(httpTo(server)).getDataset('dataset-1');
  };

  it.each<[string, unknown, string | null]>([
    [
      'the first of its tag',
      { 'adobe/pqs/table': ['target_table', 'old'], unifiedProfile: ['enabled:true'] },
      'target_table',
    ],
    ['none while it has no such tag', { unifiedProfile: ['enabled:true'] }, null],
    ['none while the tag is empty', { 'adobe/pqs/table': [] }, null],
    ['none while it has no tags', undefined, null],
  ])('has a table: %s', async (_, tags, tableName) => {
    expect(await getDataset({ tags })).toEqual({
      id: 'dataset-1',
      name: 'Target',
      schemaId: 'https://ns.adobe.com/acme/schemas/1f',
      tableName,
    });
  });

  it('that does not exist is not found', async () => {
    await using server = await startAdobeServer(() => ({
      status: 404,
      body: { title: 'NotFoundError', detail: 'DataSet not found.' },
    }));
    await expect(createCatalogClient(httpTo(server)).getDataset('d')).rejects.toMatchObject({
      name: 'AdobeNotFound',
      resource: 'dataset d',
    });
  });
});
