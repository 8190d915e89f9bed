import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { ListSubscriptionsCommand, ListTopicsCommand, PublishCommand, SNSClient } from '@aws-sdk/client-sns';
import { createLocalAws, type LocalAws, type Message, VirtualClock } from '../../../local/index.ts';
import { writeAssembly } from './fixture-assembly.ts';

const START = Date.parse('2027-03-01T06:00:00Z');
const TOPIC = 'arn:aws:sns:us-east-1:000000000000:alerts';

let aws: LocalAws;
let sns: SNSClient;
const heard: Message[] = [];

beforeAll(async () => {
  aws = await createLocalAws({
    assembly: writeAssembly({
      Resources: {
        Alerts: { Type: 'AWS::SNS::Topic', Properties: { TopicName: 'alerts' } },
        Other: { Type: 'AWS::SNS::Topic' },
      },
    }),
    clock: new VirtualClock(START),
    region: 'us-east-1',
    secretValue: () => undefined,
    onMessage: (message) => heard.push(message),
  });
  sns = new SNSClient({
    endpoint: aws.url,
    region: 'us-east-1',
    credentials: { accessKeyId: 'local', secretAccessKey: 'local' },
  });
});

afterAll(async () => {
  sns.destroy();
  await aws.close();
});

describe('topics, by the SDK’s own client', () => {
  it('are those of the template', async () => {
    const { Topics } = await sns.send(new ListTopicsCommand({}));
    expect(Topics).toEqual([{ TopicArn: TOPIC }, { TopicArn: 'arn:aws:sns:us-east-1:000000000000:Other' }]);
  });

  it('keep what is published, whatever characters it has', async () => {
    const text = 'line one\nline two: <a> & "b" + 100 % ü 🙂\r\n';
    const { MessageId } = await sns.send(
      new PublishCommand({ TopicArn: TOPIC, Subject: 'Sync ü failed', Message: text }),
    );
    const message = {
      id: MessageId,
      topicArn: TOPIC,
      topicName: 'alerts',
      at: START,
      subject: 'Sync ü failed',
      text,
    };
    expect(aws.messages).toEqual([message]);
    expect(heard).toEqual([message]);
  });

  it.each<[string, ConstructorParameters<typeof PublishCommand>[0], string, string]>([
    ['an unknown topic', { TopicArn: `${TOPIC}x`, Message: 'm' }, 'NotFoundException', 'Topic does not exist'],
    ['no topic', { TopicArn: 'alerts', Message: 'm' }, 'InvalidParameterException', 'Invalid parameter: TopicArn'],
    ['no message', { TopicArn: TOPIC, Message: '' }, 'InvalidParameterException', 'Invalid parameter: Empty message'],
    [
      'a message that is too long',
      { TopicArn: TOPIC, Message: 'ü'.repeat(131_073) },
      'InvalidParameterException',
      'Invalid parameter: Message too long',
    ],
    [
      'a subject of 100 characters',
      { TopicArn: TOPIC, Message: 'm', Subject: 'x'.repeat(100) },
      'InvalidParameterException',
      'Invalid parameter: Subject',
    ],
    [
      'a subject of two lines',
      { TopicArn: TOPIC, Message: 'm', Subject: 'a\nb' },
      'InvalidParameterException',
      'Invalid parameter: Subject',
    ],
    [
      'a part that is not implemented',
      { TopicArn: TOPIC, Message: 'm', MessageStructure: 'json' },
      'InvalidParameterException',
      'MessageStructure is not implemented locally',
    ],
  ])('refuse %s', async (_, input, name, problem) => {
    const published = aws.messages.length;
    await expect(sns.send(new PublishCommand(input))).rejects.toMatchObject({
      name,
      message: expect.stringContaining(problem),
    });
    expect(aws.messages).toHaveLength(published);
  });

  it('have no other operation', async () => {
    await expect(sns.send(new ListSubscriptionsCommand({}))).rejects.toMatchObject({
      name: 'InvalidAction',
      message: 'The operation "ListSubscriptions" is not implemented locally',
    });
  });
});
