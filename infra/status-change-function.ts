import { Duration, Stack } from 'aws-cdk-lib';
import { Rule } from 'aws-cdk-lib/aws-events';
import { LambdaFunction } from 'aws-cdk-lib/aws-events-targets';
import type { Role } from 'aws-cdk-lib/aws-iam';
import { SqsDestination } from 'aws-cdk-lib/aws-lambda-destinations';
import type { Queue } from 'aws-cdk-lib/aws-sqs';
import { Construct } from 'constructs';
import type { UnsuccessfulStatus } from '../shared/executions/status-change.ts';
import { allowReadingExecutions } from './execution-access.ts';
import type { Stage } from './stages.ts';
import { stateMachineArn, stateMachineName } from './state-machine-names.ts';
import { TaskFunction } from './task-function.ts';

interface StatusChangeFunctionProps {
  /** The folder under functions/ that holds handler.ts. */
  readonly name: string;
  readonly description: string;
  readonly stage: Stage;
  readonly environment: Record<string, string>;
  readonly statuses: readonly UnsuccessfulStatus[];
  readonly stateMachineNames: readonly string[];
  readonly deadLetterQueue: Queue;
}

/**
 * A function that is called when an execution of this stage ends in one of some statuses, and may read that execution.
 * EventBridge delivers each end at least once and tries for a day, Lambda tries an event three times; what then is still
 * not done lies in the dead-letter queue.
 */
export class StatusChangeFunction extends Construct {
  readonly role: Role;

  constructor(scope: Construct, id: string, props: StatusChangeFunctionProps) {
    super(scope, id);
    const { stage, deadLetterQueue } = props;
    const { function: target, role } = new TaskFunction(this, 'Task', props);
    this.role = role;
    allowReadingExecutions(role, props.stateMachineNames, ['states:DescribeExecution', 'states:GetExecutionHistory']);
    deadLetterQueue.grantSendMessages(role);
    target.configureAsyncInvoke({
      // The second and third try come after one and two minutes (docs: "Error handling for asynchronous invocation").
      retryAttempts: 2,
      maxEventAge: Duration.hours(6),
      onFailure: new SqsDestination(deadLetterQueue),
    });
    new Rule(this, 'Rule', {
      description: props.description,
      eventPattern: {
        source: ['aws.states'],
        detailType: ['Step Functions Execution Status Change'],
        detail: {
          status: [...props.statuses],
          // One prefix instead of a list: a pattern holds at most 2048 characters, and a stage may have many syncs.
          stateMachineArn: [{ prefix: stateMachineArn(Stack.of(this), stateMachineName(stage.name, '')) }],
        },
      },
      targets: [new LambdaFunction(target, { deadLetterQueue })],
    });
  }
}
