import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import type { InProcessFaultDescription } from '../../../emulator/faults/index.ts';
import { createJob, EXPORT_JOBS, QUERIES } from './jobs.ts';
import { transform, valueOf } from './refresh.ts';
import { type Running, startTiny, stop } from './running.ts';
import { TINY } from './tiny-sandbox.ts';

const BATCHES = '/data/foundation/catalog/batches';
const { gold, visitors } = TINY.audiences;
const { target } = TINY.datasets;

let running: Running;
beforeEach(async () => {
  running = await startTiny();
});
afterEach(() => stop(running));

type Body = Record<string, unknown>;
const add = (fault: InProcessFaultDescription): string => running.emulator.faults.add(fault);
const get = async (path: string): Promise<Body> => (await running.platform(path)).body as Body;

async function startExport(): Promise<string> {
  return String(valueOf((await createJob(running)).body, 'id'));
}
/** The job as Adobe tells of it, long after its usual time. */
async function jobAfter(minutes: number, id: string): Promise<Body> {
  running.pass({ minutes });
  return get(`${EXPORT_JOBS}/${id}`);
}
const batchOf = async (job: Body): Promise<Body> => {
  const id = String(valueOf(job, 'destination', 'batchId'));
  return valueOf(await get(`${BATCHES}/${id}`), id) as Body;
};
async function startQuery(sql: string): Promise<string> {
  const { body } = await running.platform(QUERIES, { method: 'POST', body: { dbName: 'tiny:all', sql } });
  return String(valueOf(body, 'id'));
}
async function queryAfter(minutes: number, id: string): Promise<Body> {
  running.pass({ minutes });
  return get(`${QUERIES}/${id}`);
}
/** The batches of the target as Catalog tells of them. */
const targetBatches = async (): Promise<unknown[]> => Object.values(await get(`${BATCHES}?dataSet=${target}`));
/** How many rows the target really has. */
async function targetRows(): Promise<unknown> {
  return (await queryAfter(10, await startQuery('SELECT personID FROM audience_membership')))['rowCount'];
}

const insertOf = (personId: string): string => `INSERT INTO audience_membership
SELECT
  'row-${personId}' AS _id,
  '${personId}' AS personID,
  struct(
    'a' AS audienceMembershipId,
    array('a') AS audienceIds,
    array(struct('a' AS id, 'A' AS name)) AS audienceMemberships
  ) AS _acme`;
const TWO_INSERTS = `$$ BEGIN ${insertOf('e1')}; ${insertOf('e2')}; END; $$;`;

describe('an export job', () => {
  it('fails: FAILED with the contract’s errors, and its batch is no part of the dataset', async () => {
    add({ kind: 'export-job-fails', nth: 2 });
    const [fine, failing] = [await startExport(), await startExport()];
    const job = await jobAfter(20, failing);
    expect(job).toMatchObject({ status: 'FAILED', errors: [{ code: '0100000003', msg: 'Error in Export Job' }] });
    expect(await batchOf(job)).toMatchObject({ status: 'aborted' });
    expect(await jobAfter(0, fine)).toMatchObject({ status: 'SUCCEEDED', errors: [] });
  });

  it.each(['NEW', 'PROCESSING'] as const)('stalls as %s until it is cancelled', async (status) => {
    add({ kind: 'export-job-stalls', status });
    const id = await startExport();
    expect(await jobAfter(60 * 24, id)).toMatchObject({ status });
    await running.platform(`${EXPORT_JOBS}/${id}`, { method: 'DELETE' });
    expect(await jobAfter(0, id)).toMatchObject({ status: 'FAILED', errors: [{ msg: 'Job aborted.' }] });
  });

  it('succeeds with errors', async () => {
    add({ kind: 'export-job-succeeds-with-errors', errors: [{ code: '7', msg: 'half of it' }] });
    const job = await jobAfter(20, await startExport());
    expect(job).toMatchObject({ status: 'SUCCEEDED', errors: [{ code: '7', msg: 'half of it' }] });
    expect(await batchOf(job)).toMatchObject({ status: 'success' });
  });

  it('counts other profiles than its batch, or both others than there are rows', async () => {
    const [job, batch] = ['metrics', 'recordCount'];
    const counts = async (): Promise<unknown[]> => {
      const answer = await jobAfter(20, await startExport());
      return [valueOf(answer, job, 'totalExportedProfileCounter'), valueOf(await batchOf(answer), batch)];
    };
    expect(await counts()).toEqual([3, 3]);
    add({ kind: 'export-job-miscounts', by: 2 });
    expect(await counts()).toEqual([5, 3]);
    add({ kind: 'batch-miscounts', by: -1 });
    expect(await counts()).toEqual([3, 2]);
    add({ kind: 'export-job-miscounts', by: 1 });
    add({ kind: 'batch-miscounts', by: 1 });
    expect(await counts()).toEqual([4, 4]);
    const rows = await startQuery('SELECT identityMap FROM audience_export');
    expect(await queryAfter(10, rows)).toMatchObject({ rowCount: 12 });
  });

  it('into another dataset is another matter', async () => {
    add({ kind: 'export-job-fails', datasetId: 'another' });
    expect(await jobAfter(20, await startExport())).toMatchObject({ status: 'SUCCEEDED' });
  });
});

