import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import path from 'node:path';
import { synthesize } from '../../local/start/synthesize.ts';
import { classifyQueryState } from '../../shared/adobe/query-service.ts';
import { classifyExportStatus } from '../../shared/adobe/segmentation.ts';
import { PROJECT } from './support/command.ts';
import { newFolder, removeFolder } from './support/folders.ts';
import { type Service, startService } from './support/service.ts';

const TWO_MINUTES = 120_000;
const SANDBOX = path.join(PROJECT, 'test/fixtures/three-persons');

let assembly: string;
let service: Service;
/** The execution of a test. */
let started: Promise<string>;

beforeAll(async () => {
  assembly = await newFolder();
  await synthesize(path.join(SANDBOX, 'sync.json'), assembly);
}, TWO_MINUTES);
afterAll(() => removeFolder(assembly));
afterEach(() => service.close());

/**
 * Runs an execution until it has ended and every event of its end was handled.
 * @param interrupt done once, while time stands still, when the state is first entered
 */
async function run(
  state: string,
  interrupt: () => Promise<unknown>,
  secret?: Parameters<typeof startService>[0]['secret'],
): Promise<string | undefined> {
  let interrupted: Promise<unknown> | undefined;
  service = await startService({
    assembly,
    sandboxFolder: SANDBOX,
    ...(secret === undefined ? {} : { secret }),
    onHistoryEvent: ({ stateEnteredEventDetails }) => {
      if (stateEnteredEventDetails?.name === state) interrupted ??= service.meanwhile(interrupt);
    },
  });
  started = service.start();
  const { status } = await service.ended(await started);
  await interrupted;
  return status;
}

const stop = async (): Promise<void> => service.stop(await started);

/** What was cancelled at Adobe. */
async function cancellations(): Promise<string[]> {
  const exchanges = await service.exchanges();
  return exchanges
    .filter(({ request: { method } }) => method === 'DELETE' || method === 'PATCH')
    .map(({ request: { method, url } }) => `${method} ${url}`);
}

async function allOf<Item>(items: AsyncIterable<Item>): Promise<Item[]> {
  const all: Item[] = [];
  for await (const item of items) all.push(item);
  return all;
}

describe('an execution that was stopped', () => {
  it('while it waited for an export: the job is cancelled', async () => {
    expect(await run('Wait for export', stop)).toBe('ABORTED');
    const jobs = await allOf(service.segmentation.listExportJobs());
    expect(jobs.map(({ status }) => classifyExportStatus(status))).not.toContain('running');
    expect(await cancellations()).toEqual([expect.stringMatching(/^DELETE .*\/export\/jobs\/./)]);
    expect(service.aws.deadLetters).toEqual([]);
  });

  it('while it waited for a transform: the query is cancelled, the finished export is left alone', async () => {
    expect(await run('Wait for transform', stop)).toBe('ABORTED');
    const queries = await allOf(service.queryService.listQueries());
    expect(queries.map(({ state }) => classifyQueryState(state))).toEqual(['failed']);
    expect(await cancellations()).toEqual([`PATCH /platform/data/foundation/query/queries/${queries[0]!.id}`]);
    const jobs = await allOf(service.segmentation.listExportJobs());
    expect(jobs.map(({ status }) => classifyExportStatus(status))).toEqual(['succeeded']);
  });

  it('while it waited for CJA: nothing is left to cancel', async () => {
    expect(await run('Wait for CJA', stop)).toBe('ABORTED');
    expect(await cancellations()).toEqual([]);
    expect(service.aws.deadLetters).toEqual([]);
  });

  it('before it was planned: it has started nothing', async () => {
    expect(await run('Plan run', stop)).toBe('ABORTED');
    expect(await cancellations()).toEqual([]);
    expect(service.logged.join('\n')).toContain('The run had not been planned yet');
  });

  it('and redriven before the clean-up came to it: nothing is cancelled, and the run ends green', async () => {
    let isBroken = false;
    const read = Promise.withResolvers<null>();
    /** The clean-up reads a broken secret, so that its next try comes a minute later, after the redrive. */
    const stopAndRedrive = async (): Promise<void> => {
      isBroken = true;
      await stop();
      await read.promise;
      isBroken = false;
      await service.redrive(await started);
    };
    const secret: Parameters<typeof startService>[0]['secret'] = ({ credentials }) => {
      if (!isBroken) return JSON.stringify(credentials);
      read.resolve(null);
      return 'not JSON';
    };
    expect(await run('Wait for export', stopAndRedrive, secret)).toBe('SUCCEEDED');
    expect(service.logged.join('\n')).toContain('The execution was redriven meanwhile: nothing is cancelled');
    expect(await cancellations()).toEqual([]);
    expect(await allOf(service.segmentation.listExportJobs())).toHaveLength(1);
    expect(service.aws.deadLetters).toEqual([]);
  });
});

describe('an execution that failed', () => {
  it('keeps its export job, and its redrive goes on with it', async () => {
    let isBroken = false;
    const breakSecret = (): Promise<void> => {
      isBroken = true;
      return Promise.resolve();
    };
    /** Broken for one reader, which is the run: whoever is called by its end could do what it is there for. */
    const status = await run('Wait for export', breakSecret, ({ credentials }) => {
      if (!isBroken) return JSON.stringify(credentials);
      isBroken = false;
      return 'not JSON';
    });
    expect(status).toBe('FAILED');
    expect(await cancellations()).toEqual([]);
    const [job] = await allOf(service.segmentation.listExportJobs());
    expect(classifyExportStatus(job!.status)).toBe('running');

    await service.redrive(await started);
    expect(await service.ended(await started)).toMatchObject({ status: 'SUCCEEDED' });
    expect(await allOf(service.segmentation.listExportJobs())).toHaveLength(1);
  });
});
