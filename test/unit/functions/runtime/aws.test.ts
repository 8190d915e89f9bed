import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import type * as credentials from '../../../../functions/runtime/credentials.ts';
import type * as executions from '../../../../functions/runtime/executions.ts';
import { beginInvocation } from '../../../../functions/runtime/time-left.ts';

type Reply = { status: number; type?: string; message?: string; body?: unknown } | 'reset';

/** AWS as the SDK meets it: an endpoint that answers as told. */
let server: Server;
let reply: Reply;
let asked: number;
/** Imported once the environment aims the SDK at the server. */
let readCredentials: typeof credentials.readCredentials;
let listExecutions: typeof executions.listExecutions;
let readExecutionOutput: typeof executions.readExecutionOutput;

beforeAll(async () => {
  server = createServer((request, response) => {
    asked += 1;
    if (reply === 'reset') {
      request.socket.destroy();
      return;
    }
    const { status, type, message, body } = reply;
    response.writeHead(status, { 'content-type': 'application/x-amz-json-1.0', 'x-amzn-requestid': 'req-1' });
    response.end(JSON.stringify(body ?? { __type: type, message }));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  Object.assign(process.env, {
    AWS_ENDPOINT_URL: `http://127.0.0.1:${String((server.address() as AddressInfo).port)}`,
    AWS_REGION: 'us-east-1',
    AWS_ACCESS_KEY_ID: 'local',
    AWS_SECRET_ACCESS_KEY: 'local',
  });
  ({ readCredentials } = await import('../../../../functions/runtime/credentials.ts'));
  ({ listExecutions, readExecutionOutput } = await import('../../../../functions/runtime/executions.ts'));
});
beforeEach(() => {
  asked = 0;
  beginInvocation({ getRemainingTimeInMillis: () => 120_000 });
});
afterAll(() => {
  server.closeAllConnections();
  server.close();
});

const MACHINE = 'arn:aws:states:us-east-1:123456789012:stateMachine:audience-sync-dev-daily';
const EXECUTION = 'arn:aws:states:us-east-1:123456789012:execution:audience-sync-dev-daily:run-1';

const calls = {
  list: async () => {
    for await (const execution of listExecutions(MACHINE, 'RUNNING')) return execution;
    return null;
  },
  describe: () => readExecutionOutput(EXECUTION),
  secret: () => readCredentials('audience-sync/adobe', Math.random() * 1e15),
};
const about = {
  list: ['states:ListExecutions', MACHINE],
  describe: ['states:DescribeExecution', EXECUTION],
  secret: ['secretsmanager:GetSecretValue', 'secret audience-sync/adobe'],
};

describe('what AWS answers to a function has a name of the error contract', () => {
  it.each<[keyof typeof calls, Reply, string]>([
    ['list', { status: 400, type: 'ThrottlingException', message: 'Rate exceeded' }, 'AwsUnavailable'],
    ['list', { status: 500, type: 'InternalServerError' }, 'AwsUnavailable'],
    ['list', { status: 503, type: 'ServiceUnavailable' }, 'AwsUnavailable'],
    ['list', 'reset', 'AwsUnavailable'],
    ['list', { status: 400, type: 'AccessDeniedException', message: 'not authorized' }, 'AwsAccessDenied'],
    ['list', { status: 400, type: 'StateMachineDoesNotExist' }, 'AwsRequestRejected'],
    ['describe', { status: 400, type: 'KmsThrottlingException' }, 'AwsUnavailable'],
    ['describe', { status: 400, type: 'KmsAccessDeniedException' }, 'AwsAccessDenied'],
    ['describe', { status: 400, type: 'KmsInvalidStateException' }, 'AwsAccessDenied'],
    ['describe', { status: 400, type: 'ExecutionDoesNotExist' }, 'AwsRequestRejected'],
    ['secret', { status: 500, type: 'InternalServiceError' }, 'AwsUnavailable'],
    ['secret', { status: 500, type: 'InternalFailure' }, 'AwsUnavailable'],
    ['secret', { status: 400, type: 'RequestLimitExceeded' }, 'AwsUnavailable'],
    ['secret', 'reset', 'AwsUnavailable'],
    ['secret', { status: 400, type: 'DecryptionFailure' }, 'AwsAccessDenied'],
    ['secret', { status: 400, type: 'AccessDeniedException' }, 'AwsAccessDenied'],
    ['secret', { status: 403, type: 'UnrecognizedClientException' }, 'AwsAccessDenied'],
    ['secret', { status: 400, type: 'InvalidParameterException' }, 'AwsRequestRejected'],
  ])('%s: %j is %s', async (which, answer, name) => {
    reply = answer;
    const error: unknown = await calls[which]().catch((caught: unknown) => caught);
    const [action, resource] = about[which];
    expect(error).toMatchObject({ name, cause: expect.any(Error) });
    expect(String(error)).toContain(action);
    expect(String(error)).toContain(resource);
    if (answer !== 'reset') expect(String(error)).toContain(answer.type);
    // The SDK tries three times at most, and once where another try cannot help.
    expect(asked).toBeGreaterThanOrEqual(1);
    expect(asked).toBeLessThanOrEqual(name === 'AwsUnavailable' ? 3 : 1);
  });

  it.each<[string, Reply, string]>([
    ['does not exist', { status: 400, type: 'ResourceNotFoundException' }, 'there is no such secret'],
    ['is marked for deletion', { status: 400, type: 'InvalidRequestException' }, 'marked for deletion'],
    ['is not JSON', { status: 200, body: { SecretString: 'p8e-do-not-tell' } }, 'its value is not JSON'],
    ['lacks a field', { status: 200, body: { SecretString: '{"clientId":"c"}' } }, 'clientSecret: is missing'],
    ['is binary', { status: 200, body: { SecretBinary: 'cDhl' } }, 'its value is not JSON'],
  ])('a secret that %s is SecretInvalid', async (_, answer, what) => {
    reply = answer;
    const error: unknown = await calls.secret().catch((caught: unknown) => caught);
    expect(error).toMatchObject({ name: 'SecretInvalid' });
    expect(String(error)).toContain(what);
    expect(String(error)).not.toContain('do-not-tell');
  });

  it('is not even asked when the time of the function is used up', async () => {
    beginInvocation({ getRemainingTimeInMillis: () => 20_000 });
    await expect(calls.list()).rejects.toMatchObject({ name: 'AwsUnavailable' });
    expect(asked).toBe(0);
  });
});
