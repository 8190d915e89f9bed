import { Duration, Stack, type StackProps, Validations } from 'aws-cdk-lib';
import { Queue, QueueEncryption } from 'aws-cdk-lib/aws-sqs';
import type { Construct } from 'constructs';
import type { SyncDefinition } from '../shared/definition/definition.ts';
import { AdobeCredentials } from './adobe-credentials.ts';
import { AudienceSync } from './audience-sync.ts';
import { stateMachineName } from './state-machine-names.ts';
import { SyncSchedule } from './sync-schedule.ts';
import { TaskFunctions } from './task-functions.ts';

interface AudienceSyncStackProps extends StackProps {
  readonly stage: string;
  readonly definitions: readonly SyncDefinition[];
  readonly adobeUrls?: Record<string, string>;
}

/** Everything of one stage: the shared Lambda tasks, and for each sync a state machine and its schedule. */
export class AudienceSyncStack extends Stack {
  constructor(scope: Construct, id: string, { stage, definitions, adobeUrls = {}, ...props }: AudienceSyncStackProps) {
    super(scope, id, props);
    const credentials = new AdobeCredentials(this, 'AdobeCredentials', [
      ...new Set(definitions.map((definition) => definition.adobe.credentialsSecret)),
    ]);
    const functions = new TaskFunctions(this, 'Tasks', {
      stage,
      credentials,
      adobeUrls,
      stateMachineNames: definitions.map((definition) => stateMachineName(stage, definition.name)),
    });
    const deadLetterQueue = startsThatFailed(this);
    for (const definition of definitions) {
      const { stateMachine } = new AudienceSync(this, `Sync-${definition.name}`, { stage, definition, functions });
      new SyncSchedule(this, `Schedule-${definition.name}`, { definition, stateMachine, deadLetterQueue });
    }
  }
}

/** Scheduled starts that Step Functions did not take, for whoever looks into why. */
function startsThatFailed(scope: Construct): Queue {
  const queue = new Queue(scope, 'StartsThatFailed', {
    enforceSSL: true,
    encryption: QueueEncryption.SQS_MANAGED,
    retentionPeriod: Duration.days(14),
  });
  Validations.of(queue).acknowledge({
    id: 'AwsSolutions-SQS3',
    reason: 'This is itself the dead-letter queue of the schedules; the rule does not see EventBridge Scheduler.',
  });
  return queue;
}
