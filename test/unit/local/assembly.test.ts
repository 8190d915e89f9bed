import { describe, expect, it } from '@jest/globals';
import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { readAssembly } from '../../../local/assembly/assembly.ts';
import { Intrinsics } from '../../../local/assembly/intrinsics.ts';
import { AssemblyError, resourcesOf, Template } from '../../../local/assembly/template.ts';
import { functionResource, writeAssembly } from './fixture-assembly.ts';

const REGION = 'us-east-1';

const template = Template.parse({
  Parameters: {
    Stage: { Type: 'String', Default: 'dev' },
    Bootstrap: { Type: 'AWS::SSM::Parameter::Value<String>', Default: '/cdk/version' },
  },
  Resources: {
    Named: {
      Type: 'AWS::Lambda::Function',
      Properties: { FunctionName: { 'Fn::Join': ['-', ['sync', { Ref: 'Stage' }]] } },
    },
    Unnamed: { Type: 'AWS::Lambda::Function' },
    Machine: { Type: 'AWS::StepFunctions::StateMachine', Properties: { StateMachineName: 'machine' } },
    Secret: { Type: 'AWS::SecretsManager::Secret', Properties: { Name: 'audience-sync/adobe' } },
    Role: { Type: 'AWS::IAM::Role' },
    Logs: { Type: 'AWS::Logs::LogGroup', Properties: { LogGroupName: '/aws/lambda/x' } },
    Topic: { Type: 'AWS::SNS::Topic', Properties: { TopicName: 'alarms' } },
    Queue: { Type: 'AWS::SQS::Queue' },
    Schedule: { Type: 'AWS::Scheduler::Schedule' },
    Table: { Type: 'AWS::DynamoDB::Table' },
  },
});
const intrinsics = new Intrinsics(template, resourcesOf(template), 'the-stack', {
  partition: 'aws',
  region: REGION,
  account: '000000000000',
});

