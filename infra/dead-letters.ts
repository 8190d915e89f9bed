import { Duration, Validations } from 'aws-cdk-lib';
import { Queue, QueueEncryption } from 'aws-cdk-lib/aws-sqs';
import { Construct } from 'constructs';

/**
 * The one queue for everything that AWS could not deliver: scheduled starts, status changes, messages to subscribers, and
 * events that a function failed on in all its tries. Whatever lies here was not done; nothing reads it but a person.
 */
export class DeadLetters extends Construct {
  readonly queue: Queue;

  constructor(scope: Construct, id: string) {
    super(scope, id);
    this.queue = new Queue(this, 'Queue', {
      enforceSSL: true,
      encryption: QueueEncryption.SQS_MANAGED,
      // The longest that SQS keeps a message (docs: "Amazon SQS message quotas").
      retentionPeriod: Duration.days(14),
    });
    Validations.of(this.queue).acknowledge(
      ...['AwsSolutions-SQS3', 'Serverless-SQSRedrivePolicy'].map((id) => ({
        id,
        reason: 'This is itself the dead-letter queue: no consumer could fail on its messages.',
      })),
    );
  }
}
