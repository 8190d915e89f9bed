import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { refreshOnce, valueOf } from './refresh.ts';
import { type Running, startTiny, stop } from './running.ts';
import { TINY } from './tiny-sandbox.ts';

const { gold, visitors } = TINY.audiences;
const PLACE = { connectionId: TINY.connection, datasetId: TINY.datasets.target };
const PATH = '_acme.audienceMemberships.id';

/** What CJA reports once it has everything of a day; e4 comes by on the second day, when e2 has lost the tier. */
const DAY_1 = { e1: [gold, visitors], e2: [gold, visitors], e3: [visitors], e5: [visitors] };
const DAY_2 = { e1: [gold, visitors], e2: [visitors], e3: [visitors], e4: [gold, visitors], e5: [visitors] };
const NOTHING_YET = { e1: [], e2: [], e3: [], e5: [] };
const NOTHING = { ...NOTHING_YET, e4: [] };

let running: Running;
beforeEach(async () => {
  running = await startTiny();
});
afterEach(() => stop(running));

const reported = async (): Promise<unknown> =>
  Object.fromEntries(await running.emulator.cja.reportedValues(PLACE, PATH));

/** The connection's target as CJA describes it. */
async function target(): Promise<Record<string, unknown>> {
  const expansion = 'dataSets,granularStreaming,granularBackfills,backfillsSummaryDataSets,dataSetLastIngested';
  const { body } = await running.cja(`/data/connections/${TINY.connection}?expansion=${expansion}`);
  return valueOf(body, 'dataSets', '1') as Record<string, unknown>;
}

async function revertNewest(): Promise<void> {
  const path = `/data/foundation/catalog/batches?dataSet=${TINY.datasets.target}&status=success&limit=1`;
  const [batch = ''] = Object.keys((await running.platform(path)).body as object);
  const reverted = await running.platform(`/data/foundation/import/batches/${batch}?action=REVERT`, { method: 'POST' });
  expect(reverted.status).toBe(200);
}

/** A refresh whose rows are in the lake, and on their way to CJA. */
async function writeOnly(): Promise<void> {
  const pass = (): void => {
    running.pass({ minutes: 20 });
  };
  await refreshOnce({ ...running, pass });
}

const nextDay = (): void => {
  const day = Math.floor((running.now() - TINY.startsAt) / 86_400_000) + 1;
  running.pass({ seconds: (TINY.startsAt + day * 86_400_000 - running.now()) / 1000 });
};
const iso = (time: number): string => new Date(time).toISOString();

it('each person with an event is reported with the values of the newest row', async () => {
  expect(await reported()).toEqual(NOTHING_YET);
  await refreshOnce(running);
  expect(await reported()).toEqual(DAY_1);
  nextDay();
  await refreshOnce(running, 'run-2');
  expect(await reported()).toEqual(DAY_2);
});

describe('a batch that CJA skips', () => {
  it('never arrives and does not move the time of the last ingestion; the next one arrives', async () => {
    await running.emulator.cja.skipNextBatch(PLACE);
    await refreshOnce(running);
    running.pass({ minutes: 100 });
    expect(await reported()).toEqual(NOTHING_YET);
    expect(await target()).not.toHaveProperty('lastIngestedTime');
    nextDay();
    await refreshOnce(running, 'run-2');
    expect(await reported()).toEqual(DAY_2);
    expect(await target()).toHaveProperty('lastIngestedTime');
  });
});

describe('a dataset that is removed from the connection and added again', () => {
  it('has lost its rows, and takes in what comes from then on', async () => {
    await refreshOnce(running);
    await running.emulator.cja.readdDataset(PLACE);
    expect(await reported()).toEqual(NOTHING_YET);
    expect(await target()).toMatchObject({ streaming: true, streamingEnabledAt: iso(running.now()), backfills: [] });
    expect(await target()).not.toHaveProperty('lastIngestedTime');
    nextDay();
    await refreshOnce(running, 'run-2');
    expect(await reported()).toEqual(DAY_2);
  });

  it('does not get what was on its way when it was removed', async () => {
    await writeOnly();
    await running.emulator.cja.readdDataset(PLACE);
    running.pass({ minutes: 100 });
    expect(await reported()).toEqual(NOTHING_YET);
    expect(await target()).not.toHaveProperty('lastIngestedTime');
  });
});

describe('a backfill of all data', () => {
  const ALL = { dataSetId: TINY.datasets.target, allData: true };

  it('takes its time, and then CJA holds all rows again', async () => {
    await refreshOnce(running);
    await running.emulator.cja.readdDataset(PLACE);
    const createdDate = iso(running.now());
    const id = await running.emulator.cja.startBackfill(PLACE);
    const backfill = { ...ALL, id, createdDate };
    expect(await target()).toMatchObject({ backfills: [{ ...backfill, status: 'IN_QUEUE' }] });
    running.pass({ minutes: 15 });
    expect(await target()).toMatchObject({
      backfills: [{ ...backfill, status: 'IN_PROGRESS' }],
      backfillSummary: { total: 1, inProgress: 1, completed: 0 },
    });
    expect(await reported()).toEqual(NOTHING_YET);
    running.pass({ minutes: 300 });
    expect(await target()).toMatchObject({
      backfills: [{ ...backfill, status: 'COMPLETED' }],
      backfillSummary: { total: 1, inProgress: 0, completed: 1 },
      lastIngestedTime: expect.any(String),
    });
    expect(await reported()).toEqual(DAY_1);
  });

  it('puts no older row over a newer one that arrived before', async () => {
    await running.emulator.cja.skipNextBatch(PLACE);
    await refreshOnce(running);
    nextDay();
    await refreshOnce(running, 'run-2');
    await running.emulator.cja.startBackfill(PLACE);
    running.pass({ minutes: 300 });
    expect(await reported()).toEqual(DAY_2);
  });

  it('does not bring what is written after it was asked for', async () => {
    await running.emulator.cja.startBackfill(PLACE);
    await running.emulator.cja.skipNextBatch(PLACE);
    await refreshOnce(running);
    running.pass({ minutes: 300 });
    expect(await reported()).toEqual(NOTHING_YET);
  });
});