// docs "Intrinsic function reference", "Pseudo parameters reference" and the return values of each resource type (CloudFormation).
describe('the intrinsic functions of a template', () => {
  it.each<[string, Parameters<Intrinsics['resolve']>[0], unknown]>([
    ['plain values', { a: [1, true, null, 'x'] }, { a: [1, true, null, 'x'] }],
    ['Ref of a function', { Ref: 'Named' }, 'sync-dev'],
    ['Ref of a function without a name', { Ref: 'Unnamed' }, 'Unnamed'],
    ['Ref of a state machine', { Ref: 'Machine' }, 'arn:aws:states:us-east-1:000000000000:stateMachine:machine'],
    [
      'Ref of a secret',
      { Ref: 'Secret' },
      expect.stringMatching(
        /^arn:aws:secretsmanager:us-east-1:000000000000:secret:audience-sync\/adobe-[A-Za-z0-9]{6}$/,
      ),
    ],
    ['Ref of a role', { Ref: 'Role' }, 'Role'],
    ['Ref of a topic', { Ref: 'Topic' }, 'arn:aws:sns:us-east-1:000000000000:alarms'],
    ['Ref of a queue', { Ref: 'Queue' }, 'https://sqs.us-east-1.amazonaws.com/000000000000/Queue'],
    ['Ref of a parameter', { Ref: 'Stage' }, 'dev'],
    [
      'Fn::GetAtt of a function',
      { 'Fn::GetAtt': ['Named', 'Arn'] },
      'arn:aws:lambda:us-east-1:000000000000:function:sync-dev',
    ],
    ['Fn::GetAtt with a dot', { 'Fn::GetAtt': 'Machine.Name' }, 'machine'],
    ['Fn::GetAtt of a role', { 'Fn::GetAtt': ['Role', 'Arn'] }, 'arn:aws:iam::000000000000:role/Role'],
    [
      'Fn::GetAtt of a log group',
      { 'Fn::GetAtt': ['Logs', 'Arn'] },
      'arn:aws:logs:us-east-1:000000000000:log-group:/aws/lambda/x:*',
    ],
    ['Fn::GetAtt of a topic', { 'Fn::GetAtt': ['Topic', 'TopicName'] }, 'alarms'],
    [
      'Fn::GetAtt of a schedule',
      { 'Fn::GetAtt': ['Schedule', 'Arn'] },
      'arn:aws:scheduler:us-east-1:000000000000:schedule/default/Schedule',
    ],
    ['Fn::Join', { 'Fn::Join': [':', ['arn', { Ref: 'AWS::Partition' }, 'x']] }, 'arn:aws:x'],
    ['Fn::Join over a split', { 'Fn::Join': ['-', { 'Fn::Split': ['.', 'a.b.c'] }] }, 'a-b-c'],
    ['Fn::Select of a split', { 'Fn::Select': [1, { 'Fn::Split': ['/', 'a/b/c'] }] }, 'b'],
    ['Fn::Select with text as index', { 'Fn::Select': ['0', ['a', 'b']] }, 'a'],
    [
      'Fn::Sub',
      { 'Fn::Sub': '${AWS::Region}/${Named}/${Named.Arn}/${!Literal}' },
      'us-east-1/sync-dev/arn:aws:lambda:us-east-1:000000000000:function:sync-dev/${Literal}',
    ],
    ['Fn::Sub with values', { 'Fn::Sub': ['${A}-${AWS::StackName}', { A: { Ref: 'Stage' } }] }, 'dev-the-stack'],
    [
      'the pseudo parameters',
      ['Partition', 'Region', 'AccountId', 'URLSuffix', 'StackName'].map((name) => ({ Ref: `AWS::${name}` })),
      ['aws', 'us-east-1', '000000000000', 'amazonaws.com', 'the-stack'],
    ],
    ['AWS::NoValue', { a: { Ref: 'AWS::NoValue' }, b: [1, { Ref: 'AWS::NoValue' }] }, { b: [1] }],
    ['an object with one member that is no function', { Reference: 'x' }, { Reference: 'x' }],
  ])('%s', (_, value, expected) => {
    expect(intrinsics.resolve(value)).toEqual(expected);
  });

  it.each<[string, Parameters<Intrinsics['resolve']>[0], RegExp]>([
    ['Fn::ImportValue', { 'Fn::ImportValue': 'x' }, /Fn::ImportValue is not implemented/],
    ['Fn::If', { a: { 'Fn::If': ['c', 1, 2] } }, /Fn::If is not implemented/],
    ['Fn::FindInMap', { 'Fn::FindInMap': ['a', 'b', 'c'] }, /Fn::FindInMap is not implemented/],
    ['a reference to nothing', { Ref: 'Nothing' }, /no resource or parameter "Nothing"/],
    [
      'a type that is not known here',
      { Ref: 'Table' },
      /Table \(AWS::DynamoDB::Table\): a reference to this type of resource is not implemented/,
    ],
    [
      'an attribute that is not known here',
      { 'Fn::GetAtt': ['Named', 'SnapStartResponse'] },
      /Named\.SnapStartResponse is not implemented/,
    ],
    [
      'a parameter from elsewhere',
      { Ref: 'Bootstrap' },
      /"Bootstrap" of type AWS::SSM::Parameter::Value<String> has no value/,
    ],
    ['Fn::Join without a list', { 'Fn::Join': [',', 'x'] }, /Fn::Join: a list is needed/],
    ['Fn::Join of objects', { 'Fn::Join': [',', [{ a: 1, b: 2 }]] }, /Fn::Join: text is needed/],
    ['Fn::Select beyond the end', { 'Fn::Select': [5, ['a']] }, /there is no item 5/],
  ])('refuse %s', (_, value, message) => {
    expect(() => intrinsics.resolve(value)).toThrow(AssemblyError);
    expect(() => intrinsics.resolve(value)).toThrow(message);
  });
});

