import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import path from 'node:path';
import type { InProcessFaultDescription } from '../../emulator/faults/index.ts';
import { copyAssembly } from '../support/assembly.ts';
import { PROJECT } from './support/command.ts';
import { newFolder, removeFolder } from './support/folders.ts';
import { type Service, startService } from './support/service.ts';

const TWO_MINUTES = 120_000;
const SANDBOX = path.join(PROJECT, 'test/fixtures/three-persons');
const PERSON_IDS = ['ann', 'ben', 'cleo'];
const PLANTED = [
  ...PERSON_IDS.map((id) => new RegExp(`\\b${id}\\b`)),
  /planted-token/,
  /\beyJ[\w-]{10,}/,
  /"authorization"/i,
];
const ENVIRONMENT = { POWERTOOLS_LOG_LEVEL: 'DEBUG', ADOBE_RETRY_WAIT_MS: '10' };

let assembly: string;
let service: Service;

beforeAll(async () => {
  assembly = await newFolder();
  copyAssembly(path.join(SANDBOX, 'sync.json'), assembly);
}, TWO_MINUTES);
afterAll(() => removeFolder(assembly));
afterEach(() => service.close());

/** What a service of Adobe's might say about what it was sent, and about a person whose data it read. */
const OF_REQUEST = 'not for ann@example.com, who sent Bearer planted-token-7f3a';
const OF_DATA = `cannot cast 'cleo' of mail ann@example.com`;
const REFUSED = { kind: 'adobe-error', status: 400, times: null, message: OF_REQUEST } as const;

/** Everything that a run has told anybody: logs, states, errors, payloads, messages. */
async function everythingSaid(arn: string): Promise<string> {
  return [
    ...service.logged,
    await service.historyText(arn),
    JSON.stringify(await service.ended(arn)),
    JSON.stringify(service.aws.messages),
  ].join('\n');
}

describe('no secret, token or person ID is in what a run says, with debug logs', () => {
  it.each<[string, (secret: string) => InProcessFaultDescription[], RegExp]>([
    ['that succeeds', () => [], /"outcome":"refreshed|\\"outcome\\":\\"refreshed/],
    [
      'whose credential is refused, with the secret in the refusal',
      (secret) => [
        {
          kind: 'adobe-error',
          status: 401,
          message: `invalid client_secret parameter ${secret}`,
          times: null,
          on: { service: 'ims' },
        },
      ],
      /AdobeCredentialsRejected/,
    ],
    [
      'that Adobe refuses a request of, indiscreetly',
      () => [{ ...REFUSED, on: { method: 'POST', path: '/data/core/ups/export/jobs' } }],
      /AdobeRequestRejected/,
    ],
    [
      'whose query fails on somebody’s data',
      () => [
        { kind: 'query-fails', times: null, errors: [{ code: '22000', message: OF_DATA, errorType: 'USER_ERROR' }] },
      ],
      /TransformFailed/,
    ],
    [
      'whose export fails on somebody’s data',
      () => [{ kind: 'export-job-fails', times: null, errors: [{ code: '0090000009', msg: OF_DATA }] }],
      /ExportJobFailed/,
    ],
    [
      'whose tokens are revoked on the way',
      () => [{ kind: 'tokens-revoked', nth: 5, times: 2 }],
      /"outcome":"refreshed|\\"outcome\\":\\"refreshed/,
    ],
  ])(
    'of a run %s',
    async (_, faultsFor, outcome) => {
      service = await startService({ assembly, sandboxFolder: SANDBOX, environment: ENVIRONMENT });
      const { emulator } = service;
      const { clientSecret } = emulator.credentials;
      for (const fault of faultsFor(clientSecret)) emulator.faults.add(fault);
      const arn = await service.start();
      await service.ended(arn);
      const said = await everythingSaid(arn);

      expect([outcome.test(said), said.includes('Adobe answered')]).toEqual([true, true]);
      expect(PLANTED.filter((planted) => planted.test(said))).toEqual([]);
      expect(said.includes(clientSecret)).toBe(false);
    },
    TWO_MINUTES,
  );

  it(
    'of a run whose credential is rotated while it waits: the old one is refused at once, and nobody has to do anything',
    async () => {
      let isRotated = false;
      const rotate = (): Promise<void> => {
        isRotated = true;
        service.emulator.faults.add({ kind: 'tokens-revoked' });
        service.emulator.faults.add({ kind: 'adobe-error', status: 401, message: 'no', on: { service: 'ims' } });
        return Promise.resolve();
      };
      let rotated: Promise<void> | undefined;
      let looks = 0;
      service = await startService({
        assembly,
        sandboxFolder: SANDBOX,
        environment: ENVIRONMENT,
        // The same credential in another spelling is another one to the functions.
        secret: ({ credentials: { scopes, ...others } }) =>
          JSON.stringify({ ...others, scopes: isRotated ? scopes.split(',').reverse().join(',') : scopes }),
        onHistoryEvent: ({ stateEnteredEventDetails }) => {
          if (stateEnteredEventDetails?.name === 'Check export') looks += 1;
          // By the second look the function has a token of the old credential.
          if (looks === 2) rotated ??= service.meanwhile(rotate);
        },
      });
      const arn = await service.start();
      expect((await service.ended(arn)).status).toBe('SUCCEEDED');
      const said = await everythingSaid(arn);
      expect(said.includes('Adobe rejected the credential, so the secret was read anew')).toBe(true);
      expect(said.includes('TaskFailed')).toBe(false);
      expect(said.includes(service.emulator.credentials.clientSecret)).toBe(false);
    },
    TWO_MINUTES,
  );
});
