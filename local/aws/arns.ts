import { AwsError } from './aws-error.ts';

type Kind = 'stateMachine' | 'execution';

/**
 * Checks that an ARN is one of Step Functions and of the kind that the operation takes.
 * @throws AwsError `InvalidArn`, in words seen from AWS
 */
export function checkArn(arn: string, kind: Kind): void {
  const [prefix, partition = '', service, region = '', account = '', type = '', ...rest] = arn.split(':');
  if (prefix !== 'arn') throw invalid(`Invalid ARN prefix: ${arn}`);
  if (!/^aws[a-z-]*$/.test(partition)) throw invalid(`Invalid partition: ${partition}`);
  if (service !== 'states') throw invalid(`Invalid service: ${service ?? ''}`);
  if (region === '' || !/^\d{12}$/.test(account)) throw invalid(`Invalid ARN: ${arn}`);
  if (type !== kind) throw invalid(`Resource type not valid in this context: ${type}`);
  if (rest.join(':') === '') throw invalid(`Invalid ARN: ${arn}`);
}

const invalid = (what: string): AwsError => new AwsError('InvalidArn', `Invalid Arn: '${what}'`);

/** Source: StartExecution (Step Functions API reference), name: what it must not contain. */
const FORBIDDEN = /[\s<>{}[\]?*"#%\\^|~`$&,;:/\p{Cc}\u{FFFE}\u{FFFF}\u{10FFFF}]|\p{Cs}/u;

/** @throws AwsError `InvalidName` */
export function checkExecutionName(name: string): void {
  if (FORBIDDEN.test(name)) throw new AwsError('InvalidName', `Invalid Name: '${name}'`);
}