describe('a cloud assembly', () => {
  const machine = (FunctionArn: unknown): Record<string, unknown> => ({
    StateMachineName: 'sync',
    RoleArn: { 'Fn::GetAtt': ['Role', 'Arn'] },
    DefinitionString: { 'Fn::Join': ['', ['{"StartAt":"A","Comment":"', FunctionArn, '"}']] },
  });

  it('gives functions, state machines, schedules and secrets as they would be deployed', () => {
    const folder = writeAssembly({
      bundles: { abc: 'export const handler = () => 1;' },
      Resources: {
        Role: { Type: 'AWS::IAM::Role' },
        Secret: { Type: 'AWS::SecretsManager::Secret', Properties: { Name: 'adobe' } },
        Plan: functionResource('abc', {
          FunctionName: 'plan-run',
          Environment: { Variables: { SECRET: { Ref: 'Secret' } } },
          Timeout: 120,
          MemorySize: 512,
        }),
        Small: functionResource('abc'),
        Machine: { Type: 'AWS::StepFunctions::StateMachine', Properties: machine({ 'Fn::GetAtt': ['Plan', 'Arn'] }) },
        Nightly: {
          Type: 'AWS::Scheduler::Schedule',
          Properties: {
            ScheduleExpression: 'cron(0 6 * * ? *)',
            ScheduleExpressionTimezone: 'Europe/Vienna',
            State: 'DISABLED',
            Target: { Arn: { Ref: 'Machine' }, RoleArn: { 'Fn::GetAtt': ['Role', 'Arn'] }, Input: '{"a":1}' },
          },
        },
        Alarm: { Type: 'AWS::CloudWatch::Alarm', Properties: { Metric: { 'Fn::GetAtt': ['Elsewhere', 'X'] } } },
      },
    });
    const assembly = readAssembly(folder, REGION);
    expect(assembly.functions).toEqual([
      {
        logicalId: 'Plan',
        name: 'plan-run',
        deadLetterArn: null,
        arn: 'arn:aws:lambda:us-east-1:000000000000:function:plan-run',
        folder: path.join(folder, 'asset.abc'),
        entry: path.join(folder, 'asset.abc', 'index.mjs'),
        handler: 'handler',
        environment: { SECRET: assembly.secrets[0]?.arn },
        timeoutSeconds: 120,
        memoryMegabytes: 512,
      },
      expect.objectContaining({ name: 'Small', timeoutSeconds: 3, memoryMegabytes: 128, environment: {} }),
    ]);
    expect(assembly.stateMachines).toEqual([
      {
        name: 'sync',
        arn: 'arn:aws:states:us-east-1:000000000000:stateMachine:sync',
        roleArn: 'arn:aws:iam::000000000000:role/Role',
        definition: { StartAt: 'A', Comment: 'arn:aws:lambda:us-east-1:000000000000:function:plan-run' },
      },
    ]);
    expect(assembly.schedules).toEqual([
      {
        name: 'Nightly',
        arn: 'arn:aws:scheduler:us-east-1:000000000000:schedule/default/Nightly',
        group: 'default',
        expression: 'cron(0 6 * * ? *)',
        timeZone: 'Europe/Vienna',
        isEnabled: false,
        target: { kind: 'stateMachine', arn: 'arn:aws:states:us-east-1:000000000000:stateMachine:sync' },
        input: '{"a":1}',
      },
    ]);
    expect(assembly.secrets).toEqual([{ name: 'adobe', arn: expect.stringContaining(':secret:adobe-') }]);
  });

  it('has ARNs of the region asked for', () => {
    const folder = writeAssembly({ Resources: { Secret: { Type: 'AWS::SecretsManager::Secret' } } });
    expect(readAssembly(folder, 'eu-central-1').secrets[0]?.arn).toMatch(/^arn:aws:secretsmanager:eu-central-1:/);
  });

  it.each<[string, () => string, RegExp]>([
    [
      'a folder without a manifest',
      () => mkdtempSync(path.join(tmpdir(), 'audience-sync-empty-')),
      /manifest\.json cannot be read .*Run npm run synth first/,
    ],
    [
      'a function whose code is no asset',
      () => writeAssembly({ Resources: { F: functionResource('gone') } }),
      /Function F: its code gone\.zip is not an asset/,
    ],
    [
      'a function without its module',
      () =>
        writeAssembly({ bundles: { a: '' }, Resources: { F: functionResource('a', { Handler: 'other.handler' }) } }),
      /Function F: there is no module/,
    ],
    [
      'a function in Python',
      () => writeAssembly({ bundles: { a: '' }, Resources: { F: functionResource('a', { Runtime: 'python3.14' }) } }),
      /Function F: .*Runtime/s,
    ],
    [
      'an Express state machine',
      () =>
        writeAssembly({
          Resources: {
            M: {
              Type: 'AWS::StepFunctions::StateMachine',
              Properties: { DefinitionString: '{}', RoleArn: 'r', StateMachineType: 'EXPRESS' },
            },
          },
        }),
      /only Standard state machines are implemented/,
    ],
  ])('is refused: %s', (_, folder, message) => {
    expect(() => readAssembly(folder(), REGION)).toThrow(message);
  });
});
