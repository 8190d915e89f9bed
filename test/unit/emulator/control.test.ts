import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { refreshOnce } from './refresh.ts';
import { type Running, startTiny, stop } from './running.ts';
import { TINY } from './tiny-sandbox.ts';

const { gold, visitors, uploaded } = TINY.audiences;
const truth = (gold1: [number, number], visitors1: [number, number], uploaded1: [number, number]): unknown => ({
  audiences: [
    { id: gold, name: 'Gold "members"', members: gold1[0], reportable: gold1[1] },
    { id: visitors, name: 'Visitors', members: visitors1[0], reportable: visitors1[1] },
    { id: uploaded, name: 'Uploaded', members: uploaded1[0], reportable: uploaded1[1] },
  ],
});

describe('the control routes', () => {
  let running: Running;
  beforeEach(async () => {
    running = await startTiny();
  });
  afterEach(() => stop(running));

  it('tell the truth as of the clock', async () => {
    const path = `/truth?identityNamespace=ECID&connectionId=${TINY.connection}`;
    expect((await running.control(path)).body).toEqual(truth([3, 2], [4, 4], [1, 1]));
    await running.control('/clock', { method: 'POST', body: { now: '2026-09-02T00:00:00Z' } });
    expect((await running.control(path)).body).toEqual(truth([2, 2], [5, 5], [1, 1]));
    expect((await running.control('/truth?identityPath=_acme.crmId')).body).toEqual(truth([2, 0], [4, 0], [0, 0]));
  });

  it.each([
    ['truth of no identity', '/truth', undefined, 'identityNamespace or identityPath'],
    [
      'truth of two identities',
      '/truth?identityNamespace=ECID&identityPath=a',
      undefined,
      'identityNamespace or identityPath',
    ],
    ['truth by a connection that does not exist', '/truth?identityNamespace=ECID&connectionId=none', undefined, 'none'],
    ['a misspelt question', '/truth?identityNamespace=ECID&conection=x', undefined, 'conection'],
    ['a clock that goes back', '/clock', { now: '2026-08-01T00:00:00Z' }, 'cannot go back'],
    ['a clock that goes nowhere', '/clock', { advanceSeconds: 0 }, 'advanceSeconds'],
  ])('refuse %s', async (_, path, body, says) => {
    const reply = await running.control(path, body === undefined ? {} : { method: 'POST', body });
    expect(reply).toMatchObject({ status: 400, body: { detail: expect.stringContaining(says) } });
  });

  it('name themselves where there is none', async () => {
    expect(await running.control('/weather')).toMatchObject({
      status: 404,
      body: { detail: expect.stringContaining('POST /__emulator/reset') },
    });
  });

  it('move the clock on', async () => {
    expect((await running.control('/clock', { method: 'POST', body: { advanceSeconds: 90 } })).body).toEqual({
      now: '2026-09-01T00:01:30.000Z',
    });
    expect((await running.control('/clock')).body).toEqual({ now: '2026-09-01T00:01:30.000Z' });
  });

  it('count the calls to Adobe, and not those to themselves', async () => {
    await running.platform('/data/core/ups/audiences');
    await running.control('/state');
    expect((await running.control('/calls')).body).toEqual({ calls: 2 });
    expect(running.emulator.callCount()).toBe(2);
  });

  it('show what has happened, and forget it on a reset', async () => {
    const { exportJob, exportBatch, query } = await refreshOnce(running);
    const happened = (await running.control('/state')).body;
    expect(happened).toMatchObject({
      exportJobs: [{ id: Number(exportJob), status: 'SUCCEEDED', batchId: exportBatch, profiles: 5 }],
      queries: [{ id: query, state: 'SUCCESS', name: 'run-1' }],
      batches: [
        { id: exportBatch, status: 'success', recordCount: 5 },
        { datasetId: TINY.datasets.target, status: 'success', recordCount: 5 },
      ],
      connections: [{ id: TINY.connection, datasets: [{ batchIds: [] }, { batchIds: [expect.any(String)] }] }],
    });
    await running.control('/reset', { method: 'POST' });
    const fresh = (await running.control('/state')).body;
    expect(fresh).toMatchObject({
      exportJobs: [],
      queries: [],
      batches: [],
      now: new Date(running.now()).toISOString(),
    });
  });
});
