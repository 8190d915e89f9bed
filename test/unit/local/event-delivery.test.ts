import { afterEach, describe, expect, it } from '@jest/globals';
import * as z from 'zod';
import { SFNClient, RedriveExecutionCommand, StartExecutionCommand, StopExecutionCommand } from '@aws-sdk/client-sfn';
import { AssemblyError } from '../../../local/assembly/template.ts';
import { createLocalAws, type LocalAws, type Metric, VirtualClock } from '../../../local/index.ts';
import { functionResource, writeAssembly } from './fixture-assembly.ts';

const START = Date.parse('2027-03-01T06:00:00Z');
const MINUTE = 60_000;
const MACHINE = 'arn:aws:states:us-east-1:000000000000:stateMachine:machine';
const QUEUE = 'arn:aws:sqs:us-east-1:000000000000:Queue';

/** Fails as often as its input says; the counter lives as long as the sandbox. */
const BUNDLES = {
  work: `
    let calls = 0;
    export const handler = async ({ failures = 0 }) => {
      calls += 1;
      if (calls <= failures) throw Object.assign(new Error('not yet'), { name: 'NotYet' });
      return calls;
    };`,
  listen: `
    export const handler = async (event, { awsRequestId }) => {
      console.log(JSON.stringify({ heard: event, awsRequestId }));
      if (JSON.stringify(event).includes('refuse')) throw Object.assign(new Error('will not'), { name: 'Refused' });
    };`,
  measure: `
    export const handler = async ({ minutes }) => {
      process.stdout.write(JSON.stringify({
        _aws: { Timestamp: 5, CloudWatchMetrics: [{ Namespace: 'n', Dimensions: [[]], Metrics: [{ Name: 'Minutes' }] }] },
        Minutes: minutes,
      }) + '\\n');
    };`,
};

const machine = {
  Type: 'AWS::StepFunctions::StateMachine',
  Properties: {
    StateMachineName: 'machine',
    RoleArn: { 'Fn::GetAtt': ['Role', 'Arn'] },
    DefinitionString: JSON.stringify({
      QueryLanguage: 'JSONata',
      TimeoutSeconds: 3600,
      StartAt: 'Work',
      States: {
        Work: {
          Type: 'Task',
          Resource: 'arn:aws:states:::lambda:invoke',
          Arguments: { FunctionName: 'work', Payload: '{% $states.input %}' },
          Output: '{% $states.result.Payload %}',
          Assign: { wait: '{% $exists($states.input.wait) ? $states.input.wait : 0 %}' },
          Next: 'Wait',
        },
        Wait: { Type: 'Wait', Seconds: '{% $wait %}', End: true },
      },
    }),
  },
};
const rule = (properties: object): { Type: string; Properties: Record<string, unknown> } => ({
  Type: 'AWS::Events::Rule',
  Properties: {
    EventPattern: { source: ['aws.states'], detail: { stateMachineArn: [{ Ref: 'Machine' }] } },
    Targets: [{ Id: 'Target0', Arn: { 'Fn::GetAtt': ['Listen', 'Arn'] } }],
    ...properties,
  },
});
const resources = {
  Role: { Type: 'AWS::IAM::Role' },
  Queue: { Type: 'AWS::SQS::Queue' },
  Topic: { Type: 'AWS::SNS::Topic' },
  Machine: machine,
  Work: functionResource('work', { FunctionName: 'work', Timeout: 20 }),
  Listen: functionResource('listen', { FunctionName: 'listen', Timeout: 20 }),
  Measure: functionResource('measure', { FunctionName: 'measure', Timeout: 20 }),
};
type Resources = Parameters<typeof writeAssembly>[0]['Resources'];

const Heard = z.looseObject({
  heard: z.looseObject({ detail: z.looseObject({ status: z.string(), redriveCount: z.number() }) }),
  awsRequestId: z.string(),
});

interface Bed {
  readonly aws: LocalAws;
  readonly clock: VirtualClock;
  readonly sfn: SFNClient;
  readonly heard: { readonly event: z.infer<typeof Heard>['heard']; readonly requestId: string; readonly at: number }[];
  readonly metrics: [string, Metric][];
}

const closers: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const close of closers.splice(0)) await close();
});

