import type { Queue } from 'aws-cdk-lib/aws-sqs';
import { Construct } from 'constructs';
import type { Stage } from '../stages.ts';
import { StatusChangeFunction } from '../status-change-function.ts';
import type { AlertTopic } from './alert-topic.ts';

interface FailureMessageProps {
  readonly stage: Stage;
  readonly stateMachineNames: readonly string[];
  readonly alerts: AlertTopic;
  readonly deadLetterQueue: Queue;
}

/** One message to the stage's topic for each execution that ends without success. */
export class FailureMessage extends Construct {
  constructor(scope: Construct, id: string, { alerts, stage, ...props }: FailureMessageProps) {
    super(scope, id);
    const { role } = new StatusChangeFunction(this, 'TellFailure', {
      ...props,
      stage,
      name: 'tell-failure',
      description: 'Tells people of an execution that has ended without success',
      statuses: ['FAILED', 'TIMED_OUT', 'ABORTED'],
      environment: { ALERT_TOPIC_ARN: alerts.topic.topicArn, RUNBOOK: stage.runbook },
    });
    alerts.grantPublish(role);
  }
}
