import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import type { FaultDescription } from '../../emulator/faults/index.ts';
import { copyAssembly } from '../support/assembly.ts';
import type { RunRecord } from '../../shared/steps/run-record.ts';
import { PROJECT } from './support/command.ts';
import { expectCjaToBeRight } from './support/expect-cja.ts';
import { newFolder, removeFolder } from './support/folders.ts';
import { recordOf, type Service, startService } from './support/service.ts';

const TWO_MINUTES = 120_000;
/** Two merge policies, so that a run has two export jobs. */
const SANDBOX = path.join(PROJECT, 'test/fixtures/two-policies');
const SYNC = path.join(SANDBOX, 'sync.json');
const IMPATIENT = { ADOBE_REQUEST_TIMEOUT_MS: '1000', ADOBE_RETRY_WAIT_MS: '1' };
const EXPORT_JOBS = '/data/core/ups/export/jobs';
const QUERIES = '/data/foundation/query/queries';

let assembly: string;
let service: Service;

beforeAll(async () => {
  assembly = await newFolder();
  copyAssembly(SYNC, assembly);
}, TWO_MINUTES);
afterAll(() => removeFolder(assembly));
afterEach(() => service.close());

async function begin(...faults: readonly FaultDescription[]): Promise<void> {
  service = await startService({ assembly, sandboxFolder: SANDBOX, environment: IMPATIENT });
  for (const fault of faults) service.emulator.faults.add(fault);
}

interface Job {
  readonly id: string;
  readonly state: string;
}

/** Oldest first. */
async function exportJobs(): Promise<Job[]> {
  const jobs: Job[] = [];
  for await (const { id, status } of service.segmentation.listExportJobs()) jobs.unshift({ id, state: status });
  return jobs;
}

async function queries(): Promise<Job[]> {
  const all: Job[] = [];
  for await (const { id, state } of service.queryService.listQueries()) all.unshift({ id, state });
  return all;
}

/** An execution that fails, is mended and redriven, and ends green. */
async function failThenRedrive(error: string): Promise<{ before: Job[]; after: Job[]; record: RunRecord }> {
  const jobs = async (): Promise<Job[]> => [...(await exportJobs()), ...(await queries())];
  const arn = await service.start();
  expect(await service.ended(arn)).toMatchObject({ status: 'FAILED', error });
  service.emulator.faults.clear();
  const before = await jobs();
  await service.redrive(arn);
  const ended = await service.ended(arn);
  expect(ended).toMatchObject({ status: 'SUCCEEDED', redriveCount: 1 });
  await expectCjaToBeRight(service, SYNC);
  return { before, after: await jobs(), record: recordOf(ended) };
}

const ids = (jobs: readonly Job[]): string[] => jobs.map(({ id }) => id);