async function bedOf(more: Resources): Promise<Bed> {
  const clock = new VirtualClock(START);
  const heard: Bed['heard'] = [];
  const metrics: Bed['metrics'] = [];
  const aws = await createLocalAws({
    assembly: writeAssembly({ bundles: BUNDLES, Resources: { ...resources, ...more } }),
    clock,
    region: 'us-east-1',
    secretValue: () => undefined,
    onLog: (name, line) => {
      if (name !== 'listen') return;
      const { heard: event, awsRequestId } = Heard.parse(JSON.parse(line));
      heard.push({ event, requestId: awsRequestId, at: clock.now() - START });
    },
    onMetric: (name, metric) => metrics.push([name, metric]),
  });
  const sfn = new SFNClient({
    endpoint: aws.url,
    region: 'us-east-1',
    credentials: { accessKeyId: 'local', secretAccessKey: 'local' },
  });
  closers.push(async () => {
    sfn.destroy();
    await aws.close();
  });
  return { aws, clock, sfn, heard, metrics };
}

async function start({ sfn }: Bed, input: object): Promise<string> {
  const { executionArn } = await sfn.send(
    new StartExecutionCommand({ stateMachineArn: MACHINE, name: 'run', input: JSON.stringify(input) }),
  );
  return executionArn ?? '';
}

// docs "Automating Step Functions event delivery with EventBridge".
describe('a rule for status changes', () => {
  it('gives a function the event of the start and of the success, in AWS’s shape', async () => {
    const bed = await bedOf({ Rule: rule({}) });
    const executionArn = await start(bed, { wait: 90 });
    await bed.aws.idle();
    const [started, succeeded, ...others] = bed.heard;
    expect(others).toEqual([]);
    const detail = {
      executionArn,
      stateMachineArn: MACHINE,
      stateMachineVersionArn: null,
      stateMachineAliasArn: null,
      name: 'run',
      startDate: START,
      input: '{"wait":90}',
      inputDetails: { included: true },
      error: null,
      cause: null,
      redriveCount: 0,
      redriveDate: null,
      redriveStatus: 'NOT_REDRIVABLE',
    };
    expect(started?.event).toEqual({
      version: '0',
      id: expect.stringMatching(/^[0-9a-f-]{36}$/),
      'detail-type': 'Step Functions Execution Status Change',
      source: 'aws.states',
      account: '000000000000',
      time: '2027-03-01T06:00:00Z',
      region: 'us-east-1',
      resources: [executionArn],
      detail: {
        ...detail,
        status: 'RUNNING',
        stopDate: null,
        output: null,
        outputDetails: null,
        redriveStatusReason: 'Execution is RUNNING and cannot be redriven',
      },
    });
    expect(succeeded?.event).toMatchObject({
      time: '2027-03-01T06:01:30Z',
      detail: {
        ...detail,
        status: 'SUCCEEDED',
        stopDate: START + 90_000,
        output: '1',
        outputDetails: { included: true },
        redriveStatusReason: 'Execution is SUCCEEDED and cannot be redriven',
      },
    });
  });

  it('tells failure, redrive, stop and timeout', async () => {
    const bed = await bedOf({ Rule: rule({}) });
    const executionArn = await start(bed, { failures: 1, wait: 7200 });
    await bed.aws.idle();
    expect(bed.heard.at(-1)?.event.detail).toMatchObject({
      status: 'FAILED',
      error: 'NotYet',
      cause: expect.stringContaining('not yet'),
      redriveStatus: 'REDRIVABLE',
      redriveStatusReason: null,
    });
    await bed.clock.sleep(MINUTE);
    const hold = bed.clock.hold();
    await bed.sfn.send(new RedriveExecutionCommand({ executionArn }));
    await bed.sfn.send(new StopExecutionCommand({ executionArn, error: 'Enough', cause: 'seen' }));
    hold();
    await bed.aws.idle();
    await bed.sfn.send(new RedriveExecutionCommand({ executionArn }));
    await bed.aws.idle();
    expect(bed.heard.map(({ event: { detail } }) => [detail.status, detail.redriveCount])).toEqual([
      ['RUNNING', 0],
      ['FAILED', 0],
      ['RUNNING', 1],
      ['ABORTED', 1],
      ['RUNNING', 2],
      ['TIMED_OUT', 2],
    ]);
    expect(bed.heard[3]?.event.detail).toMatchObject({ error: 'Enough', cause: 'seen', redriveDate: START + MINUTE });
  });

  it('leaves out what is too large: the input first', async () => {
    const bed = await bedOf({ Rule: rule({}) });
    await start(bed, { text: 'x'.repeat(250 * 1024) });
    await bed.aws.idle();
    expect(bed.heard.at(-1)?.event.detail).toMatchObject({
      input: null,
      inputDetails: { included: false },
      output: '1',
      outputDetails: { included: true },
    });
  });

  it('does nothing when the pattern does not match, or when it is disabled', async () => {
    const bed = await bedOf({
      Failures: rule({ EventPattern: { detail: { status: ['FAILED'] } } }),
      Disabled: rule({ State: 'DISABLED' }),
    });
    await start(bed, {});
    await bed.aws.idle();
    expect(bed.heard).toEqual([]);
  });

  it('can give a text of its own instead of the event', async () => {
    const input = { detail: { status: 'own', redriveCount: -1 } };
    const target = { Id: 'a', Arn: { 'Fn::GetAtt': ['Listen', 'Arn'] }, Input: JSON.stringify(input) };
    const bed = await bedOf({ Rule: rule({ Targets: [target] }) });
    await start(bed, {});
    await bed.aws.idle();
    expect(bed.heard.map(({ event }) => event)).toEqual([input, input]);
  });

  it.each<[string, object, string]>([
    ['an input transformer', { InputTransformer: { InputTemplate: '"x"' } }, 'InputTransformer'],
    ['an input path', { InputPath: '$.detail' }, 'InputPath'],
    ['a topic as target', { Arn: { Ref: 'Topic' } }, 'only Lambda functions are implemented as targets'],
    ['an unknown function', { Arn: 'arn:aws:lambda:us-east-1:000000000000:function:other' }, 'does not have'],
  ])('with %s is refused at load', async (_, target, problem) => {
    const targets = [{ Id: 'a', Arn: { 'Fn::GetAtt': ['Listen', 'Arn'] }, ...target }];
    const refused = bedOf({ Rule: rule({ Targets: targets }) });
    await expect(refused).rejects.toThrow(AssemblyError);
    await expect(refused).rejects.toThrow(problem);
  });

  it.each<[string, object, string]>([
    ['a schedule', { ScheduleExpression: 'rate(1 day)' }, 'ScheduleExpression'],
    ['another bus', { EventBusName: 'mine' }, 'only the default event bus is implemented'],
    ['an operator that is not implemented', { EventPattern: { a: [{ cidr: '10.0.0.0/8' }] } }, '{"cidr":"10.0.0.0/8"}'],
    ['no pattern', { EventPattern: undefined }, 'fields are needed'],
  ])('with %s is refused at load', async (_, properties, problem) => {
    await expect(bedOf({ Rule: rule(properties) })).rejects.toThrow(problem);
  });
});

