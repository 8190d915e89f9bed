import type { Queue } from 'aws-cdk-lib/aws-sqs';
import { Construct } from 'constructs';
import type { AdobeCredentials } from './adobe-credentials.ts';
import type { Stage } from './stages.ts';
import { StatusChangeFunction } from './status-change-function.ts';

interface CleanUpProps {
  readonly stage: Stage;
  readonly stateMachineNames: readonly string[];
  readonly credentials: AdobeCredentials;
  readonly adobeUrls: Record<string, string>;
  readonly deadLetterQueue: Queue;
}

/**
 * Cancels what a stopped or timed-out execution left running at Adobe. A failed one keeps it: its redrive goes on with
 * it.
 */
export class CleanUp extends Construct {
  constructor(scope: Construct, id: string, { credentials, adobeUrls, ...props }: CleanUpProps) {
    super(scope, id);
    const { role } = new StatusChangeFunction(this, 'CancelLeftRunning', {
      ...props,
      name: 'cancel-left-running',
      description: 'Cancels at Adobe what a stopped or timed-out execution left running',
      statuses: ['ABORTED', 'TIMED_OUT'],
      environment: adobeUrls,
    });
    credentials.grantRead(role);
  }
}
