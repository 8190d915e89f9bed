import { createHash } from 'node:crypto';
import type { Json } from '../asl/json.ts';
import { AssemblyError, type TemplateResource } from './template.ts';

export interface Place {
  readonly partition: string;
  readonly region: string;
  readonly account: string;
}

/** What CloudFormation's Ref and Fn::GetAtt give for a resource. */
export interface Identity {
  readonly name: string;
  readonly arn: string;
  readonly ref: string;
  readonly attributes: Readonly<Record<string, string>>;
}

/** How one resource type is named: the property with its name, and its ARN. */
interface Naming {
  readonly nameProperty: string;
  readonly arn: (name: string, arnOf: (service: string, resource: string) => string) => string;
  readonly ref: 'name' | 'arn' | 'url';
  readonly attributes?: (identity: { readonly name: string; readonly arn: string }) => Readonly<Record<string, string>>;
}

/** Source: docs "AWS resource and property types reference" (CloudFormation), return values of each type. */
const NAMINGS: Readonly<Record<string, Naming>> = {
  'AWS::Lambda::Function': {
    nameProperty: 'FunctionName',
    arn: (name, arnOf) => arnOf('lambda', `function:${name}`),
    ref: 'name',
  },
  'AWS::StepFunctions::StateMachine': {
    nameProperty: 'StateMachineName',
    arn: (name, arnOf) => arnOf('states', `stateMachine:${name}`),
    ref: 'arn',
    attributes: ({ name }) => ({ Name: name }),
  },
  'AWS::SecretsManager::Secret': {
    nameProperty: 'Name',
    arn: (name, arnOf) => arnOf('secretsmanager', `secret:${name}-${secretSuffix(name)}`),
    ref: 'arn',
    attributes: ({ arn }) => ({ Id: arn }),
  },
  'AWS::IAM::Role': {
    nameProperty: 'RoleName',
    arn: (name, arnOf) => arnOf('iam', `role/${name}`).replace(/:iam:[^:]*:/, ':iam::'),
    ref: 'name',
  },
  'AWS::Logs::LogGroup': {
    nameProperty: 'LogGroupName',
    arn: (name, arnOf) => arnOf('logs', `log-group:${name}:*`),
    ref: 'name',
  },
  'AWS::SNS::Topic': {
    nameProperty: 'TopicName',
    arn: (name, arnOf) => arnOf('sns', name),
    ref: 'arn',
    attributes: ({ name, arn }) => ({ TopicName: name, TopicArn: arn }),
  },
  'AWS::SQS::Queue': {
    nameProperty: 'QueueName',
    arn: (name, arnOf) => arnOf('sqs', name),
    ref: 'url',
    attributes: ({ name }) => ({ QueueName: name }),
  },
  'AWS::Events::Rule': {
    nameProperty: 'Name',
    arn: (name, arnOf) => arnOf('events', `rule/${name}`),
    ref: 'name',
  },
  'AWS::Scheduler::Schedule': {
    nameProperty: 'Name',
    arn: (name, arnOf) => arnOf('scheduler', `schedule/default/${name}`),
    ref: 'name',
  },
};

/**
 * The local name and ARN of a resource: its explicit name where it has one, else its logical id.
 * @throws AssemblyError for a type that is not known here
 */
export function identityOf(resource: TemplateResource, resolve: (value: Json) => Json, place: Place): Identity {
  const naming = NAMINGS[resource.type];
  if (naming === undefined) {
    throw new AssemblyError(
      `${resource.logicalId} (${resource.type}): a reference to this type of resource is not implemented`,
    );
  }
  const explicit = resource.properties[naming.nameProperty];
  const resolved = explicit === undefined ? resource.logicalId : resolve(explicit);
  if (typeof resolved !== 'string') {
    throw new AssemblyError(`${resource.logicalId} (${resource.type}): ${naming.nameProperty} is not text`);
  }
  const arnOf = (service: string, path: string): string =>
    `arn:${place.partition}:${service}:${place.region}:${place.account}:${path}`;
  const arn = naming.arn(resolved, arnOf);
  const attributes = { Arn: arn, ...naming.attributes?.({ name: resolved, arn }) };
  const url = `https://sqs.${place.region}.amazonaws.com/${place.account}/${resolved}`;
  return { name: resolved, arn, ref: { name: resolved, arn, url }[naming.ref], attributes };
}

/** AWS ends a secret's ARN in six random letters and digits; these are always the same for the same name. */
function secretSuffix(name: string): string {
  const letters = createHash('sha256')
    .update(name)
    .digest('base64')
    .replaceAll(/[^A-Za-z0-9]/g, '');
  return letters.slice(0, 6);
}
