import type { Topics } from '../messaging/topics.ts';
import { AwsError } from './aws-error.ts';
import { element, type QueryService, xmlText } from './query-protocol.ts';

/** Source: Publish (SNS API reference): 256 KiB; subjects are shorter than 100 characters, without line breaks or control characters. */
const MESSAGE_BYTES = 256 * 1024;
const SUBJECT = /^[^\p{Cc}\u2028\u2029]{1,99}$/u;
const PUBLISH_PARAMETERS = ['Action', 'Version', 'TopicArn', 'Subject', 'Message'];

/** The operations that publishing to a topic and looking at topics need (SNS API reference). */
export function snsService(topics: Topics): QueryService {
  return {
    version: '2010-03-31',
    namespace: 'http://sns.amazonaws.com/doc/2010-03-31/',
    operations: {
      Publish: (parameters) => element('MessageId', publish(topics, parameters)),
      ListTopics: () => {
        const members = topics.all.map(({ arn }) => element('member', element('TopicArn', xmlText(arn))));
        return element('Topics', members.join(''));
      },
    },
  };
}

/** @returns the message's id */
function publish(topics: Topics, parameters: URLSearchParams): string {
  for (const name of parameters.keys()) {
    // Attributes are for the filter policies of subscriptions, which do not exist here: whoever sets them is told.
    if (!PUBLISH_PARAMETERS.includes(name)) throw invalid(`${name} is not implemented locally`);
  }
  const topicArn = parameters.get('TopicArn') ?? '';
  const subject = parameters.get('Subject');
  const text = parameters.get('Message') ?? '';
  if (!/^arn:[^:]+:sns:[^:]+:\d{12}:.+$/.test(topicArn)) throw invalid('TopicArn');
  if (text === '') throw invalid('Empty message');
  if (Buffer.byteLength(text) > MESSAGE_BYTES) throw invalid('Message too long');
  if (subject !== null && !SUBJECT.test(subject)) throw invalid('Subject');
  const message = topics.publish(topicArn, subject, text);
  if (message === null) throw new AwsError('NotFound', 'Topic does not exist', 404);
  return message.id;
}

const invalid = (what: string): AwsError => new AwsError('InvalidParameter', `Invalid parameter: ${what}`);
