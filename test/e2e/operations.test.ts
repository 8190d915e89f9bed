import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { cp, readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import type { HistoryEvent } from '../../local/index.ts';
import { copyAssembly } from '../support/assembly.ts';
import type { Exchange } from '../contract/check-exchange.ts';
import { PROJECT } from './support/command.ts';
import { expectCjaToBeRight } from './support/expect-cja.ts';
import { newFolder, removeFolder } from './support/folders.ts';
import { recordOf, type Service, startService } from './support/service.ts';

const TWO_MINUTES = 120_000;
const SANDBOX = path.join(PROJECT, 'test/fixtures/two-policies');
const SYNC = path.join(SANDBOX, 'sync.json');

let assembly: string;
let service: Service;
/** What all functions of all these runs wrote to their logs. */
const logged: string[] = [];

beforeAll(async () => {
  assembly = await newFolder();
  copyAssembly(SYNC, assembly);
}, TWO_MINUTES);
afterAll(() => removeFolder(assembly));

const begin = async (options: Partial<Parameters<typeof startService>[0]> = {}): Promise<void> => {
  service = await startService({ assembly, sandboxFolder: SANDBOX, ...options });
};
afterEach(async () => {
  logged.push(...service.logged);
  await service.close();
});

/** Requests that would change something at Adobe; asking IMS for a token and CJA for a report does not. */
const changes = (exchanges: readonly Exchange[]): string[] =>
  exchanges
    .filter(({ request: { method, url } }) => method !== 'GET' && !/^\/(ims|cja\/reports)\b/.test(url))
    .map(({ request: { method, url } }) => `${method} ${url}`);

const created = (exchanges: readonly Exchange[], what: 'export/jobs' | 'query/queries'): Exchange[] =>
  exchanges.filter(({ request: { method, url } }) => method === 'POST' && url.endsWith(what));

describe('a dry run', () => {
  it('ends as planned, with the SQL, and changes nothing at Adobe', async () => {
    await begin();
    const ended = await service.ended(await service.start({ dryRun: true }));
    expect(ended.status).toBe('SUCCEEDED');
    expect(recordOf(ended)).toMatchObject({
      outcome: 'planned',
      exportGroups: [{ mergePolicyId: 'crm-first' }, { mergePolicyId: 'shop-first' }],
      sql: { text: expect.stringMatching(/^\$\$ BEGIN\n[^]*INSERT INTO audience_membership\b[^]*END; \$\$;$/) },
    });
    expect(changes(await service.exchanges())).toEqual([]);
  });
});

describe('an execution that is started while a dry run is active', () => {
  it('is not skipped', async () => {
    let starting: Promise<string> | undefined;
    await begin({
      environment: { ADOBE_RETRY_WAIT_MS: '1' },
      // The dry run waits for its next try; the other one begins in the same second, and is the younger by its name.
      onHistoryEvent: ({ type }) => {
        if (type === 'TaskFailed') starting ??= service.meanwhile(() => service.start({}, 'run-b'));
      },
    });
    const audience = { method: 'GET', path: '/data/core/ups/audiences/{id}' } as const;
    service.emulator.faults.add({ kind: 'adobe-error', on: audience, status: 503, times: 8 });
    const dry = await service.start({ dryRun: true }, 'run-a');
    expect(recordOf(await service.ended(dry))).toMatchObject({ outcome: 'planned' });
    expect(recordOf(await service.ended(await starting!))).toMatchObject({ outcome: 'refreshed' });
  });
});

describe('an execution with an override that does not exist', () => {
  it('fails as InputInvalid, naming it, before any call to Adobe', async () => {
    await begin();
    const ended = await service.ended(await service.start({ dryrun: true }));
    expect(ended).toMatchObject({ status: 'FAILED', error: 'InputInvalid', cause: expect.stringContaining('dryrun') });
    expect(await service.exchanges()).toEqual([]);
  });
});

describe('an execution that is started while another one runs', () => {
  it('ends as skipped without a call to Adobe, and the older one goes on', async () => {
    let starting: Promise<string> | undefined;
    await begin({
      onHistoryEvent: ({ stateEnteredEventDetails }) => {
        if (stateEnteredEventDetails?.name === 'Check export') starting ??= service.meanwhile(() => service.start());
      },
    });
    const first = await service.start();
    expect(recordOf(await service.ended(first))).toMatchObject({ outcome: 'refreshed' });
    const second = await starting!;
    expect(recordOf(await service.ended(second))).toMatchObject({ outcome: 'skipped', olderExecutionArn: first });

    const lines = service.logged.map((line) => JSON.parse(line));
    const answersFor = (arn: string) =>
      lines.filter(({ message, execution }) => message === 'Adobe answered' && execution === arn.split(':').at(-1));
    expect(answersFor(first)).not.toEqual([]);
    expect(answersFor(second)).toEqual([]);
    expect(created(await service.exchanges(), 'query/queries')).toHaveLength(1);
  });
});

describe('an execution whose secret lacks a field', () => {
  it('fails as SecretInvalid, naming the field and no value; mended and redriven, it goes on', async () => {
    let isMended = false;
    await begin({
      secret: ({ credentials: { clientId, clientSecret, orgId, scopes } }) =>
        JSON.stringify(isMended ? { clientId, clientSecret, orgId, scopes } : { clientId, clientSecret, scopes }),
    });
    const arn = await service.start();
    const failed = await service.ended(arn);
    expect(failed).toMatchObject({ status: 'FAILED', error: 'SecretInvalid', cause: expect.stringContaining('orgId') });
    expect(failed.cause).not.toContain(service.emulator.credentials.clientSecret);

    isMended = true;
    await service.redrive(arn);
    const ended = await service.ended(arn);
    expect(ended).toMatchObject({ status: 'SUCCEEDED', redriveCount: 1 });
    await expectCjaToBeRight(service, SYNC);
  });
});

describe('an execution whose dataset does not exist', () => {
  it('fails as DatasetUnusable, naming it, before anything is exported', async () => {
    const sandboxFolder = await newFolder();
    await cp(SANDBOX, sandboxFolder, { recursive: true });
    const description = JSON.parse(await readFile(path.join(SANDBOX, 'sandbox.json'), 'utf8'));
    const exported = description.datasets.find(({ kind }: { kind: string }) => kind === 'export');
    exported.id = 'another-export';
    await writeFile(path.join(sandboxFolder, 'sandbox.json'), JSON.stringify(description));

    await begin({ sandboxFolder });
    const failed = await service.ended(await service.start());
    const says = 'dataset export: it does not exist';
    expect(failed).toMatchObject({ status: 'FAILED', error: 'DatasetUnusable', cause: expect.stringContaining(says) });
    expect(changes(await service.exchanges())).toEqual([]);
    await removeFolder(sandboxFolder);
  });
});

describe('an export job whose answer was lost', () => {
  it('is adopted: no second one is created', async () => {
    await begin();
    const { id } = await service.segmentation.createExportJob({
      fields: '_shop.customerId,segmentMembership',
      mergePolicy: { id: 'crm-first' },
      filter: {
        segments: [{ segmentId: 'gold', segmentNs: 'ups', status: ['realized', 'existing'] }],
        emptyProfiles: true,
      },
      destination: { datasetId: 'export', segmentPerBatch: false },
      schema: { name: '_xdm.context.profile' },
    });
    const record = recordOf(await service.ended(await service.start()));
    expect(record).toMatchObject({
      outcome: 'refreshed',
      exports: [{ mergePolicyId: 'crm-first', jobId: id }, { mergePolicyId: 'shop-first' }],
    });
    // The one that was there, and that of the other merge policy.
    expect(created(await service.exchanges(), 'export/jobs')).toHaveLength(2);
    await expectCjaToBeRight(service, SYNC);
  });
});

describe('an export that fails more often than the definition allows', () => {
  it('fails the execution; redriven, it exports anew and ends green', async () => {
    let isSabotaged = true;
    const cancelled: string[] = [];
    /** Whenever the run waits for an export, somebody cancels the job. */
    const sabotage = async (): Promise<void> => {
      for await (const { id } of service.segmentation.listExportJobs()) {
        await service.segmentation.cancelExportJob(id);
        cancelled.push(id);
        break;
      }
    };
    await begin({
      onHistoryEvent: ({ type, stateEnteredEventDetails }: HistoryEvent) => {
        if (isSabotaged && type === 'WaitStateEntered' && stateEnteredEventDetails?.name === 'Wait for export') {
          void service.meanwhile(sabotage);
        }
      },
    });
    const arn = await service.start();
    const failed = await service.ended(arn);
    expect(failed).toMatchObject({ status: 'FAILED', error: 'ExportJobFailed' });
    expect(failed.cause).toContain(`export job ${cancelled[1]} ended as FAILED`);
    expect(cancelled).toHaveLength(2);
    expect(created(await service.exchanges(), 'query/queries')).toEqual([]);

    isSabotaged = false;
    await service.redrive(arn);
    const ended = await service.ended(arn);
    expect(ended).toMatchObject({ status: 'SUCCEEDED', redriveCount: 1 });
    const record = recordOf(ended);
    expect(record).toMatchObject({ outcome: 'refreshed', redrives: 1 });
    expect(JSON.stringify(record)).not.toContain(`"jobId":"${cancelled[0]}"`);
    // Two that were cancelled, then one per merge policy; and one transform.
    expect(created(await service.exchanges(), 'export/jobs')).toHaveLength(4);
    expect(created(await service.exchanges(), 'query/queries')).toHaveLength(1);
    await expectCjaToBeRight(service, SYNC);
  });
});

describe('the history of an execution', () => {
  it('holds neither the secret nor a token nor a person', async () => {
    await begin();
    const arn = await service.start();
    expect((await service.ended(arn)).status).toBe('SUCCEEDED');
    const history = await service.historyText(arn);
    expect(history).toContain('Record run');
    for (const hidden of [
      service.emulator.credentials.clientSecret,
      'emulated-token',
      'ann-in-the-shop',
      '@example.com',
    ]) {
      expect(history).not.toContain(hidden);
    }
  });
});

describe('what the functions logged in all these runs', () => {
  it('is one JSON object a line, each naming sync, execution, and the state or how the execution ended', () => {
    expect(logged.length).toBeGreaterThan(100);
    for (const line of logged) {
      const fields = JSON.parse(line);
      // A metric, not a log line: it names stage and sync.
      if ('_aws' in fields) continue;
      expect(fields).toMatchObject({
        sync: 'two-policies',
        execution: expect.stringMatching(/^(?:[0-9a-f-]{36}|run-[ab])$/),
      });
      expect(fields.state ?? fields.status).toEqual(expect.any(String));
    }
  });

  it('holds neither the secret nor a token nor a person', () => {
    const text = logged.join('\n');
    for (const hidden of ['emulated-client-secret', 'emulated-token', 'ann-in-the-shop', '@example.com']) {
      expect(text).not.toContain(hidden);
    }
  });
});