// docs "How Lambda handles errors and retries with asynchronous invocation".
describe('a function that fails on an event', () => {
  const config = (properties: object): Resources[string] => ({
    Type: 'AWS::Lambda::EventInvokeConfig',
    Properties: { FunctionName: { Ref: 'Listen' }, Qualifier: '$LATEST', ...properties },
  });
  const onFailure = (arn: unknown): object => ({ DestinationConfig: { OnFailure: { Destination: arn } } });
  const queueArn = { 'Fn::GetAtt': ['Queue', 'Arn'] };
  const started = rule({ EventPattern: { detail: { status: ['RUNNING'] } } });
  const timesOf = ({ heard }: Bed): number[] => heard.map(({ at }) => at / MINUTE);

  it('is tried again after one minute and after two more, with the same request id', async () => {
    const bed = await bedOf({ Rule: started });
    await start(bed, { refuse: true });
    await bed.aws.idle();
    expect(timesOf(bed)).toEqual([0, 1, 3]);
    expect(new Set(bed.heard.map(({ requestId }) => requestId)).size).toBe(1);
    expect(bed.aws.deadLetters).toEqual([]);
  });

  it.each([
    [{ MaximumRetryAttempts: 0 }, [0]],
    [{ MaximumRetryAttempts: 1 }, [0, 1]],
    [{ MaximumEventAgeInSeconds: 120 }, [0, 1]],
  ])('is tried as often as %j says', async (properties, times) => {
    const bed = await bedOf({ Rule: started, Config: config(properties) });
    await start(bed, { refuse: true });
    await bed.aws.idle();
    expect(timesOf(bed)).toEqual(times);
  });

  it('leaves a record at its destination', async () => {
    const bed = await bedOf({ Rule: started, Config: config({ MaximumRetryAttempts: 1, ...onFailure(queueArn) }) });
    await start(bed, { refuse: true });
    await bed.aws.idle();
    const [letter, ...others] = bed.aws.deadLetters;
    expect(others).toEqual([]);
    expect(letter).toMatchObject({ queueArn: QUEUE, at: START + MINUTE });
    expect(JSON.parse(letter?.body ?? '')).toEqual({
      version: '1.0',
      timestamp: '2027-03-01T06:01:00.000Z',
      requestContext: {
        requestId: bed.heard[0]?.requestId,
        functionArn: 'arn:aws:lambda:us-east-1:000000000000:function:listen:$LATEST',
        condition: 'RetriesExhausted',
        approximateInvokeCount: 2,
      },
      requestPayload: bed.heard[0]?.event,
      responseContext: { statusCode: 200, executedVersion: '$LATEST', functionError: 'Unhandled' },
      responsePayload: { errorType: 'Refused', errorMessage: 'will not', trace: expect.any(Array) },
    });
  });

  it('says so at its destination when the event grew too old', async () => {
    const bed = await bedOf({
      Rule: started,
      Config: config({ MaximumEventAgeInSeconds: 60, ...onFailure({ Ref: 'Topic' }) }),
    });
    await start(bed, { refuse: true });
    await bed.aws.idle();
    expect(bed.aws.messages).toHaveLength(1);
    expect(JSON.parse(bed.aws.messages[0]?.text ?? '')).toMatchObject({
      requestContext: { condition: 'EventAgeExceeded', approximateInvokeCount: 2 },
    });
  });

  it('leaves the event itself in its dead-letter queue', async () => {
    const listen = functionResource('listen', { FunctionName: 'listen', DeadLetterConfig: { TargetArn: queueArn } });
    const bed = await bedOf({ Rule: started, Listen: listen });
    await start(bed, { refuse: true });
    await bed.aws.idle();
    const [letter] = bed.aws.deadLetters;
    expect(letter).toMatchObject({
      queueArn: QUEUE,
      attributes: { ErrorCode: '200', ErrorMessage: expect.stringContaining('will not') },
    });
    expect(JSON.parse(letter?.body ?? '')).toEqual(bed.heard[0]?.event);
  });

  it('with a destination that is not implemented is refused at load', async () => {
    const Config = config(onFailure({ 'Fn::GetAtt': ['Work', 'Arn'] }));
    await expect(bedOf({ Config })).rejects.toThrow('only queues and topics are implemented as destinations');
  });
});