describe('a query', () => {
  it.each<[string, InProcessFaultDescription, object, number]>([
    [
      'fails',
      { kind: 'query-fails' },
      { state: 'FAILED', errors: [{ code: '58000', errorType: 'SYSTEM_ERROR' }], rowCount: 0 },
      0,
    ],
    ['fails after its first INSERT', { kind: 'query-fails', insertsDone: 1 }, { state: 'FAILED' }, 1],
    ['is killed', { kind: 'query-killed' }, { state: 'KILLED', errors: [] }, 0],
    ['runs out of time', { kind: 'query-killed', state: 'TIMEOUT', insertsDone: 1 }, { state: 'TIMEOUT' }, 1],
    [
      'succeeds with errors',
      { kind: 'query-succeeds-with-errors', errors: [{ code: '1', message: 'hm', errorType: 'USER_ERROR' }] },
      { state: 'SUCCESS', errors: [{ code: '1', message: 'hm', errorType: 'USER_ERROR' }] },
      2,
    ],
    [
      'succeeds with errors, and half of it is done',
      { kind: 'query-succeeds-with-errors', insertsDone: 1 },
      { state: 'SUCCESS' },
      1,
    ],
    ['of another kind is another matter', { kind: 'query-fails', containing: 'DELETE' }, { state: 'SUCCESS' }, 2],
  ])('%s', async (_, fault, state, rows) => {
    add(fault);
    expect(await queryAfter(10, await startQuery(TWO_INSERTS))).toMatchObject(state);
    expect(await targetBatches()).toHaveLength(rows);
    expect(await targetRows()).toBe(rows);
  });

  it.each(['SUBMITTED', 'IN_PROGRESS'] as const)('stalls as %s until it is cancelled', async (state) => {
    add({ kind: 'query-stalls', state });
    const id = await startQuery(TWO_INSERTS);
    expect(await queryAfter(60 * 24, id)).toMatchObject({ state });
    await running.platform(`${QUERIES}/${id}`, { method: 'PATCH', body: { op: 'cancel' } });
    expect(await queryAfter(0, id)).toMatchObject({ state: 'KILLED' });
    expect(await targetRows()).toBe(0);
  });

  it('whose SQL is wrong fails with its own error', async () => {
    add({ kind: 'query-succeeds-with-errors' });
    const query = await queryAfter(10, await startQuery('SELECT nothing FROM nowhere'));
    expect(query).toMatchObject({ state: 'FAILED', errors: [{ errorType: 'USER_ERROR' }] });
  });
});

describe('a batch', () => {
  it.each<[InProcessFaultDescription, object]>([
    [
      { kind: 'batch-fails', datasetId: target },
      { status: 'failure', errors: [{ code: 'DCVS-1106-400' }] },
    ],
    [{ kind: 'batch-stalls', datasetId: target }, { status: 'processing' }],
  ])('of a query that succeeded: %j', async (fault, batch) => {
    add(fault);
    const query = await startQuery(insertOf('e1'));
    expect(await queryAfter(10, query)).toMatchObject({ state: 'SUCCESS' });
    expect(await targetBatches()).toMatchObject([batch]);
    expect(await targetRows()).toBe(0);
  });

  it('of an export job that succeeded fails', async () => {
    add({ kind: 'batch-fails', datasetId: TINY.datasets.export, description: 'no' });
    const job = await jobAfter(20, await startExport());
    expect(job).toMatchObject({ status: 'SUCCEEDED' });
    expect(await batchOf(job)).toMatchObject({ status: 'failure', errors: [{ description: 'no' }] });
  });
});

