import { beforeAll, describe, expect, it } from '@jest/globals';
import { createRequire } from 'node:module';
import { readdirSync, statSync } from 'node:fs';
import path from 'node:path';
import { type State, statesOf, synthesize } from './synthesized.ts';

type Resource = { Type: string; Properties: any; Metadata?: any };

let folder: string;
let resources: Record<string, Resource>;
let definition: { States: Record<string, State>; TimeoutSeconds: number; QueryLanguage: string };
let definitionText: string;

const all = (type: string): Resource[] => Object.values(resources).filter((resource) => resource.Type === type);

beforeAll(() => {
  const synthesized = synthesize();
  folder = synthesized.folder;
  resources = synthesized.template.Resources;
  const machine = all('AWS::StepFunctions::StateMachine')[0]!;
  definitionText = JSON.stringify(machine.Properties.DefinitionString);
  definition = JSON.parse(joined(machine.Properties.DefinitionString));
});

/** A definition with every reference as a plausible ARN. */
function joined(value: any): string {
  if (typeof value === 'string') return value;
  if (value['Fn::Join']) return value['Fn::Join'][1].map(joined).join('');
  return value.Ref === 'AWS::Partition' ? 'aws' : 'arn:aws:lambda:us-east-1:000000000000:function:task';
}

describe('the state machine', () => {
  it('is valid Amazon States Language', () => {
    const validate = createRequire(import.meta.url)('asl-validator') as (d: unknown) => {
      isValid: boolean;
      errorsText: () => string;
    };
    const result = validate(definition);
    expect(result.isValid ? '' : result.errorsText()).toBe('');
  });

  it('has no catch-all and no Fail state, which a redrive would only enter again', () => {
    for (const [name, state] of statesOf(definition)) {
      expect([name, state.Type]).not.toEqual([name, 'Fail']);
      expect([name, state.Catch]).toEqual([name, undefined]);
    }
  });

  it('carries the sync definition as text, which no JSONata expression in a name can escape from', () => {
    const planRun = definition.States['Plan run']?.Arguments as { Payload: { definition: string } };
    expect(JSON.parse(planRun.Payload.definition)).toMatchObject({ name: 'example', identity: { namespace: 'ECID' } });
    expect(definitionText).toMatch(/^[\x20-\x7e]+$/);
  });

  it('ends by itself a little after all deadlines together', () => {
    expect(definition.TimeoutSeconds).toBe((240 + 180 + 720 + 60) * 60);
    expect(definition.QueryLanguage).toBe('JSONata');
  });
});

describe('the functions', () => {
  const KIB = 1024;
  /** With the Step Functions client, or with a reader of parquet; 620 KiB for the others. */
  const budgets: Record<string, number> = {
    'plan-run': 650,
    'start-transform': 650,
    'remove-old-exports': 650,
    'check-transform': 790,
  };

  it('run on Node 24 and arm64, with a log group of their own that forgets after a month', () => {
    const functions = all('AWS::Lambda::Function');
    expect(functions.map(({ Properties: p }) => p.FunctionName).sort()).toEqual(
      [
        'cancel-left-running',
        'check-export',
        'check-transform',
        'confirm-connection',
        'plan-run',
        'record-run',
        'remove-old-exports',
        'start-export',
        'start-transform',
        'tell-failure',
        'watch-syncs',
      ].map((name) => `audience-sync-dev-${name}`),
    );
    for (const { Properties: p } of functions) {
      expect(p).toMatchObject({ Runtime: 'nodejs24.x', Architectures: ['arm64'], TracingConfig: { Mode: 'Active' } });
      expect(p.LoggingConfig.LogGroup).toBeDefined();
    }
    for (const { Properties: p } of all('AWS::Logs::LogGroup')) expect(p.RetentionInDays).toBe(30);
  });

  it('fit their budgets', () => {
    const sizes: Record<string, number> = {};
    for (const { Properties: p } of all('AWS::Lambda::Function')) {
      const asset = path.join(folder, `asset.${String(p.Code.S3Key).replace('.zip', '')}`);
      const bundle = readdirSync(asset).find((file) => file.endsWith('.mjs'))!;
      sizes[String(p.FunctionName).replace('audience-sync-dev-', '')] = statSync(path.join(asset, bundle)).size / KIB;
    }
    const over = Object.entries(sizes).filter(([name, size]) => size > (budgets[name] ?? 620));
    expect(over).toEqual([]);
    expect(sizes['record-run']).toBeLessThan(250);
  });
});

