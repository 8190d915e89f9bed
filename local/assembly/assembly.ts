import * as z from 'zod';
import { type LocalFunction, readFunction } from './functions.ts';
import type { Place } from './identities.ts';
import { Intrinsics } from './intrinsics.ts';
import { propertiesOf } from './properties.ts';
import { type AsynchronousConfig, readAsynchronousConfig } from './asynchronous-config.ts';
import { type LocalRule, readRule } from './rules.ts';
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
  /** `cron(…)`, `rate(…)` or `at(…)`. */
  readonly expression: string;
  readonly timeZone: string;
  readonly isEnabled: boolean;
  readonly target: ScheduleTarget;
  /** JSON text, which may hold context attributes such as `<aws.scheduler.scheduled-time>`. */
  readonly input: string;
}

export interface ScheduleTarget {
  readonly kind: 'stateMachine' | 'function';
  readonly arn: string;
}

export interface LocalTopic {
  readonly name: string;
  readonly arn: string;
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
  readonly rules: readonly LocalRule[];
  readonly topics: readonly LocalTopic[];
  readonly asynchronousConfigs: readonly AsynchronousConfig[];
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
  const rules: LocalRule[] = [];
  const topics: LocalTopic[] = [];
  const asynchronousConfigs: AsynchronousConfig[] = [];
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
        case 'AWS::Events::Rule':
          rules.push(readRule(resource, intrinsics));
          break;
        case 'AWS::SNS::Topic':
          topics.push(named(resource, intrinsics));
          break;
        case 'AWS::Lambda::EventInvokeConfig':
          asynchronousConfigs.push(readAsynchronousConfig(resource, intrinsics));
          break;
      }
    }
  }
  const assembly = { functions, stateMachines, schedules, secrets, rules, topics, asynchronousConfigs };
  checkTargets(assembly);
  return assembly;
}

/** A target that does not exist would only show when it is due. */
function checkTargets({ functions, stateMachines, schedules, rules }: Assembly): void {
  const known = new Set([...functions, ...stateMachines].map(({ arn }) => arn));
  const uses = [
    ...schedules.map(({ name, target }) => ({ user: `The schedule ${name}`, arn: target.arn })),
    ...rules.flatMap(({ name, targets }) =>
      targets.map((target) => ({ user: `The rule ${name}`, arn: target.functionArn })),
    ),
  ];
  for (const { user, arn } of uses) {
    if (!known.has(arn)) throw new AssemblyError(`${user} has a target that the template does not have: ${arn}`);
  }
}

const StateMachineProperties = z.looseObject({
  DefinitionString: z.string(),
  RoleArn: z.string(),
  StateMachineType: z.literal('STANDARD', 'only Standard state machines are implemented').default('STANDARD'),
});

function readStateMachine(resource: TemplateResource, intrinsics: Intrinsics): LocalStateMachine {
  const properties = propertiesOf(StateMachineProperties, resource, intrinsics);
  const definition: unknown = JSON.parse(properties.DefinitionString);
  return { ...named(resource, intrinsics), roleArn: properties.RoleArn, definition };
}

/** Source: docs "Managing targets in EventBridge Scheduler", templated targets. */
function targetOf(arn: string, context: z.RefinementCtx): ScheduleTarget {
  if (/^arn:[^:]+:states:.*:stateMachine:/.test(arn)) return { kind: 'stateMachine', arn };
  if (/^arn:[^:]+:lambda:/.test(arn)) return { kind: 'function', arn };
  context.addIssue({ code: 'custom', message: 'only state machines and Lambda functions are implemented as targets' });
  return z.NEVER;
}

const ScheduleProperties = z.looseObject({
  GroupName: z.string().default('default'),
  ScheduleExpression: z.string(),
  ScheduleExpressionTimezone: z.string().default('UTC'),
  State: z.enum(['ENABLED', 'DISABLED']).default('ENABLED'),
  StartDate: z.never('start dates are not implemented').optional(),
  EndDate: z.never('end dates are not implemented').optional(),
  Target: z.looseObject({ Arn: z.string().transform(targetOf), Input: z.string().default('{}') }),
});

function readSchedule(resource: TemplateResource, intrinsics: Intrinsics): LocalSchedule {
  const properties = propertiesOf(ScheduleProperties, resource, intrinsics);
  return {
    ...named(resource, intrinsics),
    group: properties.GroupName,
    expression: properties.ScheduleExpression,
    timeZone: properties.ScheduleExpressionTimezone,
    isEnabled: properties.State === 'ENABLED',
    target: properties.Target.Arn,
    input: properties.Target.Input,
  };
}

function named(resource: TemplateResource, intrinsics: Intrinsics): { readonly name: string; readonly arn: string } {
  const { name, arn } = intrinsics.identity(resource.logicalId);
  return { name, arn };
}
