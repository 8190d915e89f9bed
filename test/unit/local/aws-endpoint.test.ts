import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { DescribeSecretCommand, GetSecretValueCommand, SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import {
  DescribeExecutionCommand,
  DescribeStateMachineCommand,
  DescribeStateMachineForExecutionCommand,
  GetExecutionHistoryCommand,
  ListActivitiesCommand,
  ListExecutionsCommand,
  ListStateMachinesCommand,
  paginateGetExecutionHistory,
  paginateListExecutions,
  RedriveExecutionCommand,
  SFNClient,
  StartExecutionCommand,
  StopExecutionCommand,
} from '@aws-sdk/client-sfn';
import { createLocalAws, type LocalAws, VirtualClock } from '../../../local/index.ts';
import { functionResource, writeAssembly } from './fixture-assembly.ts';

const START = Date.parse('2027-03-01T06:00:00Z');
const DAY = 24 * 60 * 60 * 1000;
const ARN = 'arn:aws:states:us-east-1:000000000000:stateMachine:machine';
const EXECUTION = 'arn:aws:states:us-east-1:000000000000:execution:machine';

/** Fails while the input says so and the secret is not rotated; waits as long as the input says. */
const DEFINITION = {
  QueryLanguage: 'JSONata',
  StartAt: 'Read secret',
  States: {
    'Read secret': {
      Type: 'Task',
      Resource: 'arn:aws:states:::lambda:invoke',
      Arguments: { FunctionName: 'read', Payload: '{% $states.input %}' },
      Output: '{% $states.result.Payload %}',
      Assign: { wait: '{% $states.result.Payload.wait %}' },
      Next: 'Wait',
    },
    Wait: { Type: 'Wait', Seconds: '{% $wait %}', End: true },
  },
};

/** The function's own view of AWS: it speaks to Secrets Manager by the environment alone. */
const READ = `
  export const handler = async ({ wait = 0 }) => {
    const answer = await fetch(process.env.AWS_ENDPOINT_URL_SECRETS_MANAGER, {
      method: 'POST',
      headers: { 'x-amz-target': 'secretsmanager.GetSecretValue', 'content-type': 'application/x-amz-json-1.1', authorization: 'x' },
      body: JSON.stringify({ SecretId: 'adobe/credentials' }),
    });
    const { SecretString } = await answer.json();
    if (SecretString === 'revoked') throw Object.assign(new Error('revoked'), { name: 'SecretInvalid' });
    return { secret: SecretString, wait };
  };`;

let aws: LocalAws;
let clock: VirtualClock;
let sfn: SFNClient;
let secrets: SecretsManagerClient;
let secret: string | undefined = 'good';

beforeAll(async () => {
  clock = new VirtualClock(START);
  const assembly = writeAssembly({
    bundles: { read: READ },
    Resources: {
      Role: { Type: 'AWS::IAM::Role' },
      Secret: { Type: 'AWS::SecretsManager::Secret', Properties: { Name: 'adobe/credentials' } },
      Read: functionResource('read', { FunctionName: 'read', Timeout: 10, MemorySize: 128 }),
      Machine: {
        Type: 'AWS::StepFunctions::StateMachine',
        Properties: {
          StateMachineName: 'machine',
          RoleArn: { 'Fn::GetAtt': ['Role', 'Arn'] },
          DefinitionString: JSON.stringify(DEFINITION),
        },
      },
      Nightly: {
        Type: 'AWS::Scheduler::Schedule',
        Properties: {
          ScheduleExpression: 'cron(0 6 * * ? *)',
          ScheduleExpressionTimezone: 'Europe/Vienna',
          Target: {
            Arn: { Ref: 'Machine' },
            Input: '{"at":"<aws.scheduler.scheduled-time>","id":"<aws.scheduler.execution-id>"}',
          },
        },
      },
    },
  });
  aws = await createLocalAws({ assembly, clock, seed: 7, region: 'us-east-1', secretValue: () => secret });
  const { AWS_ENDPOINT_URL: endpoint, AWS_REGION: region, AWS_ACCESS_KEY_ID, AWS_SECRET_ACCESS_KEY } = aws.environment;
  const credentials = { accessKeyId: AWS_ACCESS_KEY_ID!, secretAccessKey: AWS_SECRET_ACCESS_KEY! };
  const config = { endpoint: endpoint!, region: region!, credentials };
  sfn = new SFNClient(config);
  secrets = new SecretsManagerClient(config);
});

beforeEach(() => {
  secret = 'good';
});

afterAll(async () => {
  sfn.destroy();
  secrets.destroy();
  await aws.close();
});

const start = (name: string, input: unknown = {}): Promise<unknown> =>
  sfn.send(new StartExecutionCommand({ stateMachineArn: ARN, name, input: JSON.stringify(input) }));
const describeExecution = (name: string) =>
  sfn.send(new DescribeExecutionCommand({ executionArn: `${EXECUTION}:${name}` }));
const namesOf = (executions: { name?: string | undefined }[] = []): (string | undefined)[] =>
  executions.map(({ name }) => name);

describe('Step Functions over HTTP', () => {
  it('lists and describes what the assembly deploys', async () => {
    const { stateMachines } = await sfn.send(new ListStateMachinesCommand({}));
    expect(stateMachines).toEqual([
      { stateMachineArn: ARN, name: 'machine', type: 'STANDARD', creationDate: new Date(START) },
    ]);
    const described = await sfn.send(new DescribeStateMachineCommand({ stateMachineArn: ARN }));
    expect(described).toMatchObject({
      status: 'ACTIVE',
      type: 'STANDARD',
      roleArn: 'arn:aws:iam::000000000000:role/Role',
    });
    expect(JSON.parse(described.definition!)).toEqual(DEFINITION);
  });

  it('starts an execution, runs it and tells about it', async () => {
    const startedAt = clock.now();
    const started = await sfn.send(
      new StartExecutionCommand({ stateMachineArn: ARN, name: 'first', input: '{ "wait": 90 }' }),
    );
    expect(started).toMatchObject({ executionArn: `${EXECUTION}:first`, startDate: new Date(startedAt) });
    await aws.idle();
    expect(await describeExecution('first')).toMatchObject({
      executionArn: `${EXECUTION}:first`,
      stateMachineArn: ARN,
      name: 'first',
      status: 'SUCCEEDED',
      startDate: new Date(startedAt),
      stopDate: new Date(startedAt + 90_000),
      input: '{ "wait": 90 }',
      inputDetails: { included: true },
      output: '{"secret":"good","wait":90}',
      redriveCount: 0,
      redriveStatus: 'NOT_REDRIVABLE',
      redriveStatusReason: 'Execution is SUCCEEDED and cannot be redriven',
    });
    const executionArn = `${EXECUTION}:first`;
    const forExecution = await sfn.send(new DescribeStateMachineForExecutionCommand({ executionArn }));
    expect(forExecution).toMatchObject({ stateMachineArn: ARN, name: 'machine', updateDate: new Date(START) });
    const metadata = await sfn.send(new DescribeExecutionCommand({ executionArn, includedData: 'METADATA_ONLY' }));
    expect([metadata.status, metadata.input, metadata.output]).toEqual(['SUCCEEDED', undefined, undefined]);
  });

  it('gives an execution without a name one, and without an input {}', async () => {
    const { executionArn } = await sfn.send(new StartExecutionCommand({ stateMachineArn: ARN }));
    expect(executionArn).toMatch(/:machine:[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
    await aws.idle();
    expect((await describeExecution(executionArn!.split(':').at(-1)!)).input).toBe('{}');
  });

  it('takes the same name with the same input for the same start while it runs (StartExecution)', async () => {
    const release = clock.hold();
    const first = await start('twice', { wait: 5 });
    const { startDate } = first as { startDate: Date };
    expect(await start('twice', { wait: 5 })).toMatchObject({ executionArn: `${EXECUTION}:twice`, startDate });
    await expect(start('twice', { wait: 6 })).rejects.toMatchObject({ name: 'ExecutionAlreadyExists' });
    release();
    await aws.idle();
    await expect(start('twice', { wait: 5 })).rejects.toMatchObject({
      name: 'ExecutionAlreadyExists',
      message: `Execution Already Exists: '${EXECUTION}:twice'`,
    });
    await clock.sleep(91 * DAY);
    expect(await start('twice', {})).toMatchObject({ startDate: new Date(clock.now()) });
    await aws.idle();
  });

  it('pages executions, newest first, and misses none while others start', async () => {
    for (const name of ['p1', 'p2', 'p3', 'p4', 'p5']) {
      await start(name);
      await aws.idle();
      await clock.sleep(1000);
    }
    const one = await sfn.send(new ListExecutionsCommand({ stateMachineArn: ARN, maxResults: 2 }));
    expect(namesOf(one.executions)).toEqual(['p5', 'p4']);
    expect(one.executions?.[0]).toMatchObject({
      status: 'SUCCEEDED',
      redriveCount: 0,
      startDate: expect.any(Date),
      stopDate: expect.any(Date),
    });
    await start('p6');
    await aws.idle();
    const { nextToken } = one;
    const two = await sfn.send(new ListExecutionsCommand({ stateMachineArn: ARN, maxResults: 2, nextToken }));
    expect(namesOf(two.executions)).toEqual(['p3', 'p2']);
    const all: (string | undefined)[] = [];
    for await (const page of paginateListExecutions({ client: sfn, pageSize: 3 }, { stateMachineArn: ARN }))
      all.push(...namesOf(page.executions));
    expect(all.slice(0, 6)).toEqual(['p6', 'p5', 'p4', 'p3', 'p2', 'p1']);
    expect(new Set(all).size).toBe(all.length);
  });

  it('filters executions by status', async () => {
    const release = clock.hold();
    await start('running', { wait: 60 });
    const running = await sfn.send(new ListExecutionsCommand({ stateMachineArn: ARN, statusFilter: 'RUNNING' }));
    expect(namesOf(running.executions)).toEqual(['running']);
    expect(running.executions?.[0]?.stopDate).toBeUndefined();
    release();
    await aws.idle();
    const none = await sfn.send(new ListExecutionsCommand({ stateMachineArn: ARN, statusFilter: 'RUNNING' }));
    expect(none.executions).toEqual([]);
  });

  it('pages the history, in both directions', async () => {
    await start('history');
    await aws.idle();
    const executionArn = `${EXECUTION}:history`;
    const types: string[] = [];
    for await (const page of paginateGetExecutionHistory({ client: sfn, pageSize: 2 }, { executionArn })) {
      types.push(...page.events!.map(({ type }) => type!));
    }
    expect(types).toEqual([
      'ExecutionStarted',
      'TaskStateEntered',
      'TaskScheduled',
      'TaskStarted',
      'TaskSucceeded',
      'TaskStateExited',
      'WaitStateEntered',
      'WaitStateExited',
      'ExecutionSucceeded',
    ]);
    const backwards = await sfn.send(
      new GetExecutionHistoryCommand({ executionArn, reverseOrder: true, maxResults: 3 }),
    );
    expect(backwards.events?.map(({ id, previousEventId }) => [id, previousEventId])).toEqual([
      [9, 8],
      [8, 7],
      [7, 6],
    ]);
    const { nextToken } = backwards;
    const further = await sfn.send(
      new GetExecutionHistoryCommand({ executionArn, reverseOrder: true, maxResults: 100, nextToken }),
    );
    expect(further.events?.map(({ id }) => id)).toEqual([6, 5, 4, 3, 2, 1]);
    expect(further.nextToken).toBeUndefined();
  });

  it('leaves inputs and outputs out of the history when asked to', async () => {
    await start('without-data');
    await aws.idle();
    const executionArn = `${EXECUTION}:without-data`;
    const { events } = await sfn.send(new GetExecutionHistoryCommand({ executionArn, includeExecutionData: false }));
    expect(events?.[0]?.executionStartedEventDetails).toEqual({ roleArn: expect.any(String) });
    expect(events?.[1]?.stateEnteredEventDetails).toEqual({ name: 'Read secret' });
    expect(events?.[2]?.taskScheduledEventDetails).toEqual({
      resourceType: 'lambda',
      resource: 'invoke',
      region: 'us-east-1',
      parameters: undefined,
    });
    expect(events?.[5]?.stateExitedEventDetails).toEqual({ name: 'Read secret' });
  });

  it('stops an execution', async () => {
    const release = clock.hold();
    await start('stopped', { wait: 60 });
    const executionArn = `${EXECUTION}:stopped`;
    const { stopDate } = await sfn.send(new StopExecutionCommand({ executionArn, error: 'Enough', cause: 'by hand' }));
    release();
    expect(stopDate).toEqual(new Date(clock.now()));
    expect(await describeExecution('stopped')).toMatchObject({
      status: 'ABORTED',
      error: 'Enough',
      cause: 'by hand',
      redriveStatus: 'REDRIVABLE',
    });
    expect(await sfn.send(new StopExecutionCommand({ executionArn }))).toMatchObject({ stopDate });
  });

  it('redrives a failed execution, once for each client token', async () => {
    secret = 'revoked';
    await start('redriven');
    await aws.idle();
    expect(await describeExecution('redriven')).toMatchObject({
      status: 'FAILED',
      error: 'SecretInvalid',
      redriveStatus: 'REDRIVABLE',
    });
    const executionArn = `${EXECUTION}:redriven`;
    await clock.sleep(60_000);
    const redriveDate = new Date(clock.now());
    const redrive = new RedriveExecutionCommand({ executionArn, clientToken: 'token-1' });
    expect(await sfn.send(redrive)).toMatchObject({ redriveDate });
    await aws.idle();
    expect(await describeExecution('redriven')).toMatchObject({ status: 'FAILED', redriveCount: 1, redriveDate });
    expect(await sfn.send(redrive)).toMatchObject({ redriveDate });
    await aws.idle();
    expect((await describeExecution('redriven')).redriveCount).toBe(1);
    secret = 'rotated';
    await sfn.send(new RedriveExecutionCommand({ executionArn }));
    await aws.idle();
    expect(await describeExecution('redriven')).toMatchObject({
      status: 'SUCCEEDED',
      redriveCount: 2,
      output: '{"secret":"rotated","wait":0}',
    });
    await expect(sfn.send(new RedriveExecutionCommand({ executionArn }))).rejects.toMatchObject({
      name: 'ExecutionNotRedrivable',
      message: 'Execution is SUCCEEDED and cannot be redriven',
    });
  });

  it('starts what a schedule starts', async () => {
    const [schedule] = aws.schedules;
    const due = aws.nextRun(schedule!, new Date('2027-03-27T12:00:00Z'));
    expect(due).toEqual(new Date('2027-03-28T04:00:00Z'));
    const arn = aws.startScheduled(schedule!, due!);
    const name = arn.split(':').at(-1);
    await aws.idle();
    expect(JSON.parse((await describeExecution(name!)).input!)).toEqual({ at: '2027-03-28T04:00:00Z', id: name });
  });

  const unchecked = (input: unknown): never => input as never;
  it.each<[string, string, RegExp, () => Promise<unknown>]>([
    [
      'no ARN',
      'InvalidArn',
      /^Invalid Arn: 'Invalid ARN prefix: machine'$/,
      () => sfn.send(new StartExecutionCommand({ stateMachineArn: 'machine' })),
    ],
    [
      'an ARN of another service',
      'InvalidArn',
      /Invalid service: lambda/,
      () => sfn.send(new DescribeStateMachineCommand({ stateMachineArn: ARN.replace('states', 'lambda') })),
    ],
    [
      'an ARN of another kind',
      'InvalidArn',
      /Resource type not valid in this context: stateMachine/,
      () => sfn.send(new DescribeExecutionCommand({ executionArn: ARN })),
    ],
    [
      'an unknown machine',
      'StateMachineDoesNotExist',
      /State Machine Does Not Exist: '.*:other'/,
      () => sfn.send(new ListExecutionsCommand({ stateMachineArn: ARN.replace(/machine$/, 'other') })),
    ],
    [
      'an unknown execution',
      'ExecutionDoesNotExist',
      /Execution Does Not Exist: '.*:absent'/,
      () => sfn.send(new GetExecutionHistoryCommand({ executionArn: `${EXECUTION}:absent` })),
    ],
    ['a name with a blank', 'InvalidName', /Invalid Name: 'a b'/, () => start('a b')],
    ['a name with a colon', 'InvalidName', /Invalid Name/, () => start('a:b')],
    ['a name with a control character', 'InvalidName', /Invalid Name/, () => start('a\u0001b')],
    [
      'a name of 81 characters',
      'ValidationException',
      /at 'name' failed to satisfy constraint: Member must have length less than or equal to 80/,
      () => start('x'.repeat(81)),
    ],
    [
      'an input that is not JSON',
      'InvalidExecutionInput',
      /^Invalid State Machine Execution Input: '/,
      () => sfn.send(new StartExecutionCommand({ stateMachineArn: ARN, input: '{a}' })),
    ],
    [
      'an empty input',
      'InvalidExecutionInput',
      /Invalid execution input/,
      () => sfn.send(new StartExecutionCommand({ stateMachineArn: ARN, input: '' })),
    ],
    [
      'an input above 256 KiB',
      'ValidationException',
      /at 'input' failed .* 262144/,
      () => start('large', 'x'.repeat(262_143)),
    ],
    [
      'no ARN at all',
      'ValidationException',
      /Value null at 'stateMachineArn' failed to satisfy constraint: Member must not be null/,
      () => sfn.send(new StartExecutionCommand(unchecked({}))),
    ],
    [
      'too many results',
      'ValidationException',
      /Value '1001' at 'maxResults' failed to satisfy constraint: Member must have value less than or equal to 1000/,
      () => sfn.send(new ListExecutionsCommand({ stateMachineArn: ARN, maxResults: 1001 })),
    ],
    [
      'a negative number of results',
      'ValidationException',
      /greater than or equal to 0/,
      () => sfn.send(new ListStateMachinesCommand({ maxResults: -1 })),
    ],
    [
      'an unknown status',
      'ValidationException',
      /Value 'running' at 'statusFilter' failed to satisfy constraint: Member must satisfy enum value set/,
      () => sfn.send(new ListExecutionsCommand({ stateMachineArn: ARN, statusFilter: unchecked('running') })),
    ],
    [
      'redriveFilter without a Map Run',
      'ValidationException',
      /redriveFilter/,
      () => sfn.send(new ListExecutionsCommand({ stateMachineArn: ARN, redriveFilter: 'REDRIVEN' })),
    ],
    [
      'PENDING_REDRIVE without a Map Run',
      'ValidationException',
      /PENDING_REDRIVE/,
      () => sfn.send(new ListExecutionsCommand({ stateMachineArn: ARN, statusFilter: 'PENDING_REDRIVE' })),
    ],
    [
      'a token of nobody',
      'InvalidToken',
      /Invalid Token/,
      () => sfn.send(new ListExecutionsCommand({ stateMachineArn: ARN, nextToken: 'eyJ9' })),
    ],
    [
      'a token of another request',
      'InvalidToken',
      /Invalid Token/,
      async () => {
        const { nextToken } = await sfn.send(new ListExecutionsCommand({ stateMachineArn: ARN, maxResults: 1 }));
        return sfn.send(new ListExecutionsCommand({ stateMachineArn: ARN, statusFilter: 'FAILED', nextToken }));
      },
    ],
    [
      'a token of two days ago',
      'InvalidToken',
      /Invalid Token/,
      async () => {
        const { nextToken } = await sfn.send(new ListExecutionsCommand({ stateMachineArn: ARN, maxResults: 1 }));
        await clock.sleep(2 * DAY);
        return sfn.send(new ListExecutionsCommand({ stateMachineArn: ARN, nextToken }));
      },
    ],
    [
      'a client token with a blank',
      'ValidationException',
      /clientToken/,
      () => sfn.send(new RedriveExecutionCommand({ executionArn: `${EXECUTION}:first`, clientToken: 'a b' })),
    ],
    [
      'an operation that is not implemented',
      'UnknownOperationException',
      /ListActivities/,
      () => sfn.send(new ListActivitiesCommand({})),
    ],
  ])('refuses %s with %s', async (_, name, message, act) => {
    await expect(act()).rejects.toMatchObject({
      name,
      message: expect.stringMatching(message),
      $metadata: { httpStatusCode: 400 },
    });
  });
});

describe('Secrets Manager over HTTP', () => {
  it('gives a secret by name, by ARN and by ARN without its suffix', async () => {
    const {
      ARN: arn,
      Name,
      SecretString,
      VersionId,
      VersionStages,
      CreatedDate,
    } = await secrets.send(new GetSecretValueCommand({ SecretId: 'adobe/credentials' }));
    expect([Name, SecretString, VersionStages, CreatedDate]).toEqual([
      'adobe/credentials',
      'good',
      ['AWSCURRENT'],
      new Date(START),
    ]);
    expect(VersionId).toMatch(/^[0-9a-f-]{36}$/);
    for (const SecretId of [arn, arn!.slice(0, -7)]) {
      expect((await secrets.send(new GetSecretValueCommand({ SecretId }))).SecretString).toBe('good');
    }
    expect(
      (await secrets.send(new GetSecretValueCommand({ SecretId: arn, VersionId, VersionStage: 'AWSCURRENT' })))
        .SecretString,
    ).toBe('good');
  });

  it('gives a rotated secret as another version', async () => {
    const before = await secrets.send(new DescribeSecretCommand({ SecretId: 'adobe/credentials' }));
    secret = 'rotated';
    const after = await secrets.send(new GetSecretValueCommand({ SecretId: 'adobe/credentials' }));
    expect(after.SecretString).toBe('rotated');
    expect(Object.keys(before.VersionIdsToStages!)).not.toContain(after.VersionId);
  });

  it.each<[string, Partial<ConstructorParameters<typeof GetSecretValueCommand>[0]>, string | undefined, RegExp]>([
    ['an unknown secret', { SecretId: 'other' }, 'good', /^Secrets Manager can't find the specified secret\.$/],
    ['a stage that is not there', { VersionStage: 'AWSPREVIOUS' }, 'good', /staging label: AWSPREVIOUS$/],
    ['a version that is not there', { VersionId: '0'.repeat(36) }, 'good', /VersionId: 0+$/],
    ['a secret without a value', {}, undefined, /staging label: AWSCURRENT$/],
  ])('finds no %s', async (_, request, value, message) => {
    secret = value;
    const command = new GetSecretValueCommand({ SecretId: 'adobe/credentials', ...request });
    await expect(secrets.send(command)).rejects.toMatchObject({
      name: 'ResourceNotFoundException',
      message: expect.stringMatching(message),
    });
  });
});

describe('the endpoint', () => {
  const post = (body: string, headers: Record<string, string>): Promise<Response> =>
    fetch(`${aws.url}/`, { method: 'POST', body, headers });
  const target = { 'x-amz-target': 'AWSStepFunctions.ListStateMachines' };

  it.each<[string, string, Record<string, string>, number, string]>([
    ['without a signature', '{}', target, 403, 'MissingAuthenticationToken'],
    ['with a body that is not JSON', '{', { ...target, authorization: 'x' }, 400, 'SerializationException'],
    ['without a target', '{}', { authorization: 'x' }, 400, 'UnknownOperationException'],
    [
      'of a service that is not here',
      '{}',
      { 'x-amz-target': 'DynamoDB_20120810.ListTables', authorization: 'x' },
      400,
      'UnknownOperationException',
    ],
    [
      'with a member of Object as its target',
      '{}',
      { 'x-amz-target': 'AWSStepFunctions.constructor', authorization: 'x' },
      400,
      'UnknownOperationException',
    ],
    [
      'of more than 2 MiB',
      `"${'x'.repeat(2 * 1024 * 1024)}"`,
      { ...target, authorization: 'x' },
      413,
      'RequestEntityTooLargeException',
    ],
  ])('refuses a request %s', async (_, body, headers, status, code) => {
    const answer = await post(body, headers);
    expect([answer.status, ((await answer.json()) as { __type: string }).__type]).toEqual([status, code]);
    expect(answer.headers.get('x-amzn-requestid')).toMatch(/^[0-9a-f-]{36}$/);
  });

  it('answers in the content type of the request', async () => {
    const answer = await post('{}', { ...target, authorization: 'x', 'content-type': 'application/x-amz-json-1.0' });
    expect([answer.status, answer.headers.get('content-type')]).toEqual([200, 'application/x-amz-json-1.0']);
  });

  it('listens to this machine only', () => {
    expect(new URL(aws.url).hostname).toBe('127.0.0.1');
  });
});

describe('a local AWS', () => {
  it('stops what is running when it is closed', async () => {
    const Properties = {
      StateMachineName: 'm',
      RoleArn: 'r',
      DefinitionString: JSON.stringify({
        QueryLanguage: 'JSONata',
        StartAt: 'W',
        States: { W: { Type: 'Wait', Seconds: 3600, End: true } },
      }),
    };
    const Resources = {
      M: { Type: 'AWS::StepFunctions::StateMachine', Properties },
      S: {
        Type: 'AWS::Scheduler::Schedule',
        Properties: { ScheduleExpression: 'cron(0 6 * * ? *)', Target: { Arn: { Ref: 'M' } } },
      },
    };
    const events: string[] = [];
    const stopped = new VirtualClock(START);
    const release = stopped.hold();
    const local = await createLocalAws({
      assembly: writeAssembly({ Resources }),
      clock: stopped,
      secretValue: () => undefined,
      onHistoryEvent: (_, { type }) => events.push(type),
    });
    local.startScheduled(local.schedules[0]!, new Date(START));
    await local.close();
    release();
    expect(events).toEqual(['ExecutionStarted', 'WaitStateEntered', 'ExecutionAborted']);
  });

  it('does not start with a state machine that it would run differently', async () => {
    const definition = {
      ...DEFINITION,
      States: { ...DEFINITION.States, Wait: { Type: 'Wait', SecondsPath: '$.x', End: true } },
    };
    const Properties = { StateMachineName: 'm', RoleArn: 'r', DefinitionString: JSON.stringify(definition) };
    const assembly = writeAssembly({ Resources: { M: { Type: 'AWS::StepFunctions::StateMachine', Properties } } });
    await expect(createLocalAws({ assembly, clock, secretValue: () => undefined })).rejects.toThrow(
      /^Wait: SecondsPath: JSONPath is not implemented/,
    );
  });
});
