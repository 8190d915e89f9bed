import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import path from 'node:path';
import { copyAssembly } from '../support/assembly.ts';
import { PROJECT } from './support/command.ts';
import { newFolder, removeFolder } from './support/folders.ts';
import { type Service, startService } from './support/service.ts';

const TWO_MINUTES = 120_000;
const SANDBOX = path.join(PROJECT, 'test/fixtures/three-persons');

let assembly: string;
let service: Service;

beforeAll(async () => {
  assembly = await newFolder();
  copyAssembly(path.join(SANDBOX, 'sync.json'), assembly);
}, TWO_MINUTES);
afterAll(() => removeFolder(assembly));
afterEach(() => service.close());

const begin = async (options: Partial<Parameters<typeof startService>[0]> = {}): Promise<void> => {
  service = await startService({ assembly, sandboxFolder: SANDBOX, ...options });
};

describe('an execution that fails', () => {
  it('is told of in one message to the topic, and not again when its redrive succeeds', async () => {
    let isMended = false;
    await begin({
      secret: ({ credentials: { clientId, clientSecret, orgId, scopes } }) =>
        JSON.stringify(isMended ? { clientId, clientSecret, orgId, scopes } : { clientId, clientSecret, scopes }),
    });
    const arn = await service.start();
    const { stopDate } = await service.ended(arn);
    const until = new Date(stopDate!.getTime() + 14 * 24 * 3_600_000).toISOString().slice(0, 16).replace('T', ' ');
    expect(service.aws.messages).toEqual([
      expect.objectContaining({
        topicName: 'audience-sync-dev-alerts',
        subject: '[dev] Audience sync three-persons failed at Plan run: SecretInvalid',
      }),
    ]);
    const { text } = service.aws.messages[0]!;
    expect(text.split('\n')).toEqual([
      'Sync: three-persons (stage dev)',
      'State: Plan run',
      'Error: SecretInvalid',
      expect.stringMatching(/^What happened: .*secret audience-sync\/adobe: .*orgId/),
      expect.stringMatching(/^What to do: Store clientId, .*then redrive the execution\.$/),
      expect.stringMatching(new RegExp(`^Redrive: possible until ${until} UTC, .* --execution-arn ${arn}$`)),
      `Execution: ${arn}`,
      expect.stringMatching(new RegExp(`^Console: https://us-east-1\\.console\\.aws\\.amazon\\.com/.*${arn}$`)),
      'Runbook: docs/runbook.md#secretinvalid',
      '',
    ]);
    expect(text).not.toContain(service.emulator.credentials.clientSecret);

    isMended = true;
    await service.redrive(arn);
    expect(await service.ended(arn)).toMatchObject({ status: 'SUCCEEDED' });
    expect(service.aws.messages).toHaveLength(1);
    expect(service.aws.deadLetters).toEqual([]);
  });

  it('is told of again when its redrive fails too', async () => {
    await begin({ secret: () => 'not JSON' });
    const arn = await service.start();
    await service.ended(arn);
    await service.redrive(arn);
    await service.ended(arn);
    expect(service.aws.messages.map(({ text }) => /^Redrives: .*$/m.exec(text)?.[0])).toEqual([
      undefined,
      'Redrives: 1',
    ]);
  });
});

describe('an execution that somebody stops', () => {
  it('is told of with the state that it was in and what whoever stopped it said', async () => {
    let stopping: Promise<void> | undefined;
    await begin({
      onHistoryEvent: ({ stateEnteredEventDetails }) => {
        if (stateEnteredEventDetails?.name !== 'Wait for export') return;
        stopping ??= service.meanwhile(async () => service.stop(await started, { cause: 'the audiences are wrong' }));
      },
    });
    const started = service.start();
    const arn = await started;
    expect(await service.ended(arn)).toMatchObject({ status: 'ABORTED' });
    await stopping;
    expect(service.aws.messages).toEqual([
      expect.objectContaining({
        subject: '[dev] Audience sync three-persons was stopped at Wait for export',
        text: expect.stringMatching(/^What happened: Somebody stopped the execution: the audiences are wrong\.$/m),
      }),
    ]);
  });
});

describe('an execution that succeeds', () => {
  it('is nothing to tell of', async () => {
    await begin();
    expect(await service.ended(await service.start())).toMatchObject({ status: 'SUCCEEDED' });
    expect(service.aws.messages).toEqual([]);
    expect(service.aws.deadLetters).toEqual([]);
  });
});