describe('schedules', () => {
  const schedule = (expression: string, target: unknown, input: object): Resources[string] => ({
    Type: 'AWS::Scheduler::Schedule',
    Properties: {
      ScheduleExpression: expression,
      ScheduleExpressionTimezone: 'Europe/Vienna',
      Target: { Arn: target, RoleArn: 'role', Input: JSON.stringify(input) },
    },
  });
  const measure = { 'Fn::GetAtt': ['Measure', 'Arn'] };

  it('fire whenever they are due, until the given time', async () => {
    const bed = await bedOf({
      Watch: schedule('rate(5 minutes)', measure, { minutes: 7 }),
      Daily: schedule('cron(10 7 * * ? *)', { Ref: 'Machine' }, { wait: 60 }),
      Rule: rule({}),
    });
    await bed.aws.runSchedules({ until: new Date(START + 20 * MINUTE) });
    await bed.aws.idle();
    const measured = { namespace: 'n', name: 'Minutes', unit: 'None', value: 7, dimensions: {}, timestamp: 5 };
    expect(bed.metrics).toEqual(Array.from({ length: 4 }, () => ['measure', measured]));
    expect(bed.heard.map(({ event, at }) => [event.detail.status, at / MINUTE])).toEqual([
      ['RUNNING', 10],
      ['SUCCEEDED', 11],
    ]);
    expect(bed.clock.now()).toBe(START + 20 * MINUTE);
    expect(bed.aws.malformedMetrics).toEqual([]);
  });

  it('stop when they are told to', async () => {
    const bed = await bedOf({ Watch: schedule('rate(1 minute)', measure, { minutes: 1 }) });
    const stopping = new AbortController();
    const running = bed.aws.runSchedules({ signal: stopping.signal });
    await bed.clock.sleep(3 * MINUTE + 1);
    stopping.abort();
    await running;
    await bed.aws.idle();
    expect(bed.metrics).toHaveLength(3);
  });

  it('keep account of metrics that CloudWatch would drop', async () => {
    const bed = await bedOf({ Watch: schedule('rate(1 minute)', measure, { minutes: 'seven' }) });
    await bed.aws.runSchedules({ until: new Date(START + MINUTE) });
    await bed.aws.idle();
    expect(bed.metrics).toEqual([]);
    expect(bed.aws.malformedMetrics).toEqual([
      { functionName: 'measure', problem: expect.stringContaining('"Minutes"') },
    ]);
  });

  it.each(['StartDate', 'EndDate'])('with %s are refused at load', async (date) => {
    const watch = schedule('rate(1 minute)', measure, {});
    const refused = bedOf({
      Watch: { ...watch, Properties: { ...watch.Properties, [date]: '2027-04-01T00:00:00Z' } },
    });
    await expect(refused).rejects.toThrow('dates are not implemented');
  });

  it('with a target that is not implemented are refused at load', async () => {
    const refused = bedOf({ Watch: schedule('rate(1 minute)', { Ref: 'Topic' }, {}) });
    await expect(refused).rejects.toThrow('only state machines and Lambda functions are implemented as targets');
  });
});
