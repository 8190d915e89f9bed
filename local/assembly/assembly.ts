import * as z from 'zod';
import { type LocalFunction, readFunction } from './functions.ts';
import type { Place } from './identities.ts';
import { Intrinsics } from './intrinsics.ts';
import { readStacks } from './stacks.ts';
import { AssemblyError, resourcesOf, type TemplateResource } from './template.ts';

export interface LocalStateMachine {
  readonly name: string;
  readonly arn: string;
  readonly roleArn: string;
  /** Parsed JSON, with every reference resolved to this machine's names and ARNs. */
  readonly definition: unknown;
}

export interface LocalSchedule {
  readonly name: string;
  readonly arn: string;
  readonly group: string;
  /** `cron(…)`. */
  readonly expression: string;
  readonly timeZone: string;
  readonly isEnabled: boolean;
  readonly targetArn: string;
  /** JSON text, which may hold context attributes such as `<aws.scheduler.scheduled-time>`. */
  readonly input: string;
}

export interface LocalSecret {
  readonly name: string;
  readonly arn: string;
}

export interface Assembly {
  readonly functions: readonly LocalFunction[];
  readonly stateMachines: readonly LocalStateMachine[];
  readonly schedules: readonly LocalSchedule[];
  readonly secrets: readonly LocalSecret[];
}

/** Stands in ARNs where a deployment has its account number. */
export const LOCAL_ACCOUNT = '000000000000';

/**
 * Reads what a synthesized cloud assembly would deploy: the same definitions and the same bundles.
 * @param folder `cdk.out`
 * @param region for ARNs
 * @throws AssemblyError for what cannot be resolved on this machine
 */
export function readAssembly(folder: string, region: string): Assembly {
  const { stacks, assets } = readStacks(folder);
  const place: Place = { partition: 'aws', region, account: LOCAL_ACCOUNT };
  const functions: LocalFunction[] = [];
  const stateMachines: LocalStateMachine[] = [];
  const schedules: LocalSchedule[] = [];
  const secrets: LocalSecret[] = [];
  for (const { name, template } of stacks) {
    const resources = resourcesOf(template);
    const intrinsics = new Intrinsics(template, resources, name, place);
    for (const resource of resources) {
      switch (resource.type) {
        case 'AWS::Lambda::Function':
          functions.push(readFunction(resource, intrinsics, assets));
          break;
        case 'AWS::StepFunctions::StateMachine':
          stateMachines.push(readStateMachine(resource, intrinsics));
          break;
        case 'AWS::Scheduler::Schedule':
          schedules.push(readSchedule(resource, intrinsics));
          break;
        case 'AWS::SecretsManager::Secret':
          secrets.push(named(resource, intrinsics));
          break;
      }
    }
  }
  return { functions, stateMachines, schedules, secrets };
}

const StateMachineProperties = z.looseObject({
  DefinitionString: z.string(),
  RoleArn: z.string(),
  StateMachineType: z.literal('STANDARD', 'only Standard state machines are implemented').default('STANDARD'),
});

function readStateMachine(resource: TemplateResource, intrinsics: Intrinsics): LocalStateMachine {
  const properties = parse(StateMachineProperties, resource, intrinsics);
  const definition: unknown = JSON.parse(properties.DefinitionString);
  return { ...named(resource, intrinsics), roleArn: properties.RoleArn, definition };
}

const ScheduleProperties = z.looseObject({
  GroupName: z.string().default('default'),
  ScheduleExpression: z.string(),
  ScheduleExpressionTimezone: z.string().default('UTC'),
  State: z.enum(['ENABLED', 'DISABLED']).default('ENABLED'),
  Target: z.looseObject({ Arn: z.string(), Input: z.string().default('{}') }),
});

function readSchedule(resource: TemplateResource, intrinsics: Intrinsics): LocalSchedule {
  const properties = parse(ScheduleProperties, resource, intrinsics);
  return {
    ...named(resource, intrinsics),
    group: properties.GroupName,
    expression: properties.ScheduleExpression,
    timeZone: properties.ScheduleExpressionTimezone,
    isEnabled: properties.State === 'ENABLED',
    targetArn: properties.Target.Arn,
    input: properties.Target.Input,
  };
}

function named(resource: TemplateResource, intrinsics: Intrinsics): { readonly name: string; readonly arn: string } {
  const { name, arn } = intrinsics.identity(resource.logicalId);
  return { name, arn };
}

function parse<Schema extends z.ZodType>(
  schema: Schema,
  resource: TemplateResource,
  intrinsics: Intrinsics,
): z.output<Schema> {
  const parsed = schema.safeParse(intrinsics.resolve(resource.properties));
  if (parsed.success) return parsed.data;
  throw new AssemblyError(`${resource.logicalId} (${resource.type}): ${z.prettifyError(parsed.error)}`);
}
