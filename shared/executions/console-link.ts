/** The page of an execution in the AWS console; of China, where the partition is `aws-cn`. */
export function consoleLink(executionArn: string): string {
  const [, partition, , region] = executionArn.split(':');
  const domain = partition === 'aws-cn' ? 'console.amazonaws.cn' : 'console.aws.amazon.com';
  return `https://${region}.${domain}/states/home?region=${region}#/v2/executions/details/${executionArn}`;
}