describe('a list lags behind', () => {
  const ids = async (path: string, name: string): Promise<unknown[]> =>
    (valueOf(await get(path), name) as Body[]).map(({ id }) => id);

  it('of export jobs: the new one can be read, and is listed later', async () => {
    const first = Number(await startExport());
    add({ kind: 'list-lag', list: 'export-jobs', seconds: 120 });
    const second = Number(await startExport());
    expect(await ids(EXPORT_JOBS, 'records')).toEqual([first]);
    expect(await get(`${EXPORT_JOBS}/${second}`)).toMatchObject({ id: second });
    running.pass({ seconds: 120 });
    expect(await ids(EXPORT_JOBS, 'records')).toEqual([second, first]);
  });

  it('of queries', async () => {
    add({ kind: 'list-lag', list: 'queries', seconds: 120 });
    const query = await startQuery('SELECT 1 AS one');
    expect(await ids(QUERIES, 'queries')).toEqual([]);
    expect(await queryAfter(0, query)).toMatchObject({ id: query });
    running.pass({ seconds: 120 });
    expect(await ids(QUERIES, 'queries')).toEqual([query]);
  });

  it('of batches', async () => {
    add({ kind: 'list-lag', list: 'batches', seconds: 3600 });
    const job = await jobAfter(20, await startExport());
    expect(await get(BATCHES)).toEqual({});
    expect(await batchOf(job)).toMatchObject({ status: 'success' });
    running.pass({ minutes: 60 });
    expect(Object.keys(await get(BATCHES))).toEqual([valueOf(job, 'destination', 'batchId')]);
  });
});

describe('CJA', () => {
  const write = async (run: string): Promise<void> => {
    const job = await jobAfter(20, await startExport());
    await startQuery(transform(run, String(valueOf(job, 'destination', 'batchId'))));
    running.pass({ minutes: 10 });
  };
  const arrived = async (): Promise<unknown> => {
    const { body } = await running.control('/state');
    const datasets = valueOf(body, 'connections', '0', 'datasets') as Body[];
    return (datasets.find(({ datasetId }) => datasetId === target)?.['batchIds'] as unknown[]).length;
  };

  it('takes a batch in late, and those behind it after it', async () => {
    add({ kind: 'cja-late', minutes: 300 });
    await write('run-1');
    await write('run-2');
    running.pass({ minutes: 180 });
    expect(await arrived()).toBe(0);
    running.pass({ minutes: 220 });
    expect(await arrived()).toBe(2);
  });

  it('takes nothing in as long as it does not work, then all that waited, in its order', async () => {
    const id = add({ kind: 'cja-never', connectionId: TINY.connection, datasetId: target });
    await write('run-1');
    running.pass({ days: 1 });
    await write('run-2');
    running.pass({ days: 3 });
    expect(await arrived()).toBe(0);
    running.emulator.faults.remove(id);
    running.pass({ minutes: 11 });
    expect(await arrived()).toBe(2);
    const place = { connectionId: TINY.connection, datasetId: target };
    const values = await running.emulator.cja.reportedValues(place, '_acme.audienceIds');
    expect(values.get('e1')).toEqual([gold, visitors]);
  });

  it('skips a batch', async () => {
    add({ kind: 'cja-skips-batch' });
    await write('run-1');
    running.pass({ days: 3 });
    expect(await arrived()).toBe(0);
    await write('run-2');
    running.pass({ minutes: 100 });
    expect(await arrived()).toBe(1);
  });
});

describe('Adobe’s clock', () => {
  const createdAt = async (): Promise<number> => Number(valueOf((await createJob(running)).body, 'creationTime'));

  it.each([300, 60])('%i seconds ahead', async (seconds) => {
    running.pass({ minutes: 30 });
    add({ kind: 'clock-skew', seconds });
    expect(await createdAt()).toBe(running.now() + 1000 * seconds);
  });

  it('behind, as soon as time has caught up: Adobe’s time never goes back', async () => {
    running.pass({ minutes: 30 });
    const before = await createdAt();
    expect(before).toBe(running.now());
    add({ kind: 'clock-skew', seconds: -120 });
    running.pass({ seconds: 60 });
    expect(await createdAt()).toBe(before);
    running.pass({ seconds: 100 });
    expect(await createdAt()).toBe(running.now() - 120_000);
  });
});
