import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { type Cancelled, cancelLeftRunning } from '../../../functions/cancel-left-running/cancel-left-running.ts';
import type { LastTask } from '../../../functions/cancel-left-running/read-last-task.ts';
import { exportRequest } from '../../../functions/start-export/export-request.ts';
import type { InProcessFaultDescription } from '../../../emulator/faults/index.ts';
import { type AdobeHttp, createAdobeHttp } from '../../../shared/adobe/http.ts';
import { createQueryServiceClient, type QueryServiceClient } from '../../../shared/adobe/query-service.ts';
import { createSegmentationClient, type SegmentationClient } from '../../../shared/adobe/segmentation.ts';
import { transformMarker } from '../../../shared/sql/marker.ts';
import type { Run } from '../../../shared/steps/common.ts';
import type { ExportGroup } from '../../../shared/steps/export.ts';
import { httpTo, startAdobeServer } from '../adobe/adobe-server.ts';
import { accessToken, type Running, startTiny, stop } from '../emulator/running.ts';
import { TINY } from '../emulator/tiny-sandbox.ts';

const run: Run = {
  sync: 'daily',
  runId: 'run-b',
  startedAt: new Date(TINY.startsAt + 30 * 60_000).toISOString(),
  sandbox: TINY.sandbox,
  credentialsSecret: 'audience-sync/adobe',
  stateMachineArn: 'arn:aws:states:us-east-1:123456789012:stateMachine:audience-sync-dev-daily',
};
const group: ExportGroup = {
  mergePolicyId: TINY.policies.all,
  datasetId: TINY.datasets.export,
  fields: 'identityMap,segmentMembership',
  audiences: [{ id: TINY.audiences.gold, membershipNamespace: 'ups' }],
  maxAttempts: 3,
  deadlineMinutes: 120,
};
const otherGroup: ExportGroup = { ...group, audiences: [{ id: TINY.audiences.visitors, membershipNamespace: 'ups' }] };

let running: Running;
let segmentation: SegmentationClient;
let queryService: QueryServiceClient;

beforeEach(async () => {
  running = await startTiny();
  const http = await httpToEmulator(running);
  segmentation = createSegmentationClient(http);
  queryService = createQueryServiceClient(http, { sandbox: TINY.sandbox });
  // It is half past twelve: the run begins.
  running.pass({ minutes: 30 });
});
afterEach(() => stop(running));

async function httpToEmulator({ emulator }: Running): Promise<AdobeHttp> {
  const token = await accessToken(emulator);
  return createAdobeHttp({
    service: 'platform',
    baseUrl: emulator.baseUrls.platform,
    credentials: emulator.credentials,
    sandbox: TINY.sandbox,
    tokens: { accessToken: () => Promise.resolve(token), renew: () => Promise.resolve(token) },
    retry: { wait: () => Promise.resolve() },
  });
}

/** The clean-up of the run, stopped now unless told otherwise. */
function cleanUp(lastTask: Omit<LastTask, 'run'>, stoppedAt = running.now()): Promise<Cancelled> {
  const stopped = new Date(stoppedAt).toISOString();
  return cancelLeftRunning({ run, ...lastTask }, stopped, { segmentation, queryService, log: () => undefined });
}

const add = (fault: InProcessFaultDescription): string => running.emulator.faults.add(fault);
const startJob = async (of: ExportGroup = group): Promise<string> =>
  (await segmentation.createExportJob(exportRequest(of))).id;
const startQuery = async (over: Partial<Parameters<typeof transformMarker>[0]> = {}): Promise<string> => {
  const exportedAt = '2026-09-01T00:31:00.000Z';
  const marker = transformMarker({ sync: 'daily', exportedAt, runId: 'run-b', attempt: 1, ...over });
  return (await queryService.createQuery({ name: 'transform', sql: `SELECT '${marker}' AS marker` })).id;
};

