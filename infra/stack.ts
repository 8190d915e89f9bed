import { Stack, type StackProps, Tags } from 'aws-cdk-lib';
import type { Construct } from 'constructs';
import type { SyncDefinition } from '../shared/definition/definition.ts';
import { AdobeCredentials } from './adobe-credentials.ts';
import { AlertTopic } from './alerts/alert-topic.ts';
import { FailureMessage } from './alerts/failure-message.ts';
import { AudienceSync } from './audience-sync.ts';
import { CleanUp } from './clean-up.ts';
import { DeadLetters } from './dead-letters.ts';
import type { Stage } from './stages.ts';
import { stateMachineName } from './state-machine-names.ts';
import { SyncSchedule } from './sync-schedule.ts';
import { TaskFunctions } from './task-functions.ts';
import { Watching } from './watching/watching.ts';

interface AudienceSyncStackProps extends StackProps {
  readonly stage: Stage;
  readonly definitions: readonly SyncDefinition[];
  readonly adobeUrls?: Record<string, string>;
}

/** Everything of one stage: the shared Lambda tasks, for each sync a state machine and its schedule, and who is told. */
export class AudienceSyncStack extends Stack {
  constructor(scope: Construct, id: string, { stage, definitions, adobeUrls = {}, ...props }: AudienceSyncStackProps) {
    super(scope, id, props);
    for (const [key, value] of Object.entries(stage.tags)) Tags.of(this).add(key, value);
    const stateMachineNames = definitions.map((definition) => stateMachineName(stage.name, definition.name));
    const { queue: deadLetterQueue } = new DeadLetters(this, 'DeadLetters');
    const alerts = new AlertTopic(this, 'Alerts', { stage, deadLetterQueue });
    const credentials = new AdobeCredentials(this, 'AdobeCredentials', [
      ...new Set(definitions.map((definition) => definition.adobe.credentialsSecret)),
    ]);
    const onExecutions = { stage, stateMachineNames, deadLetterQueue };
    new FailureMessage(this, 'FailureMessage', { ...onExecutions, alerts });
    new CleanUp(this, 'CleanUp', { ...onExecutions, credentials, adobeUrls });
    const functions = new TaskFunctions(this, 'Tasks', { stage, credentials, adobeUrls, stateMachineNames });
    const syncs = definitions.map((definition) => {
      const { stateMachine } = new AudienceSync(this, `Sync-${definition.name}`, { stage, definition, functions });
      new SyncSchedule(this, `Schedule-${definition.name}`, { stage, definition, stateMachine, deadLetterQueue });
      return { definition, stateMachine };
    });
    new Watching(this, 'Watching', { stage, syncs, deadLetterQueue, topic: alerts.topic });
  }
}