describe('least privilege', () => {
  const policies = () =>
    Object.entries(resources)
      .filter(([, { Type }]) => Type === 'AWS::IAM::Policy')
      .flatMap(([id, { Properties: p }]) =>
        (p.PolicyDocument.Statement as any[]).map((statement) => ({
          id,
          actions: [statement.Action].flat() as string[],
          resources: [statement.Resource].flat(),
        })),
      );

  it('lets only the functions that call Adobe read the secret', () => {
    const readers = policies().filter(({ actions }) => actions.includes('secretsmanager:GetSecretValue'));
    expect(readers.map(({ id }) => id.replace(/(Task)?Role.*/, '')).sort()).toEqual([
      'CleanUpCancelLeftRunning',
      'Taskscheckexport',
      'Taskschecktransform',
      'Tasksconfirmconnection',
      'Tasksplanrun',
      'Tasksremoveoldexports',
      'Tasksstartexport',
      'Tasksstarttransform',
    ]);
  });

  it('lets only the function that tells of failures, and the alarms of this account, publish to the topic', () => {
    const publishers = policies().filter(({ actions }) => actions.includes('sns:Publish'));
    expect(publishers.map(({ id }) => id.replace(/TaskRole.*/, ''))).toEqual(['FailureMessageTellFailure']);
    const [topic] = all('AWS::SNS::TopicPolicy');
    expect(topic?.Properties.PolicyDocument.Statement).toEqual([
      expect.objectContaining({ Effect: 'Deny', Condition: { Bool: { 'aws:SecureTransport': 'false' } } }),
      expect.objectContaining({
        Effect: 'Allow',
        Action: 'sns:Publish',
        Principal: { Service: 'cloudwatch.amazonaws.com' },
        Condition: {
          StringEquals: { 'aws:SourceAccount': { Ref: 'AWS::AccountId' } },
          ArnLike: { 'aws:SourceArn': expect.anything() },
        },
      }),
    ]);
  });

  it('lets the state machine invoke exactly its functions', () => {
    const invoke = policies().filter(
      ({ actions, id }) => actions.includes('lambda:InvokeFunction') && id.startsWith('Sync'),
    );
    expect(invoke).toHaveLength(1);
    expect(invoke[0]!.resources).toHaveLength(8);
    for (const resource of invoke[0]!.resources)
      expect(resource).toEqual({ 'Fn::GetAtt': [expect.any(String), 'Arn'] });
  });

  it('uses a wildcard only where AWS knows no resource', () => {
    const wild = policies().filter(({ resources: on }) =>
      on.some((resource) => JSON.stringify(resource).includes('*')),
    );
    const actions = [...new Set(wild.flatMap((statement) => statement.actions))];
    expect(
      actions.every((action) =>
        /^(xray:|logs:(.*LogDelivery|ListLogDeliveries|PutResourcePolicy|Describe.*)$|states:(DescribeExecution|GetExecutionHistory)$)/.test(
          action,
        ),
      ),
    ).toBe(true);
  });
});

describe('the end of an execution', () => {
  const targetOf = (rule: Resource): string =>
    resources[rule.Properties.Targets[0].Arn['Fn::GetAtt'][0]]!.Properties.FunctionName;

  it('calls a function by its status, only for the machines of this stage, and keeps what cannot be delivered', () => {
    const rules = all('AWS::Events::Rule').filter(({ Properties: p }) => p.EventPattern?.source[0] === 'aws.states');
    expect(
      Object.fromEntries(rules.map((rule) => [targetOf(rule), rule.Properties.EventPattern.detail.status])),
    ).toEqual({
      'audience-sync-dev-tell-failure': ['FAILED', 'TIMED_OUT', 'ABORTED'],
      'audience-sync-dev-cancel-left-running': ['ABORTED', 'TIMED_OUT'],
    });
    for (const { Properties: p } of rules) {
      const [{ prefix }] = p.EventPattern.detail.stateMachineArn;
      expect(prefix['Fn::Join'][1].at(-1)).toBe(':stateMachine:audience-sync-dev-');
      expect(p.EventPattern['detail-type']).toEqual(['Step Functions Execution Status Change']);
      expect(p.Targets).toEqual([expect.objectContaining({ DeadLetterConfig: { Arn: expect.anything() } })]);
    }
  });

  it('is tried three times by the function, and then kept', () => {
    const configs = all('AWS::Lambda::EventInvokeConfig').map(({ Properties: p }) => p);
    expect(configs.length).toBeGreaterThanOrEqual(2);
    for (const config of configs) {
      expect(config).toMatchObject({
        MaximumRetryAttempts: 2,
        DestinationConfig: {
          OnFailure: { Destination: { 'Fn::GetAtt': [expect.stringMatching(/^DeadLetters/), 'Arn'] } },
        },
      });
    }
  });
});

describe('the schedule', () => {
  it('starts the state machine in its time zone, tries a few times within an hour, and keeps what failed', () => {
    const ofSyncs = all('AWS::Scheduler::Schedule').filter(({ Properties: p }) => /^Starts/.test(p.Description));
    expect(ofSyncs.map(({ Properties: p }) => p)).toEqual([
      expect.objectContaining({
        ScheduleExpression: 'cron(0 6 * * ? *)',
        ScheduleExpressionTimezone: 'Europe/Vienna',
        FlexibleTimeWindow: { Mode: 'OFF' },
        State: 'ENABLED',
        Target: expect.objectContaining({
          Input: '{}',
          RetryPolicy: { MaximumRetryAttempts: 3, MaximumEventAgeInSeconds: 3600 },
          DeadLetterConfig: { Arn: expect.anything() },
        }),
      }),
    ]);
  });
});