describe('the export job that Check export looked at', () => {
  it.each(['NEW', 'PROCESSING'] as const)(
    'is cancelled where it is %s, and a second delivery finds nothing',
    async (status) => {
      add({ kind: 'export-job-stalls', status });
      const jobId = await startJob();
      running.pass({ minutes: 10 });
      expect(await cleanUp({ group, export: { jobId } })).toEqual({ exportJobs: [jobId], queries: [] });
      expect(await segmentation.getExportJob(jobId)).toMatchObject({ status: 'FAILED' });
      expect(await cleanUp({ group, export: { jobId } })).toEqual({ exportJobs: [], queries: [] });
      // A second cancellation would have deleted it.
      expect(await segmentation.getExportJob(jobId)).toMatchObject({ id: jobId });
    },
  );

  it.each<[string, InProcessFaultDescription[]]>([
    ['SUCCEEDED', []],
    ['FAILED', [{ kind: 'export-job-fails' }]],
  ])('is left alone where it has %s: to cancel it would delete its record', async (status, faults) => {
    faults.forEach(add);
    const jobId = await startJob();
    running.pass({ minutes: 30 });
    expect(await cleanUp({ group, export: { jobId } })).toEqual({ exportJobs: [], queries: [] });
    expect(await segmentation.getExportJob(jobId)).toMatchObject({ id: jobId, status });
  });

  it('may be gone', async () => {
    const jobId = await startJob();
    await segmentation.cancelExportJob(jobId);
    await segmentation.cancelExportJob(jobId);
    await expect(segmentation.getExportJob(jobId)).rejects.toMatchObject({ name: 'AdobeNotFound' });
    expect(await cleanUp({ group, export: { jobId } })).toEqual({ exportJobs: [], queries: [] });
  });

  it('may vanish just before it is cancelled', async () => {
    const jobId = await startJob();
    add({
      kind: 'callback',
      on: { method: 'GET', path: '/data/core/ups/export/jobs/{id}' },
      run: async () => {
        await segmentation.cancelExportJob(jobId);
        await segmentation.cancelExportJob(jobId);
      },
    });
    await expect(cleanUp({ group, export: { jobId } })).resolves.toBeDefined();
  });

  it('is the only one: a job that asks for the same is of somebody else', async () => {
    const jobId = await startJob();
    const other = await startJob();
    expect((await cleanUp({ group, export: { jobId } })).exportJobs).toEqual([jobId]);
    expect(await segmentation.getExportJob(other)).toMatchObject({ status: 'NEW' });
  });

  it('is not looked for once all exports are done', async () => {
    const jobId = await startJob();
    expect((await cleanUp({})).exportJobs).toEqual([]);
    expect(await segmentation.getExportJob(jobId)).toMatchObject({ status: 'NEW' });
  });
});

describe('an export job whose id the run had not learnt yet', () => {
  /** Whether a job that is created so many minutes after the run began is cancelled; the run is stopped after ten. */
  it.each<[string, number, ExportGroup, boolean]>([
    ['of this run', 2, group, true],
    ['for other audiences', 2, otherGroup, false],
    ['from before the run, as far as clocks may differ', -4, group, true],
    ['from long before the run', -6, group, false],
    ['from after the stop, as far as clocks may differ', 14, group, true],
    ['from long after the stop', 16, group, false],
  ])('%s, created after %i minutes', async (_, minutes, of, isCancelled) => {
    const beganAt = running.now();
    running.pass({ minutes });
    const jobId = await startJob(of);
    const { exportJobs } = await cleanUp({ group, previous: null }, beganAt + 10 * 60_000);
    expect(exportJobs).toEqual(isCancelled ? [jobId] : []);
    expect((await segmentation.getExportJob(jobId)).status).toBe(isCancelled ? 'FAILED' : 'NEW');
  });

  it('may never have been created', async () => {
    expect(await cleanUp({ group, previous: null })).toEqual({ exportJobs: [], queries: [] });
  });

  it('is found behind the job of a later run, when the clean-up is late', async () => {
    add({ kind: 'export-job-stalls', times: null });
    const own = await startJob();
    const stoppedAt = running.now();
    running.pass({ minutes: 60 });
    const later = await startJob();
    expect((await cleanUp({ group, previous: null }, stoppedAt)).exportJobs).toEqual([own]);
    expect(await segmentation.getExportJob(later)).toMatchObject({ status: 'NEW' });
  });

  it('is cancelled as well as the one that it was to replace', async () => {
    add({ kind: 'export-job-stalls', times: null });
    const [stalled, started] = [await startJob(), await startJob()];
    const { exportJobs } = await cleanUp({ group, previous: { jobId: stalled, gaveUp: [] } });
    expect(exportJobs).toEqual([stalled, started]);
  });

  it('is not one that the run gave up before', async () => {
    const [gaveUp, replaced] = [await startJob(), await startJob()];
    await segmentation.cancelExportJob(replaced);
    const { exportJobs } = await cleanUp({ group, previous: { jobId: replaced, gaveUp: [gaveUp] } });
    expect(exportJobs).toEqual([]);
  });
});

