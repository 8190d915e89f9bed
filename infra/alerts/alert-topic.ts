import { Annotations, Arn, ArnFormat, Aws, RemovalPolicy, Stack } from 'aws-cdk-lib';
import { Grant, type IGrantable, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { Key } from 'aws-cdk-lib/aws-kms';
import { type ITopicSubscription, Topic } from 'aws-cdk-lib/aws-sns';
import { EmailSubscription, UrlSubscription } from 'aws-cdk-lib/aws-sns-subscriptions';
import type { IQueue } from 'aws-cdk-lib/aws-sqs';
import { Construct } from 'constructs';
import type { Stage, Subscriber } from '../stages.ts';

interface AlertTopicProps {
  readonly stage: Stage;
  /** Receives the messages that a subscriber did not take. */
  readonly deadLetterQueue: IQueue;
}

/**
 * Where people are told: one topic per stage, for alarms and failure messages alike.
 * CloudWatch's alarms cannot use the AWS managed key of SNS, so the topic has a key of its own, which they may use
 * (docs: "Securing Amazon SNS data with server-side encryption").
 */
export class AlertTopic extends Construct {
  readonly topic: Topic;

  constructor(scope: Construct, id: string, { stage, deadLetterQueue }: AlertTopicProps) {
    super(scope, id);
    const masterKey = new Key(this, 'Key', {
      description: `Encrypts the alerts of audience-sync-${stage.name} on their way`,
      enableKeyRotation: true,
      // Messages are delivered within the hour or given up: nothing that lasts is encrypted with it.
      removalPolicy: RemovalPolicy.DESTROY,
    });
    this.topic = new Topic(this, 'Topic', {
      topicName: `audience-sync-${stage.name}-alerts`,
      displayName: `Audience Sync ${stage.name}`,
      masterKey,
      enforceSSL: true,
    });
    this.topic.grantPublish(alarmsOfThisAccount(Stack.of(this)));
    for (const subscriber of stage.subscribers) {
      this.topic.addSubscription(subscription(subscriber, deadLetterQueue));
    }
    if (stage.subscribers.length === 0) {
      Annotations.of(this).addWarningV2(
        'audience-sync:nobody-is-told',
        `Nobody is told when a sync of stage ${stage.name} fails: add a subscriber in infra/stages.ts`,
      );
    }
  }

  /** Unlike the topic's own method, without `kms:GenerateDataKey*`: publishing needs exactly these. */
  grantPublish(grantee: IGrantable): void {
    Grant.addToPrincipal({ grantee, actions: ['sns:Publish'], resourceArns: [this.topic.topicArn] });
    this.topic.masterKey?.grant(grantee, 'kms:Decrypt', 'kms:GenerateDataKey');
  }
}

function alarmsOfThisAccount(stack: Stack): ServicePrincipal {
  const alarms = Arn.format(
    { service: 'cloudwatch', resource: 'alarm', resourceName: '*', arnFormat: ArnFormat.COLON_RESOURCE_NAME },
    stack,
  );
  return new ServicePrincipal('cloudwatch.amazonaws.com', {
    conditions: { StringEquals: { 'aws:SourceAccount': Aws.ACCOUNT_ID }, ArnLike: { 'aws:SourceArn': alarms } },
  });
}

function subscription(subscriber: Subscriber, deadLetterQueue: IQueue): ITopicSubscription {
  return 'email' in subscriber
    ? new EmailSubscription(subscriber.email, { deadLetterQueue })
    : new UrlSubscription(subscriber.https, { deadLetterQueue });
}
