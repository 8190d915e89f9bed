import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import {
  DescribeExecutionCommand,
  DescribeStateMachineCommand,
  DescribeStateMachineForExecutionCommand,
  RedriveExecutionCommand,
  SFNClient,
  StartExecutionCommand,
  StopExecutionCommand,
  UpdateStateMachineCommand,
} from '@aws-sdk/client-sfn';
import { createLocalAws, type LocalAws, VirtualClock } from '../../../local/index.ts';
import { writeAssembly } from './fixture-assembly.ts';

const ARN = 'arn:aws:states:us-east-1:000000000000:stateMachine:machine';

/** Waits, then says which definition it is of. */
const saying = (word: string): string =>
  JSON.stringify({
    QueryLanguage: 'JSONata',
    StartAt: 'Wait',
    States: { Wait: { Type: 'Wait', Seconds: 60, Next: 'Say' }, Say: { Type: 'Pass', Output: word, End: true } },
  });

let clock: VirtualClock;
let aws: LocalAws;
let sfn: SFNClient;

beforeAll(async () => {
  const assembly = writeAssembly({
    bundles: {},
    Resources: {
      Role: { Type: 'AWS::IAM::Role' },
      Machine: {
        Type: 'AWS::StepFunctions::StateMachine',
        Properties: {
          StateMachineName: 'machine',
          RoleArn: { 'Fn::GetAtt': ['Role', 'Arn'] },
          DefinitionString: saying('first'),
        },
      },
    },
  });
  clock = new VirtualClock(Date.parse('2027-03-01T06:00:00Z'));
  aws = await createLocalAws({ assembly, clock, region: 'us-east-1', secretValue: () => undefined });
  const credentials = { accessKeyId: 'local', secretAccessKey: 'local' };
  sfn = new SFNClient({ endpoint: aws.url, region: 'us-east-1', credentials });
});

afterAll(async () => {
  sfn.destroy();
  await aws.close();
});

async function start(): Promise<string> {
  const { executionArn = '' } = await sfn.send(new StartExecutionCommand({ stateMachineArn: ARN }));
  return executionArn;
}

async function outputOf(executionArn: string): Promise<string | undefined> {
  await aws.idle();
  return (await sfn.send(new DescribeExecutionCommand({ executionArn }))).output;
}

const update = (definition: string): Promise<unknown> =>
  sfn.send(new UpdateStateMachineCommand({ stateMachineArn: ARN, definition }));

describe('an update of a state machine', () => {
  it('is for the executions that start after it; earlier ones keep their definition, redriven too', async () => {
    await update(saying('first'));
    const letTimePass = clock.hold();
    const running = await start();
    const stopped = await start();
    await sfn.send(new StopExecutionCommand({ executionArn: stopped }));
    await update(saying('second'));
    letTimePass();

    expect(await outputOf(running)).toBe('"first"');
    expect(await outputOf(await start())).toBe('"second"');
    await sfn.send(new RedriveExecutionCommand({ executionArn: stopped }));
    expect(await outputOf(stopped)).toBe('"first"');

    const machine = await sfn.send(new DescribeStateMachineCommand({ stateMachineArn: ARN }));
    expect(machine.definition).toBe(saying('second'));
    const ofExecution = await sfn.send(new DescribeStateMachineForExecutionCommand({ executionArn: running }));
    expect(ofExecution.definition).toBe(saying('first'));
  });

  it('is refused with what cannot be run here, and changes nothing then', async () => {
    await update(saying('good'));
    await expect(update('{')).rejects.toMatchObject({ name: 'InvalidDefinition' });
    await expect(update('{"QueryLanguage":"JSONPath"}')).rejects.toMatchObject({ name: 'InvalidDefinition' });
    await expect(sfn.send(new UpdateStateMachineCommand({ stateMachineArn: ARN }))).rejects.toMatchObject({
      name: 'MissingRequiredParameter',
    });
    const otherRole = { stateMachineArn: ARN, roleArn: 'arn:aws:iam::000000000000:role/other' };
    await expect(sfn.send(new UpdateStateMachineCommand(otherRole))).rejects.toMatchObject({
      name: 'ValidationException',
      message: 'roleArn is not implemented here; only a definition can be updated',
    });
    expect(await outputOf(await start())).toBe('"good"');
  });
});
