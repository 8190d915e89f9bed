import { Aws } from 'aws-cdk-lib';

/** Pages of the AWS console that operators go to, in the region of the stack. */
export const consoleLinks = {
  stateMachine: (arn: string): string => page('states', `/statemachines/view/${arn}`),
  logGroup: (name: string): string => page('cloudwatch', `logsV2:log-groups/log-group/${encoded(name)}`),
  queue: (url: string): string =>
    `https://${Aws.REGION}.console.aws.amazon.com/sqs/v3/home?region=${Aws.REGION}#/queues/${url}`,
  alarms: (prefix: string): string => page('cloudwatch', `alarmsV2:?search=${prefix}`),
};

const page = (service: string, place: string): string =>
  `https://${Aws.REGION}.console.aws.amazon.com/${service}/home?region=${Aws.REGION}#${place}`;

/** The console writes "/" in a fragment as "%2F", with its "%" as "$25". */
const encoded = (name: string): string => encodeURIComponent(encodeURIComponent(name)).replaceAll('%', '$');