describe('a query', () => {
  it.each<[string, Parameters<typeof startQuery>[0], boolean]>([
    ['of this run', {}, true],
    ['of another attempt of this run', { attempt: 2 }, true],
    ['of another run', { runId: 'run-a' }, false],
    ['of another sync whose name begins alike', { sync: 'daily-2' }, false],
  ])('%s, which still runs', async (_, over, isCancelled) => {
    const query = await startQuery(over);
    expect(await cleanUp({})).toEqual({ exportJobs: [], queries: isCancelled ? [query] : [] });
    expect((await queryService.getQuery(query)).state).toBe(isCancelled ? 'KILLED' : 'SUBMITTED');
    expect((await cleanUp({})).queries).toEqual([]);
  });

  it.each<[string, InProcessFaultDescription[]]>([
    ['SUCCESS', []],
    ['FAILED', [{ kind: 'query-fails' }]],
    ['TIMEOUT', [{ kind: 'query-killed', state: 'TIMEOUT' }]],
  ])('that has ended as %s is left alone', async (state, faults) => {
    faults.forEach(add);
    const query = await startQuery();
    running.pass({ minutes: 10 });
    expect(await cleanUp({})).toEqual({ exportJobs: [], queries: [] });
    expect(await queryService.getQuery(query)).toMatchObject({ state });
  });

  it('may end before it is cancelled: Adobe’s refusal is no failure', async () => {
    const query = await startQuery();
    const patched: number[] = [];
    const queries = '/data/foundation/query/queries';
    add({
      kind: 'callback',
      on: { method: 'GET', path: queries },
      run: () => {
        running.pass({ minutes: 10 });
      },
    });
    add({
      kind: 'callback',
      on: { method: 'PATCH', path: `${queries}/{id}` },
      run: ({ status }) => void patched.push(status),
    });
    await expect(cleanUp({})).resolves.toBeDefined();
    expect(patched).toEqual([409]);
    expect(await queryService.getQuery(query)).toMatchObject({ state: 'SUCCESS' });
  });

  it('is found whatever the last task was, beside the export job', async () => {
    const [jobId, query] = [await startJob(), await startQuery()];
    expect(await cleanUp({ group, export: { jobId } })).toEqual({ exportJobs: [jobId], queries: [query] });
  });
});

describe('an Adobe that does not answer as it should', () => {
  const jobs = '/data/core/ups/export/jobs';
  const queries = '/data/foundation/query/queries';
  it.each<[string, 'GET' | 'DELETE' | 'PATCH', string, number, string]>([
    ['the export job cannot be read', 'GET', `${jobs}/{id}`, 503, 'AdobeUnavailable'],
    ['the export job cannot be cancelled', 'DELETE', `${jobs}/{id}`, 500, 'AdobeUnavailable'],
    ['queries cannot be listed', 'GET', queries, 502, 'AdobeUnavailable'],
    ['the query cannot be cancelled', 'PATCH', `${queries}/{id}`, 503, 'AdobeUnavailable'],
    ['the credential may not cancel', 'DELETE', `${jobs}/{id}`, 403, 'AdobeForbidden'],
  ])('%s: it fails, and the next try does what is left', async (_, method, path, status, name) => {
    const [jobId, query] = [await startJob(), await startQuery()];
    const fault = add({ kind: 'adobe-error', on: { method, path }, status, times: null });
    await expect(cleanUp({ group, export: { jobId } })).rejects.toMatchObject({ name });
    running.emulator.faults.remove(fault);
    await cleanUp({ group, export: { jobId } });
    expect(await segmentation.getExportJob(jobId)).toMatchObject({ status: 'FAILED' });
    expect(await queryService.getQuery(query)).toMatchObject({ state: 'KILLED' });
  });

  it('a job in a state that nobody knows may still run, and is cancelled', async () => {
    const job = { id: 7, status: 'WARMING_UP', creationTime: TINY.startsAt, destination: {} };
    await using server = await startAdobeServer(({ method, path }) =>
      path.startsWith(queries) ? { body: { queries: [] } } : { body: method === 'GET' ? job : { status: true } },
    );
    const http = httpTo(server);
    const cancelled = await cancelLeftRunning({ run, group, export: { jobId: '7' } }, run.startedAt, {
      segmentation: createSegmentationClient(http),
      queryService: createQueryServiceClient(http, { sandbox: TINY.sandbox }),
      log: () => undefined,
    });
    expect(cancelled.exportJobs).toEqual(['7']);
    expect(server.requests.filter(({ method }) => method === 'DELETE').map(({ path }) => path)).toEqual([`${jobs}/7`]);
  });
});
