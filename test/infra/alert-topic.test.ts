import { describe, expect, it } from '@jest/globals';
import { App, Stack, Validations } from 'aws-cdk-lib';
import { Annotations, Match, Template } from 'aws-cdk-lib/assertions';
import { AwsSolutionsChecks, ServerlessChecks } from 'cdk-nag';
import { AlertTopic } from '../../infra/alerts/alert-topic.ts';
import { DeadLetters } from '../../infra/dead-letters.ts';
import { stageNamed, type Subscriber } from '../../infra/stages.ts';

function alertTopic(subscribers: readonly Subscriber[]): { app: App; stack: Stack } {
  const app = new App();
  const stack = new Stack(app, 'Alerting');
  const { queue: deadLetterQueue } = new DeadLetters(stack, 'DeadLetters');
  new AlertTopic(stack, 'Alerts', { stage: { ...stageNamed('prod'), subscribers }, deadLetterQueue });
  return { app, stack };
}

describe('the alert topic', () => {
  it('subscribes whom the stage table names, and keeps what they do not take', () => {
    const { app, stack } = alertTopic([{ email: 'operators@example.com' }, { https: 'https://pager.example.com/sns' }]);
    Validations.of(app).addPlugins(new AwsSolutionsChecks(app), new ServerlessChecks(app));
    expect(() => app.synth()).not.toThrow();
    const template = Template.fromStack(stack);
    for (const [protocol, endpoint] of [
      ['email', 'operators@example.com'],
      ['https', 'https://pager.example.com/sns'],
    ]) {
      template.hasResourceProperties('AWS::SNS::Subscription', {
        Protocol: protocol,
        Endpoint: endpoint,
        RedrivePolicy: { deadLetterTargetArn: Match.anyValue() },
      });
    }
  });

  it('warns at synth where nobody is told', () => {
    const { stack } = alertTopic([]);
    Annotations.fromStack(stack).hasWarning(
      '*',
      Match.stringLikeRegexp('^Nobody is told when a sync of stage prod fails'),
    );
  });

  it('is encrypted with a key that the alarms of the account may use', () => {
    const template = Template.fromStack(alertTopic([]).stack);
    template.hasResourceProperties('AWS::SNS::Topic', { KmsMasterKeyId: Match.anyValue() });
    template.hasResourceProperties('AWS::KMS::Key', {
      EnableKeyRotation: true,
      KeyPolicy: {
        Statement: Match.arrayWith([
          Match.objectLike({
            Action: ['kms:Decrypt', 'kms:GenerateDataKey*'],
            Principal: { Service: 'cloudwatch.amazonaws.com' },
          }),
        ]),
      },
    });
  });
});
