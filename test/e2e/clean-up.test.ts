import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { readdir, readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { setImmediate } from 'node:timers/promises';
import type { InProcessFaultDescription } from '../../emulator/faults/index.ts';
import type { HistoryEvent } from '../../local/index.ts';
import { classifyQueryState } from '../../shared/adobe/query-service.ts';
import { classifyExportStatus } from '../../shared/adobe/segmentation.ts';
import { copyAssembly } from '../support/assembly.ts';
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
  copyAssembly(path.join(SANDBOX, 'sync.json'), assembly);
}, TWO_MINUTES);
afterAll(() => removeFolder(assembly));
afterEach(() => service.close());

const begin = async (options: Partial<Parameters<typeof startService>[0]> = {}): Promise<void> => {
  service = await startService({ assembly, sandboxFolder: SANDBOX, ...options });
};

/**
 * Runs an execution until it has ended and every event of its end was handled.
 * @param moment a state: when it is first entered
 * @param interrupt done once, while time stands still
 */
async function run(
  moment: string | ((event: HistoryEvent) => boolean),
  interrupt: () => Promise<unknown>,
  {
    secret,
    faults = () => [],
  }: {
    readonly secret?: NonNullable<Parameters<typeof startService>[0]['secret']>;
    readonly faults?: () => InProcessFaultDescription[];
  } = {},
): Promise<string | undefined> {
  const isNow =
    typeof moment === 'string'
      ? ({ stateEnteredEventDetails }: HistoryEvent) => stateEnteredEventDetails?.name === moment
      : moment;
  let interrupted: Promise<unknown> | undefined;
  await begin({
    ...(secret === undefined ? {} : { secret }),
    onHistoryEvent: (event) => {
      if (isNow(event)) interrupted ??= service.meanwhile(interrupt);
    },
  });
  for (const fault of faults()) service.emulator.faults.add(fault);
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

const EXPORT_JOBS = '/data/core/ups/export/jobs';
const QUERIES = '/data/foundation/query/queries';

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

  it.each<[string, string, () => Promise<(string | undefined)[]>]>([
    [
      'Start export',
      EXPORT_JOBS,
      async () =>
        (await allOf(service.segmentation.listExportJobs())).map(({ status }) => classifyExportStatus(status)),
    ],
    [
      'Start transform',
      QUERIES,
      async () => (await allOf(service.queryService.listQueries())).map(({ state }) => classifyQueryState(state)),
    ],
  ])('during %s, just after Adobe had accepted: what Adobe accepted is cancelled', async (_, created, states) => {
    await begin();
    service.emulator.faults.add({ kind: 'callback', on: { method: 'POST', path: created }, run: stop });
    started = service.start();
    expect(await service.ended(await started)).toMatchObject({ status: 'ABORTED' });
    expect(await states()).toEqual(['failed']);
    expect(await cancellations()).toEqual([expect.stringContaining(`${created}/`)]);
  });

  it('when Start export had died before it saw the answer: the job is cancelled', async () => {
    const die = (): Promise<void> => service.aws.killFunction('audience-sync-dev-start-export');
    const status = await run(({ taskFailedEventDetails }) => taskFailedEventDetails?.error === 'Lambda.Unknown', stop, {
      faults: () => [{ kind: 'callback', on: { method: 'POST', path: EXPORT_JOBS }, run: die }],
    });
    expect(status).toBe('ABORTED');
    const jobs = await allOf(service.segmentation.listExportJobs());
    expect(jobs.map((job) => classifyExportStatus(job.status))).toEqual(['failed']);
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
    expect(await run('Wait for export', stopAndRedrive, { secret })).toBe('SUCCEEDED');
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
    const secret: Parameters<typeof startService>[0]['secret'] = ({ credentials }) => {
      if (!isBroken) return JSON.stringify(credentials);
      isBroken = false;
      return 'not JSON';
    };
    const status = await run('Wait for export', breakSecret, { secret });
    expect(status).toBe('FAILED');
    expect(await cancellations()).toEqual([]);
    const [job] = await allOf(service.segmentation.listExportJobs());
    expect(classifyExportStatus(job!.status)).toBe('running');

    await service.redrive(await started);
    expect(await service.ended(await started)).toMatchObject({ status: 'SUCCEEDED' });
    expect(await allOf(service.segmentation.listExportJobs())).toHaveLength(1);
  });
});

