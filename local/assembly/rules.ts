import * as z from 'zod';
import { type Json, parseJson } from '../asl/json.ts';
import { type EventPattern, eventPattern } from '../eventbridge/event-pattern.ts';
import { PatternProblem } from '../eventbridge/pattern-operators.ts';
import type { Intrinsics } from './intrinsics.ts';
import { propertiesOf } from './properties.ts';
import { AssemblyError, type TemplateResource } from './template.ts';

export interface LocalRule {
  readonly name: string;
  readonly isEnabled: boolean;
  readonly matches: EventPattern;
  readonly targets: readonly RuleTarget[];
}

export interface RuleTarget {
  readonly functionArn: string;
  /** What the function gets instead of the event; null where it gets the event. */
  readonly input: Json;
}

/** Retries and dead letters of a delivery are for a function that Lambda does not take: that does not happen here. */
const Target = z.strictObject({
  Arn: z.string().regex(/^arn:[^:]+:lambda:/, 'only Lambda functions are implemented as targets'),
  Id: z.string(),
  Input: z.string().optional(),
  RetryPolicy: z.looseObject({}).optional(),
  DeadLetterConfig: z.looseObject({}).optional(),
});

const RuleProperties = z.strictObject({
  Name: z.string().optional(),
  Description: z.string().optional(),
  EventBusName: z.literal('default', 'only the default event bus is implemented').optional(),
  EventPattern: z.json().optional(),
  State: z.enum(['ENABLED', 'DISABLED']).default('ENABLED'),
  Targets: z.array(Target).default([]),
  Tags: z.array(z.looseObject({})).optional(),
});

/**
 * Reads a rule of the default event bus.
 * @throws AssemblyError for what is not implemented, such as input transformers and schedules
 */
export function readRule(resource: TemplateResource, intrinsics: Intrinsics): LocalRule {
  const { EventPattern, State, Targets } = propertiesOf(RuleProperties, resource, intrinsics);
  return {
    name: intrinsics.identity(resource.logicalId).name,
    isEnabled: State === 'ENABLED',
    matches: patternOf(EventPattern ?? null, resource.logicalId),
    targets: Targets.map(({ Arn, Input }) => ({
      functionArn: Arn,
      input: Input === undefined ? null : parseJson(Input),
    })),
  };
}

function patternOf(pattern: Json, logicalId: string): EventPattern {
  try {
    return eventPattern(pattern);
  } catch (error) {
    if (error instanceof PatternProblem) throw new AssemblyError(`${logicalId} (AWS::Events::Rule): ${error.message}`);
    throw error;
  }
}
