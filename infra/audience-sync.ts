import { Aws, Duration, Validations } from 'aws-cdk-lib';
import { PolicyStatement, Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { LogGroup } from 'aws-cdk-lib/aws-logs';
import { DefinitionBody, LogLevel, QueryLanguage, StateMachine, StateMachineType } from 'aws-cdk-lib/aws-stepfunctions';
import { Construct } from 'constructs';
import type { SyncDefinition } from '../shared/definition/definition.ts';
import type { Stage } from './stages.ts';
import { stateMachineName } from './state-machine-names.ts';
import type { TaskFunctions } from './task-functions.ts';
import { acknowledgeTracingChoice } from './tracing.ts';
import { AudienceSyncWorkflow } from './workflow/audience-sync-workflow.ts';

interface AudienceSyncProps {
  readonly stage: Stage;
  readonly definition: SyncDefinition;
  readonly functions: TaskFunctions;
}

/** Beyond all deadlines together: retries, the plan and the record need a little time too. */
const SLACK_MINUTES = 60;

/** One sync: its state machine, with the definition baked in, and the role that may invoke exactly its functions. */
export class AudienceSync extends Construct {
  readonly stateMachine: StateMachine;

  constructor(scope: Construct, id: string, { stage, definition, functions }: AudienceSyncProps) {
    super(scope, id);
    const name = stateMachineName(stage.name, definition.name);
    const { exportMinutes, transformMinutes, cjaMinutes } = definition.deadlines;
    const logGroup = new LogGroup(this, 'Logs', {
      // The prefix keeps the resource policy of log delivery short (docs: "Logging using CloudWatch Logs", Step Functions).
      logGroupName: `/aws/vendedlogs/states/${name}`,
      ...stage.logs,
    });
    this.stateMachine = new StateMachine(this, 'StateMachine', {
      stateMachineName: name,
      stateMachineType: StateMachineType.STANDARD,
      queryLanguage: QueryLanguage.JSONATA,
      comment: `Keeps the audiences of the sync ${definition.name} refreshed in Customer Journey Analytics.`,
      definitionBody: DefinitionBody.fromChainable(
        new AudienceSyncWorkflow(this, 'Workflow', definition, functions).start,
      ),
      role: machineRole(this, functions).withoutPolicyUpdates(),
      timeout: Duration.minutes(exportMinutes + transformMinutes + cjaMinutes + SLACK_MINUTES),
      tracingEnabled: stage.isTraced,
      logs: { destination: logGroup, level: LogLevel.ALL, includeExecutionData: true },
    });
    acknowledgeTracingChoice(this.stateMachine, stage, ['AwsSolutions-SF2', 'Serverless-StepFunctionStateMachineXray']);
  }
}

function machineRole(scope: Construct, functions: TaskFunctions): Role {
  const role = new Role(scope, 'Role', {
    assumedBy: new ServicePrincipal('states.amazonaws.com', {
      conditions: { StringEquals: { 'aws:SourceAccount': Aws.ACCOUNT_ID } },
    }),
  });
  role.addToPolicy(
    new PolicyStatement({
      sid: 'Tasks',
      actions: ['lambda:InvokeFunction'],
      resources: functions.all().map((task) => task.functionArn),
    }),
  );
  role.addToPolicy(
    new PolicyStatement({
      sid: 'ExecutionLogs',
      actions: [
        'logs:CreateLogDelivery',
        'logs:GetLogDelivery',
        'logs:UpdateLogDelivery',
        'logs:DeleteLogDelivery',
        'logs:ListLogDeliveries',
        'logs:PutResourcePolicy',
        'logs:DescribeResourcePolicies',
        'logs:DescribeLogGroups',
      ],
      resources: ['*'],
    }),
  );
  role.addToPolicy(
    new PolicyStatement({
      sid: 'Traces',
      actions: [
        'xray:PutTraceSegments',
        'xray:PutTelemetryRecords',
        'xray:GetSamplingRules',
        'xray:GetSamplingTargets',
      ],
      resources: ['*'],
    }),
  );
  Validations.of(role).acknowledge({
    id: 'AwsSolutions-IAM5[Resource::*]',
    reason: 'Log delivery and X-Ray actions know no resource-level permissions.',
  });
  return role;
}
