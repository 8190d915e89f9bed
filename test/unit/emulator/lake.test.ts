import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { createDataAccessClient, type DataAccessClient } from '../../../shared/adobe/data-access.ts';
import { createAdobeHttp } from '../../../shared/adobe/http.ts';
import { createTokenProvider } from '../../../shared/adobe/ims.ts';
import { readParquetRows } from '../../../shared/parquet/read-rows.ts';
import { refreshOnce, valueOf } from './refresh.ts';
import { type Reply, type Running, startTiny, stop } from './running.ts';
import { TINY } from './tiny-sandbox.ts';

const EXPORT = '/data/foundation/export';
const IMPORT = '/data/foundation/import';
const BATCHES = '/data/foundation/catalog/batches';
const { gold, visitors } = TINY.audiences;

let running: Running;
beforeEach(async () => {
  running = await startTiny();
});
afterEach(() => stop(running));

/** Ids of the target's batches, oldest first. */
async function targetBatches(): Promise<string[]> {
  const { body } = await running.platform(`${BATCHES}?dataSet=${TINY.datasets.target}&orderBy=asc:created`);
  return Object.keys(body as object);
}

function dataAccess(): DataAccessClient {
  const { baseUrls, credentials } = running.emulator;
  const tokens = createTokenProvider({ baseUrl: baseUrls.ims, credentials });
  return createDataAccessClient(
    createAdobeHttp({ service: 'platform', baseUrl: baseUrls.platform, credentials, tokens, sandbox: TINY.sandbox }),
  );
}

describe('Data Access', () => {
  it('hands out the very rows that a query wrote', async () => {
    await refreshOnce(running);
    const [batch = ''] = await targetBatches();
    const client = dataAccess();
    const files = await client.listBatchFiles(batch);
    expect(files).toHaveLength(1);
    const bytes = await client.downloadFile(files[0]!);
    expect(bytes).toHaveLength(files[0]!.bytes ?? -1);
    const rows = await readParquetRows(bytes);
    expect(rows.map(({ personID }) => personID).sort()).toEqual(['e1', 'e2', 'e3', 'e4', 'e5']);
    expect(rows.find(({ personID }) => personID === 'e3')).toMatchObject({
      _id: 'run-1-e3',
      _acme: { audienceIds: [visitors], audienceMemberships: [{ id: visitors, name: `name of ${visitors}` }] },
    });
  });

  it('answers ranges of a file, and its headers alone', async () => {
    await refreshOnce(running);
    const [batch = ''] = await targetBatches();
    const [file] = await dataAccess().listBatchFiles(batch);
    const path = `${EXPORT}/files/${file!.dataSetFileId}?path=${file!.name}`;
    const get = (range: string): Promise<Reply> => running.platform(path, { headers: { range } });

    const whole = Buffer.from((await running.platform(path)).body as Uint8Array);
    const part = await get('bytes=4-11');
    expect(part.status).toBe(206);
    expect(part.headers.get('content-range')).toBe(`bytes 4-11/${whole.length}`);
    expect(Buffer.from(part.body as Uint8Array)).toEqual(whole.subarray(4, 12));
    expect(Buffer.from((await get('bytes=-4')).body as Uint8Array).toString()).toBe('PAR1');
    expect(await get(`bytes=${whole.length}-`)).toMatchObject({ status: 416 });

    const head = await running.platform(path, { method: 'HEAD' });
    expect(head.status).toBe(200);
    expect(head.headers.get('accept-ranges')).toBe('bytes');
    expect(head.headers.get('content-length')).toBe(String(whole.length));
  });

  it('has nothing of a batch that is not there yet', async () => {
    const created = await running.platform('/data/core/ups/export/jobs', {
      method: 'POST',
      body: { destination: { datasetId: TINY.datasets.export }, schema: { name: '_xdm.context.profile' } },
    });
    running.pass({ minutes: 2 });
    const job = await running.platform(`/data/core/ups/export/jobs/${String(valueOf(created.body, 'id'))}`);
    const batch = String(valueOf(job.body, 'destination', 'batchId'));
    expect(await dataAccess().listBatchFiles(batch)).toEqual([]);
  });

  it.each([
    ['an unknown batch', 'GET', '/batches/none/files', 404],
    ['an unknown file', 'GET', '/files/none', 404],
    ['a file by another name', 'GET', '/files/FILE?path=none.parquet', 404],
    ['headers without a name', 'HEAD', '/files/FILE', 400],
    ['headers by another name', 'HEAD', '/files/FILE?path=none.parquet', 404],
    ['errors of rows that nobody rejected', 'GET', '/batches/BATCH/meta?path=row_errors', 404],
    ['too long a page', 'GET', '/batches/BATCH/files?limit=101', 400],
  ])('refuses %s', async (_, method, path, status) => {
    await refreshOnce(running);
    const [batch = ''] = await targetBatches();
    const [file] = await dataAccess().listBatchFiles(batch);
    const actual = path.replace('FILE', file!.dataSetFileId).replace('BATCH', batch);
    expect(await running.platform(EXPORT + actual, { method })).toMatchObject({ status });
  });
});