describe('a redrive', () => {
  it.each([
    ['an export job', `${EXPORT_JOBS}/{id}`, 1],
    ['a query', `${QUERIES}/{id}`, 3],
  ])('goes on with %s whose poll an outage interrupted', async (_, polled, started) => {
    await begin({ kind: 'adobe-error', on: { method: 'GET', path: polled }, status: 503, times: null });
    const { before, after } = await failThenRedrive('AdobeUnavailable');
    expect(before).toHaveLength(started);
    // One for each merge policy, and one query: nothing was started twice.
    expect(after).toHaveLength(3);
    expect(ids(after)).toEqual(expect.arrayContaining(ids(before)));
  });

  it.each<[string, string, FaultDescription]>([
    ['an export job that failed', 'ExportJobFailed', { kind: 'export-job-fails', times: 2 }],
    ['an export job that stalls', 'ExportDeadlinePassed', { kind: 'export-job-stalls' }],
    ['a query that failed', 'TransformFailed', { kind: 'query-fails', times: 2 }],
    ['a query that was killed', 'TransformFailed', { kind: 'query-killed', times: 2 }],
    ['a query that stalls', 'TransformDeadlinePassed', { kind: 'query-stalls' }],
  ])('replaces %s', async (_, error, fault) => {
    await begin(fault);
    const { before, after, record } = await failThenRedrive(error);
    const used = JSON.stringify(record);
    const dead = ids(before).slice(error.startsWith('Export') ? 0 : 2);
    for (const id of dead) expect(used).not.toContain(`"${id}"`);
    expect(after).toHaveLength(3 + dead.length);
    // What stalled was cancelled.
    expect(after.map(({ state }) => state)).not.toContain('PROCESSING');
    expect(after.map(({ state }) => state)).not.toContain('IN_PROGRESS');
  });

  it('takes what finishes after its deadline, and starts nothing twice', async () => {
    const folder = await newFolder();
    const hasty = path.join(folder, 'sync.json');
    const definition: unknown = JSON.parse(await readFile(SYNC, 'utf8'));
    const deadlines = { exportMinutes: 1, transformMinutes: 1 };
    await writeFile(hasty, JSON.stringify({ ...(definition as object), deadlines }));
    copyAssembly(hasty, folder);
    service = await startService({ assembly: folder, sandboxFolder: SANDBOX, environment: IMPATIENT });
    const arn = await service.start();
    const errors = new Set<string | undefined>();
    let ended = await service.ended(arn);
    while (ended.status === 'FAILED' && ended.redriveCount! < 5) {
      errors.add(ended.error);
      await service.clock.sleep(3_600_000);
      await service.redrive(arn);
      ended = await service.ended(arn);
    }
    await removeFolder(folder);

    expect([...errors]).toEqual(['ExportDeadlinePassed', 'TransformDeadlinePassed']);
    expect(ended.status).toBe('SUCCEEDED');
    expect((await exportJobs()).map(({ state }) => state)).toEqual(['SUCCEEDED', 'SUCCEEDED']);
    expect((await queries()).map(({ state }) => state)).toEqual(['SUCCESS']);
    expect(recordOf(ended)).toMatchObject({ transform: { attempt: 1 }, rowsWritten: expect.any(Number) });
    await expectCjaToBeRight(service, SYNC);
  });

  it('does not export a finished group again', async () => {
    await begin({ kind: 'export-job-fails', nth: 2, times: 2 });
    const { before, after, record } = await failThenRedrive('ExportJobFailed');
    expect(before.map(({ state }) => state)).toEqual(['SUCCEEDED', 'FAILED', 'FAILED']);
    expect(ids(after).slice(0, 3)).toEqual(ids(before));
    expect(record).toMatchObject({ exports: [{ jobId: before[0]!.id }, { jobId: after[3]!.id }] });
  });
});

describe('a run that a newer one has superseded', () => {
  it('ends as RunSuperseded when it is redriven, and writes nothing', async () => {
    const outage = { on: { method: 'POST', path: QUERIES }, status: 503, times: null } as const;
    await begin({ kind: 'adobe-error', ...outage });
    const old = await service.start();
    expect(await service.ended(old)).toMatchObject({ status: 'FAILED', error: 'AdobeAnswerLost' });
    service.emulator.faults.clear();
    await service.clock.sleep(24 * 3_600_000);
    expect(recordOf(await service.ended(await service.start()))).toMatchObject({ outcome: 'refreshed' });
    const written = await queries();

    await service.redrive(old);
    const ended = await service.ended(old);
    expect(ended).toMatchObject({ status: 'FAILED', error: 'RunSuperseded', redriveCount: 1 });
    expect(ended.cause).toContain(`query ${written[0]!.id}`);
    expect(await queries()).toEqual(written);
    await expectCjaToBeRight(service, SYNC);
  });
});

describe('two runs that start in the same second and do not see each other', () => {
  it.each<[string, FaultDescription[]]>([
    ['both use the same export jobs', []],
    ['each has export jobs of its own', [{ kind: 'list-lag', list: 'export-jobs', seconds: 3600, times: 4 }]],
  ])('%s: the result in CJA is right', async (_, faults) => {
    let second: Promise<string> | undefined;
    // The first one is planned before the second one starts, which takes itself for the older of the two by its name.
    service = await startService({
      assembly,
      sandboxFolder: SANDBOX,
      environment: IMPATIENT,
      onHistoryEvent: ({ stateEnteredEventDetails }) => {
        if (stateEnteredEventDetails?.name !== 'Start export') return;
        second ??= service.meanwhile(() => service.start({}, 'run-a'));
      },
    });
    for (const fault of faults) service.emulator.faults.add(fault);
    const first = await service.start({}, 'run-b');
    const ended = [await service.ended(first), await service.ended(await second!)];

    const [one, other] = ended.map(({ startDate }) => startDate!.getTime());
    expect(one).toBe(other);
    const outcomes = ended.map((run) => run.error ?? recordOf(run).outcome);
    expect(outcomes).not.toContain('skipped');
    // The later truth is written; the other run has written before it, or not at all.
    expect(outcomes[0]).toMatch(/^(refreshed|unchanged)$/);
    expect(outcomes[1]).toMatch(/^(refreshed|unchanged|RunSuperseded)$/);
    expect(await exportJobs()).toHaveLength(faults.length === 0 ? 2 : 4);
    await expectCjaToBeRight(service, SYNC);
  });
});
