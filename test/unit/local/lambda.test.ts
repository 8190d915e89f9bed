import { afterAll, describe, expect, it } from '@jest/globals';
import { EventEmitter, once } from 'node:events';
import { readAssembly } from '../../../local/assembly/assembly.ts';
import { seededRandom } from '../../../local/asl/query/random.ts';
import { LambdaFunctions } from '../../../local/lambda/lambda-functions.ts';
import { functionResource, writeAssembly } from './fixture-assembly.ts';

const BUNDLES = {
  echo: `
    let invocations = 0;
    globalThis.seen ??= 0;
    export const handler = async (event, context) => {
      console.log('line one'); console.error('line two');
      invocations += 1; globalThis.seen += 1;
      await new Promise((resolve) => setTimeout(resolve, event?.milliseconds ?? 0));
      const { getRemainingTimeInMillis, ...rest } = context;
      return { event, invocations, seen: globalThis.seen, env: process.env, context: rest, left: getRemainingTimeInMillis() };
    };`,
  throwing: `
    class SyncError extends Error { name = 'ExportJobFailed'; }
    export const handler = async ({ kind }) => {
      if (kind === 'text') throw 'just text';
      if (kind === 'type') null.x;
      throw new SyncError('job 1 failed');
    };`,
  hanging: 'export const handler = () => new Promise(() => setInterval(() => undefined, 1000));',
  looping: 'export const handler = () => { for (;;); };',
  exiting: 'export const handler = () => process.exit(3);',
  crashing: "export const handler = () => new Promise(() => setTimeout(() => { throw new RangeError('later'); }, 1));",
  greedy: 'export const handler = () => { const all = []; for (;;) all.push(new Array(100_000).fill(all.length)); };',
  large: "export const handler = ({ bytes }) => 'x'.repeat(bytes);",
  broken: "throw new TypeError('cannot start');",
  handlerless: 'export const other = 1;',
  nothing: 'export const handler = () => undefined;',
};

const resources = Object.fromEntries(
  Object.keys(BUNDLES).map((name) => [
    name,
    functionResource(name, {
      FunctionName: name,
      Timeout: name === 'hanging' || name === 'looping' ? 1 : 20,
      MemorySize: 64,
      Environment: { Variables: { OWN: name, BOTH: 'template' } },
    }),
  ]),
);
const heard = new EventEmitter();
const functions = new LambdaFunctions({
  functions: readAssembly(writeAssembly({ bundles: BUNDLES, Resources: resources }), 'us-east-1').functions,
  environment: { AWS_REGION: 'us-east-1', BOTH: 'host' },
  random: seededRandom(1),
  onLog: (name, line) => heard.emit(`${name}: ${line}`),
});

afterAll(() => functions.kill());

const invoke = async (
  name: string,
  payload: Parameters<LambdaFunctions['invoke']>[1] = {},
): Promise<Record<string, never>> => (await functions.invoke(name, payload)) as never;
const failureOf = (
  answer: Record<string, string>,
): [string | undefined, { errorMessage: string; trace?: string[] }] => [
  answer['error'],
  JSON.parse(answer['cause'] ?? 'null') as never,
];

