import * as z from 'zod';
import type { Json } from '../json.ts';

/**
 * The fields of each state type that this interpreter implements, and no others: an unknown one is refused at load.
 * Source: docs "State machine structure in Amazon States Language" and the page of each workflow state (Step Functions).
 */

/** JSON whose strings may be JSONata expressions. */
const Template = z.json();
const Expression = z.string().regex(/^\{%[\s\S]*%\}$/, 'must be a JSONata expression: {% … %}');
const WholeNumber = z.int().min(0);
const Seconds = z.union([z.int().min(1).max(99_999_999), Expression]);
const AssignTo = z.record(
  z.string().regex(/^(?!states$)[\p{L}_][\p{L}\p{N}_]{0,79}$/u, 'must be the name of a variable, and not "states"'),
  Template,
);

const common = {
  Comment: z.string().optional(),
  QueryLanguage: z.literal('JSONata').optional(),
};
const flow = {
  Next: z.string().optional(),
  End: z.literal(true).optional(),
};
const result = {
  Assign: AssignTo.optional(),
  Output: Template.optional(),
};

const ErrorNames = z.array(z.string().min(1)).min(1);

const Retrier = z.strictObject({
  ErrorEquals: ErrorNames,
  IntervalSeconds: z.int().min(1).max(99_999_999).default(1),
  MaxAttempts: z.int().min(0).max(99_999_999).default(3),
  BackoffRate: z.number().min(1).default(2),
  MaxDelaySeconds: z.int().min(1).max(31_622_399).optional(),
  JitterStrategy: z.enum(['FULL', 'NONE']).default('NONE'),
  Comment: z.string().optional(),
});
export type Retrier = z.infer<typeof Retrier>;

const Catcher = z.strictObject({
  ErrorEquals: ErrorNames,
  Next: z.string(),
  ...result,
  Comment: z.string().optional(),
});
export type Catcher = z.infer<typeof Catcher>;

const errorHandling = { Retry: z.array(Retrier).default([]), Catch: z.array(Catcher).default([]) };

const ChoiceRule = z.strictObject({
  Condition: z.union([Expression, z.boolean()]),
  Next: z.string(),
  ...result,
  Comment: z.string().optional(),
});

export const TaskFields = z.strictObject({
  Type: z.literal('Task'),
  Resource: z.string(),
  Arguments: Template.optional(),
  TimeoutSeconds: Seconds.optional(),
  ...common,
  ...flow,
  ...result,
  ...errorHandling,
});
export const PassFields = z.strictObject({ Type: z.literal('Pass'), ...common, ...flow, ...result });
export const WaitFields = z.strictObject({
  Type: z.literal('Wait'),
  Seconds: z.union([WholeNumber.max(99_999_999), Expression]).optional(),
  Timestamp: z.string().optional(),
  ...common,
  ...flow,
  ...result,
});
export const ChoiceFields = z.strictObject({
  Type: z.literal('Choice'),
  Choices: z.array(ChoiceRule).min(1),
  Default: z.string().optional(),
  ...common,
  ...result,
});
export const SucceedFields = z.strictObject({ Type: z.literal('Succeed'), ...common, Output: Template.optional() });
export const FailFields = z.strictObject({
  Type: z.literal('Fail'),
  Error: z.string().optional(),
  Cause: z.string().optional(),
  ...common,
});
export const MapFields = z.strictObject({
  Type: z.literal('Map'),
  Items: z.union([z.array(Template), Expression]).optional(),
  ItemSelector: Template.optional(),
  MaxConcurrency: z.union([WholeNumber, Expression]).optional(),
  /** A scope; read separately. */
  ItemProcessor: z.unknown(),
  ...common,
  ...flow,
  ...result,
  ...errorHandling,
});
export const ParallelFields = z.strictObject({
  Type: z.literal('Parallel'),
  Arguments: Template.optional(),
  /** Scopes; read separately. */
  Branches: z.array(z.unknown()).min(1),
  ...common,
  ...flow,
  ...result,
  ...errorHandling,
});

export const MachineFields = z.strictObject({
  Comment: z.string().optional(),
  QueryLanguage: z.literal('JSONata'),
  Version: z.literal('1.0').optional(),
  TimeoutSeconds: z.int().min(1).max(99_999_999).optional(),
  StartAt: z.string(),
  States: z.record(z.string(), z.unknown()),
});
export const BranchFields = z.strictObject({
  Comment: z.string().optional(),
  QueryLanguage: z.literal('JSONata').optional(),
  StartAt: z.string(),
  States: z.record(z.string(), z.unknown()),
});
export const ProcessorFields = BranchFields.extend({
  ProcessorConfig: z.strictObject({ Mode: z.literal('INLINE') }).optional(),
});

/** What may be assigned or made the output when a state, a choice rule or a catcher ends. */
export interface ResultFields {
  readonly Assign?: Record<string, Json> | undefined;
  readonly Output?: Json | undefined;
}