describe('a batch that is reverted', () => {
  const revert = (batch: string): Promise<Reply> =>
    running.platform(`${IMPORT}/batches/${batch}?action=REVERT`, { method: 'POST' });
  const rowsOfTarget = async (): Promise<unknown> => {
    const submitted = await running.platform('/data/foundation/query/queries', {
      method: 'POST',
      body: { dbName: 'tiny:all', sql: 'SELECT personID FROM audience_membership' },
    });
    running.pass({ minutes: 10 });
    const id = String(valueOf(submitted.body, 'id'));
    return valueOf((await running.platform(`/data/foundation/query/queries/${id}`)).body, 'rowCount');
  };

  it('is inactive, and its rows and files are gone', async () => {
    await refreshOnce(running);
    const [batch = ''] = await targetBatches();
    expect(await rowsOfTarget()).toBe(5);
    expect(await revert(batch)).toMatchObject({ status: 200, body: { id: batch, status: 'inactive' } });
    expect((await running.platform(`${BATCHES}/${batch}`)).body).toMatchObject({ [batch]: { status: 'inactive' } });
    expect(await rowsOfTarget()).toBe(0);
    expect(await dataAccess().listBatchFiles(batch)).toEqual([]);
  });

  it('cannot be reverted again, as little as one that does not exist', async () => {
    await refreshOnce(running);
    const [batch = ''] = await targetBatches();
    await revert(batch);
    expect(await revert(batch)).toMatchObject({ status: 409, body: { detail: expect.stringContaining(batch) } });
    expect(await revert('none')).toMatchObject({ status: 404 });
  });

  it.each([
    ['?action=COMPLETE', 501],
    ['?action=DELETE', 400],
    ['', 400],
  ])('is not reverted by %p', async (query, status) => {
    await refreshOnce(running);
    const [batch = ''] = await targetBatches();
    expect(await running.platform(`${IMPORT}/batches/${batch}${query}`, { method: 'POST' })).toMatchObject({ status });
    expect((await running.platform(`${BATCHES}/${batch}`)).body).toMatchObject({ [batch]: { status: 'success' } });
  });
});

describe('segment jobs', () => {
  const times = async (query: string): Promise<unknown[]> => {
    const { body } = await running.platform(`/data/core/ups/segment/jobs${query}`);
    return (valueOf(body, 'children') as { creationTime: number }[]).map(
      ({ creationTime }) => 1 + (creationTime - TINY.startsAt) / 86_400_000,
    );
  };

  it('are the evaluations of the days, newest first, and what asks for others gets none', async () => {
    running.pass({ days: 3 });
    expect(await times('')).toEqual([4, 3, 2, 1]);
    expect(await times('?sort=creationTime:asc&limit=2')).toEqual([1, 2]);
    expect(await times('?start=1&limit=2&status=SUCCEEDED')).toEqual([3, 2]);
    expect(await times('?status=PROCESSING')).toEqual([]);
    expect(await times(`?property=segments~segmentId==${gold}`)).toHaveLength(4);
    expect(await times('?property=segments~segmentId==none')).toEqual([]);
  });
});