describe('an execution that ran out of time', () => {
  /** As long as an undisturbed run needs, and less than any of its deadlines. */
  const SECONDS = 2 * 3600;
  let hasty: string;

  beforeAll(async () => {
    hasty = await newFolder();
    copyAssembly(path.join(SANDBOX, 'sync.json'), hasty);
    const file = (await readdir(hasty)).find((name) => name.endsWith('.template.json'))!;
    const template = await readFile(path.join(hasty, file), 'utf8');
    // The state machine's own, at the end of its definition; those of tasks are short.
    const ofMachine = template.match(/\\"TimeoutSeconds\\":\d{5,}/g);
    expect(ofMachine).toHaveLength(1);
    await writeFile(path.join(hasty, file), template.replace(ofMachine![0], `\\"TimeoutSeconds\\":${SECONDS}`));
  });
  afterAll(() => removeFolder(hasty));

  it('while it waited for an export: the job is cancelled, and its redrive exports anew', async () => {
    await begin({ assembly: hasty });
    service.emulator.faults.add({ kind: 'export-job-stalls' });
    const arn = await service.start();
    const { status, startDate, stopDate } = await service.ended(arn);
    expect(status).toBe('TIMED_OUT');
    expect(stopDate!.getTime() - startDate!.getTime()).toBe(SECONDS * 1000);
    const [job] = await allOf(service.segmentation.listExportJobs());
    expect(classifyExportStatus(job!.status)).toBe('failed');
    expect(await cancellations()).toEqual([`DELETE /platform${EXPORT_JOBS}/${job!.id}`]);
    expect(service.aws.messages.map(({ subject }) => subject)).toEqual([
      expect.stringMatching(/^\[dev\] Audience sync three-persons ran out of time at (Wait for|Check) export/),
    ]);

    await service.redrive(arn);
    expect(await service.ended(arn)).toMatchObject({ status: 'SUCCEEDED' });
    const jobs = await allOf(service.segmentation.listExportJobs());
    expect(jobs.map((tried) => classifyExportStatus(tried.status))).toEqual(['succeeded', 'failed']);
  });

  it('while it waited for a transform: the query is cancelled, the finished export is left alone', async () => {
    await begin({ assembly: hasty });
    service.emulator.faults.add({ kind: 'query-stalls' });
    expect(await service.ended(await service.start())).toMatchObject({ status: 'TIMED_OUT' });
    const [query] = await allOf(service.queryService.listQueries());
    expect(query).toMatchObject({ state: 'KILLED' });
    expect(await cancellations()).toEqual([`PATCH /platform${QUERIES}/${query!.id}`]);
    const [job] = await allOf(service.segmentation.listExportJobs());
    expect(classifyExportStatus(job!.status)).toBe('succeeded');
  });
});

describe('a function that dies while it handles an end', () => {
  const TELL = 'audience-sync-dev-tell-failure';
  const notJson = (): string => 'not JSON';
  /** What is told of an execution that fails at once, and how many minutes after its end. */
  const told = async (happens: () => Promise<void>): Promise<{ text: string; minutes: number }[]> => {
    const arn = await service.start();
    const [{ stopDate }] = await Promise.all([service.ended(arn), happens()]);
    expect(service.aws.deadLetters).toEqual([]);
    return service.aws.messages.map(({ text, at }) => ({ text, minutes: (at - stopDate!.getTime()) / 60_000 }));
  };
  const message = expect.stringMatching(/^Error: SecretInvalid$/m);

  it('before it has told: Lambda tries again, and one message is told', async () => {
    await begin({ secret: notJson });
    const killOnce = async (): Promise<void> => {
      while (!service.aws.runningFunctions().includes(TELL)) await setImmediate();
      await service.aws.killFunction(TELL);
    };
    expect(await told(killOnce)).toEqual([{ text: message, minutes: 1 }]);
  });

  it('when it has told, and before it knows: the same is told once more, never nothing', async () => {
    let killed: Promise<void> | undefined;
    await begin({ secret: notJson, onMessage: () => void (killed ??= service.aws.killFunction(TELL)) });
    const messages = await told(() => Promise.resolve());
    await killed;
    expect(messages).toEqual([
      { text: message, minutes: 0 },
      { text: messages[0]!.text, minutes: 1 },
    ]);
  });
});

describe('a function that never succeeds', () => {
  /** Every letter, as far as it says what was not done. */
  const letters = () =>
    service.aws.deadLetters.map(({ body }) => {
      const { requestContext, requestPayload, responsePayload } = JSON.parse(body) as Record<string, any>;
      const { functionArn, condition, approximateInvokeCount } = requestContext;
      const { detail } = requestPayload;
      return {
        name: functionArn.split(':')[6],
        condition,
        tries: approximateInvokeCount,
        execution: detail.executionArn,
        error: responsePayload.errorType,
      };
    });

  it('to tell: the event lies in the dead-letter queue, with what it failed on', async () => {
    const nowhere = 'arn:aws:sns:us-east-1:000000000000:nowhere';
    await begin({ secret: () => 'not JSON', environment: { ALERT_TOPIC_ARN: nowhere } });
    const execution = await service.start();
    await service.ended(execution);
    const name = 'audience-sync-dev-tell-failure';
    const error = 'AwsRequestRejected';
    expect(letters()).toEqual([{ name, condition: 'RetriesExhausted', tries: 3, execution, error }]);
    expect(service.aws.deadLetters[0]!.body).toContain(`topic ${nowhere}`);
    expect(service.aws.messages).toEqual([]);
  });

  it('to clean up: the event lies in the dead-letter queue, and the job still runs', async () => {
    let isBroken = false;
    const breakAndStop = async (): Promise<void> => {
      isBroken = true;
      await stop();
    };
    await run('Wait for export', breakAndStop, {
      secret: ({ credentials }) => (isBroken ? 'not JSON' : JSON.stringify(credentials)),
      faults: () => [{ kind: 'export-job-stalls' }],
    });
    const name = 'audience-sync-dev-cancel-left-running';
    const execution = await started;
    expect(letters()).toEqual([{ name, condition: 'RetriesExhausted', tries: 3, execution, error: 'SecretInvalid' }]);
    expect(await cancellations()).toEqual([]);
    const [job] = await allOf(service.segmentation.listExportJobs());
    expect(classifyExportStatus(job!.status)).toBe('running');
  });
});
