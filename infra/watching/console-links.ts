import { Aws } from 'aws-cdk-lib';

/** Pages of the AWS console that operators go to, in the region of the stack. */
export const consoleLinks = {
  stateMachine: (arn: string): string => page('states', `/statemachines/view/${arn}`),
  function: (name: string): string => page('lambda', `/functions/${name}?tab=monitoring`),
  queues: (): string => `https://${Aws.REGION}.console.aws.amazon.com/sqs/v3/home?region=${Aws.REGION}#/queues`,
  alarms: (prefix: string): string => page('cloudwatch', `alarmsV2:?search=${prefix}`),
};

const page = (service: string, place: string): string =>
  `https://${Aws.REGION}.console.aws.amazon.com/${service}/home?region=${Aws.REGION}#${place}`;