describe('a function in its sandbox', () => {
  it('gets the event and a context, and sees an environment of its own', async () => {
    const answer = await invoke('echo', { a: 1 });
    expect(answer).toMatchObject({ kind: 'returned', requestId: expect.stringMatching(/^[0-9a-f-]{36}$/) });
    const { event, env, context, left } = answer['payload'] as unknown as Record<string, Record<string, string>>;
    expect(event).toEqual({ a: 1 });
    expect(env).toEqual({
      OWN: 'echo',
      BOTH: 'host',
      AWS_REGION: 'us-east-1',
      AWS_LAMBDA_FUNCTION_NAME: 'echo',
      AWS_LAMBDA_FUNCTION_VERSION: '$LATEST',
      AWS_LAMBDA_FUNCTION_MEMORY_SIZE: '64',
      AWS_EXECUTION_ENV: 'AWS_Lambda_nodejs24.x',
      LAMBDA_TASK_ROOT: expect.stringContaining('asset.echo'),
    });
    expect(context).toMatchObject({
      awsRequestId: answer['requestId'],
      functionName: 'echo',
      functionVersion: '$LATEST',
      invokedFunctionArn: 'arn:aws:lambda:us-east-1:000000000000:function:echo',
      memoryLimitInMB: '64',
      logGroupName: '/aws/lambda/echo',
    });
    expect(left).toBeGreaterThan(15_000);
    expect(left).toBeLessThanOrEqual(20_000);
  });

  it('is kept warm for the next invocation, and shares nothing with one that runs beside it', async () => {
    const seen = async (milliseconds: number): Promise<unknown> => {
      const { invocations, seen: inThread } = (await invoke('echo', { milliseconds }))['payload'] as unknown as Record<
        string,
        number
      >;
      return [invocations, inThread];
    };
    const [[before]] = [(await seen(0)) as number[]];
    const beside = await Promise.all([seen(200), seen(200)]);
    expect(beside).toContainEqual([(before ?? 0) + 1, (before ?? 0) + 1]);
    expect(beside).toContainEqual([1, 1]);
  });

  it('is found by name, by ARN and by ARN with $LATEST', async () => {
    const arn = 'arn:aws:lambda:us-east-1:000000000000:function:nothing';
    for (const name of ['nothing', arn, `${arn}:$LATEST`]) expect(await invoke(name)).toMatchObject({ payload: null });
  });

  it('has its output told line by line', async () => {
    const both = Promise.all([once(heard, 'echo: line one'), once(heard, 'echo: line two')]);
    await invoke('echo');
    expect(await both).toHaveLength(2);
  });

  it('reports what it throws as Lambda’s Node.js runtime does', async () => {
    const [error, cause] = failureOf(await invoke('throwing', { kind: 'error' }));
    expect(error).toBe('ExportJobFailed');
    expect(cause).toEqual({ errorType: 'ExportJobFailed', errorMessage: 'job 1 failed', trace: expect.any(Array) });
    expect(cause.trace?.[0]).toMatch(/job 1 failed$/);
    expect(failureOf(await invoke('throwing', { kind: 'type' }))[0]).toBe('TypeError');
    expect(failureOf(await invoke('throwing', { kind: 'text' }))).toEqual([
      'string',
      { errorType: 'string', errorMessage: 'just text', trace: [] },
    ]);
  });

  it.each(['hanging', 'looping'])('is ended when it takes longer than its timeout: %s', async (name) => {
    const [error, cause] = failureOf(await invoke(name));
    expect(error).toBe('Sandbox.Timedout');
    expect(cause.errorMessage).toMatch(/^RequestId: [0-9a-f-]{36} Error: Task timed out after 1\.00 seconds$/);
  });

  it.each<[string, RegExp]>([
    ['exiting', /Runtime exited with error: exit status 3/],
    ['greedy', /Runtime exited with error: signal: killed/],
  ])('that dies without an error type is Lambda.Unknown: %s', async (name, message) => {
    const answer = await invoke(name);
    expect(answer).toMatchObject({
      error: 'Lambda.Unknown',
      cause: expect.stringMatching(
        /^The cause could not be determined because Lambda did not return an error type\. Returned payload: /,
      ),
    });
    expect(answer).toMatchObject({ cause: expect.stringMatching(message) });
  });

  it('that crashes outside of an invocation’s promise reports the error', async () => {
    expect(failureOf(await invoke('crashing'))).toEqual([
      'RangeError',
      expect.objectContaining({ errorMessage: 'later' }),
    ]);
  });

  it('that cannot start reports why, each time', async () => {
    for (let time = 0; time < 2; time += 1) {
      expect(failureOf(await invoke('broken'))).toEqual([
        'TypeError',
        expect.objectContaining({ errorMessage: 'cannot start' }),
      ]);
    }
    expect(failureOf(await invoke('handlerless'))[0]).toBe('Runtime.HandlerNotFound');
  });

  it('that is killed fails with Lambda.Unknown, and the next invocation starts afresh', async () => {
    const running = invoke('echo', { milliseconds: 10_000 });
    await functions.kill('echo');
    expect(await running).toMatchObject({ error: 'Lambda.Unknown' });
    expect((await invoke('echo'))['payload']).toMatchObject({ invocations: 1 });
  });

  it('takes and gives at most 6 MB', async () => {
    const most = 6 * 1024 * 1024;
    expect(await invoke('large', { bytes: most - 2 })).toMatchObject({ kind: 'returned' });
    expect(failureOf(await invoke('large', { bytes: most - 1 }))[0]).toBe('Function.ResponseSizeTooLarge');
    expect(await invoke('nothing', 'x'.repeat(most))).toMatchObject({ error: 'Lambda.RequestTooLargeException' });
  });

  it('that does not exist is Lambda.ResourceNotFoundException', async () => {
    expect(await invoke('absent')).toMatchObject({
      error: 'Lambda.ResourceNotFoundException',
      cause: expect.stringContaining('Function not found: absent'),
    });
  });
});