describe('data retention', () => {
  it('drops the rows of batches that are older, day by day, and is shown with the connection', async () => {
    await running.emulator.cja.setRetention(TINY.connection, 1);
    const { body } = await running.cja(`/data/connections/${TINY.connection}?expansion=dataRetentionMonths`);
    expect(body).toEqual({ id: TINY.connection, dataRetentionMonths: 1 });
    await refreshOnce(running);
    running.pass({ days: 28 });
    expect(await reported()).toEqual({ ...DAY_1, e4: [gold] });
    running.pass({ days: 3 });
    expect(await reported()).toEqual(NOTHING);
  });

  it('is told by nobody where everything is kept', async () => {
    const { body } = await running.cja(`/data/connections/${TINY.connection}?expansion=dataRetentionMonths`);
    expect(body).toEqual({ id: TINY.connection });
  });

  it('can be made to drop older rows at once; newer ones stay, and a backfill brings them back', async () => {
    await refreshOnce(running);
    running.pass({ days: 2 });
    await refreshOnce(running, 'run-2');
    await running.emulator.cja.dropRowsOlderThan(PLACE, 1);
    expect(await reported()).toEqual(DAY_2);
    await revertNewest();
    expect(await reported()).toEqual(NOTHING);
    await running.emulator.cja.startBackfill(PLACE);
    running.pass({ minutes: 300 });
    expect(await reported()).toEqual({ ...DAY_1, e4: [gold] });
  });
});

describe('a batch that is reverted in the lake', () => {
  it('is gone from CJA, which shows the newest row that is left', async () => {
    await refreshOnce(running);
    nextDay();
    await refreshOnce(running, 'run-2');
    await revertNewest();
    expect(await reported()).toEqual({ ...DAY_1, e4: [gold] });
    await revertNewest();
    expect(await reported()).toEqual(NOTHING);
  });

  it('does not arrive any more', async () => {
    await writeOnly();
    await revertNewest();
    running.pass({ minutes: 100 });
    expect(await reported()).toEqual(NOTHING_YET);
    expect(await target()).not.toHaveProperty('lastIngestedTime');
  });
});

describe('over HTTP', () => {
  const post = (path: string, body: object) => running.control(`/cja${path}`, { method: 'POST', body });

  it('all of it can be asked for', async () => {
    expect(await post('/skip-next-batch', PLACE)).toMatchObject({ status: 200, body: {} });
    expect(await post('/re-add-dataset', PLACE)).toMatchObject({ status: 200, body: {} });
    expect(await post('/backfill', PLACE)).toMatchObject({ status: 200, body: { id: expect.any(String) } });
    expect(await post('/drop-rows', { ...PLACE, olderThanDays: 1 })).toMatchObject({ status: 200, body: {} });
    const retention = { connectionId: TINY.connection, dataRetentionMonths: 13 };
    expect(await post('/retention', retention)).toMatchObject({ status: 200, body: {} });
    const query = new URLSearchParams({ ...PLACE, path: PATH });
    expect((await running.control(`/cja/reported?${query.toString()}`)).body).toEqual({ persons: NOTHING_YET });
  });

  it.each([
    ['/skip-next-batch', { ...PLACE, connectionId: 'none' }, 'none'],
    ['/re-add-dataset', { ...PLACE, datasetId: TINY.datasets.web }, TINY.datasets.web],
    ['/backfill', { connectionId: TINY.connection }, 'datasetId'],
    ['/drop-rows', { ...PLACE, olderThanDays: -1 }, 'olderThanDays'],
    ['/retention', { connectionId: 'none', dataRetentionMonths: null }, 'none'],
    ['/retention', { connectionId: TINY.connection, dataRetentionMonths: 0 }, 'dataRetentionMonths'],
  ])('%s refuses %j', async (path, body, says) => {
    expect(await post(path, body)).toMatchObject({ status: 400, body: { detail: expect.stringContaining(says) } });
  });

  it.each([
    [{ ...PLACE, path: '_acme.none' }, '_acme.none'],
    [{ ...PLACE, datasetId: TINY.datasets.ledger, path: PATH }, TINY.datasets.ledger],
    [PLACE, 'path'],
  ])('the report refuses %j', async (query, says) => {
    const reply = await running.control(`/cja/reported?${new URLSearchParams(query).toString()}`);
    expect(reply).toMatchObject({ status: 400, body: { detail: expect.stringContaining(says) } });
  });
});
