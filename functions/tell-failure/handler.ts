import { SFNClient } from '@aws-sdk/client-sfn';
import { PublishCommand, SNSClient } from '@aws-sdk/client-sns';
import { environmentVariable } from '../events/environment.ts';
import { onStatusChange } from '../events/on-status-change.ts';
import { AWS_CLIENT_SETTINGS, askAws } from '../runtime/aws.ts';
import { log } from '../runtime/log.ts';
import { failureMessage } from './failure-message.ts';
import { readFailure } from './read-failure.ts';

const stepFunctions = new SFNClient(AWS_CLIENT_SETTINGS);
const sns = new SNSClient(AWS_CLIENT_SETTINGS);

/**
 * Tells people of an execution that has ended without success: one message per delivered event. Publishing comes last,
 * so that a try that failed has told nobody; an event that EventBridge delivers twice is told twice.
 */
export const handler = onStatusChange(async (ended) => {
  const place = {
    stage: environmentVariable('STAGE'),
    sync: ended.sync,
    runbook: environmentVariable('RUNBOOK'),
  };
  const execution = `execution ${ended.executionArn}`;
  const failure = await askAws(
    { action: 'states:DescribeExecution and states:GetExecutionHistory', resource: execution },
    () => readFailure(stepFunctions, ended),
  );
  const message = failureMessage(failure, place);
  const TopicArn = environmentVariable('ALERT_TOPIC_ARN');
  const { MessageId } = await askAws({ action: 'sns:Publish', resource: `topic ${TopicArn}` }, () =>
    sns.send(new PublishCommand({ TopicArn, Subject: message.subject, Message: message.text })),
  );
  log('Told of the failure', { subject: message.subject, messageId: MessageId ?? '' });
});
