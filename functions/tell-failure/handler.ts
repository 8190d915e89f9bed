import { SFNClient } from '@aws-sdk/client-sfn';
import { PublishCommand, SNSClient } from '@aws-sdk/client-sns';
import { describeEnded } from '../events/describe-ended.ts';
import { environmentVariable } from '../events/environment.ts';
import { onStatusChange } from '../events/on-status-change.ts';
import { AWS_CLIENT_SETTINGS, askAws } from '../runtime/aws.ts';
import { log } from '../runtime/log.ts';
import { failureMessage } from './failure-message.ts';
import { failureOf, readLastState } from './read-failure.ts';

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
  const described = await describeEnded(stepFunctions, ended);
  const state = await askAws(
    { action: 'states:GetExecutionHistory', resource: `execution ${ended.executionArn}` },
    () => readLastState(stepFunctions, ended.executionArn),
  );
  const failure = failureOf(ended, described, state);
  const message = failureMessage(failure, place);
  const TopicArn = environmentVariable('ALERT_TOPIC_ARN');
  const { MessageId } = await askAws({ action: 'sns:Publish', resource: `topic ${TopicArn}` }, () =>
    sns.send(new PublishCommand({ TopicArn, Subject: message.subject, Message: message.text })),
  );
  log('Told of the failure', { subject: message.subject, messageId: MessageId ?? '' });
});
