import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import * as z from 'zod';
import { logger } from '../../../../functions/runtime/log.ts';
import { readEnvironment } from '../../../../functions/runtime/environment.ts';
import { step } from '../../../../functions/runtime/step.ts';
import { AdobeNotFound } from '../../../../shared/adobe/errors.ts';
import { SyncError } from '../../../../shared/errors/sync-error.ts';
import { StepContext } from '../../../../shared/steps/common.ts';

const contract = { input: z.strictObject({ context: StepContext }), output: z.strictObject({ count: z.number() }) };
const event = {
  context: { state: 'Check export', now: '2026-01-05T06:00:00Z', redriveCount: 0, redrivenAt: null },
};
const invocation = { getRemainingTimeInMillis: () => 120_000 };

/** What a step throws whose work ends like this. */
const thrownBy = (work: () => Promise<unknown>, input: unknown = event): Promise<unknown> =>
  step(contract, work as () => Promise<{ count: number }>)(input, invocation).then(
    () => 'nothing',
    (thrown: unknown) => thrown,
  );

// The log is looked at in the end-to-end tests.
beforeAll(() => {
  logger.setLogLevel('SILENT');
});
afterAll(() => {
  logger.setLogLevel('INFO');
});

describe('whatever a step throws', () => {
  const notFound = new AdobeNotFound(
    { service: 'platform', method: 'GET', path: '/x', resource: 'x 1' },
    { what: 'gone', status: 404, requestId: null },
  );
  const superseded = new SyncError('RunSuperseded', { resource: 'run 1', what: 'newer', next: 'Nothing' });
  const bug = new TypeError("Cannot read properties of undefined (reading 'id')");

  it.each<[string, () => Promise<unknown>, string, string]>([
    ['an error of the sync', () => Promise.reject(superseded), 'RunSuperseded', 'newer'],
    ['an error of Adobe', () => Promise.reject(notFound), 'AdobeNotFound', 'gone'],
    ['a bug', () => Promise.reject(bug), 'UnexpectedError', 'TypeError'],
    ['an output that is not the contract’s', () => Promise.resolve({ count: 'x' }), 'UnexpectedError', 'count: '],
    [
      'an output with more than the contract’s',
      () => Promise.resolve({ count: 1, more: 1 }),
      'UnexpectedError',
      'more',
    ],
    // eslint-disable-next-line @typescript-eslint/prefer-promise-reject-errors -- Anything can be thrown.
    ['no error at all', () => Promise.reject('jane'), 'UnexpectedError', 'a thrown string'],
  ])('%s has a name of the contract', async (_, work, name, text) => {
    const error = await thrownBy(work);
    expect(error).toMatchObject({ name, message: expect.stringContaining(text) });
  });

  it('keeps the cause of what nobody thought of', async () => {
    expect(await thrownBy(() => Promise.reject(bug))).toMatchObject({ cause: bug });
  });

  it('says nothing of a text that could not be parsed, which its parser quotes', async () => {
    const error = await thrownBy(() => Promise.resolve(JSON.parse('"person-id-of-jane') as unknown));
    expect(error).toMatchObject({ name: 'UnexpectedError' });
    expect(JSON.stringify([String(error), (error as Error).cause ?? null])).not.toContain('jane');
  });

  it('is InputInvalid for a payload that is not the step’s', async () => {
    const error = await thrownBy(() => Promise.resolve({ count: 1 }), { context: {} });
    expect(error).toMatchObject({ name: 'InputInvalid', message: expect.stringContaining('context.state') });
  });
});

describe('the environment of the functions', () => {
  it('needs nothing to be set', () => {
    expect(readEnvironment({})).toMatchObject({
      ADOBE_PLATFORM_URL: 'https://platform.adobe.io',
      ADOBE_REQUEST_TIMEOUT_MS: 30_000,
      ADOBE_RETRY_WAIT_MS: 1000,
    });
  });

  it.each([
    ['ADOBE_REQUEST_TIMEOUT_MS', '0'],
    ['ADOBE_REQUEST_TIMEOUT_MS', '30s'],
    ['ADOBE_REQUEST_TIMEOUT_MS', '60001'],
    ['ADOBE_RETRY_WAIT_MS', ''],
    ['ADOBE_IMS_URL', 'localhost'],
  ])('is refused with %s=%s', (variable, value) => {
    expect(() => readEnvironment({ AWS_LAMBDA_FUNCTION_NAME: 'check', [variable]: value })).toThrow(
      expect.objectContaining({ name: 'EnvironmentInvalid', message: expect.stringContaining(variable) }),
    );
  });
});
