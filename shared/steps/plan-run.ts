import * as z from 'zod';
import { Moment, Run, StepContext, Warnings } from './common.ts';
import { ConfirmationPlan } from './confirm.ts';
import { ExportGroup } from './export.ts';
import { RemoveOldExportsInput } from './remove-exports.ts';
import { RunRecord } from './run-record.ts';
import { TransformPlan } from './transform.ts';

/** The execution input: `{}` is a complete manual run. A schedule or a person can only override choices, never the definition. */
export const RunOverrides = z.strictObject({
  /** Only plan: nothing is exported or written. */
  dryRun: z.boolean().default(false),
  /** Let the audiences of this run swing beyond the guards' limits, once. */
  acceptSwing: z.boolean().default(false),
  /** Rewrite everyone. The other way round does not exist: delta is only right where it would have been chosen anyway. */
  mode: z.literal('full').optional(),
});
export type RunOverrides = z.infer<typeof RunOverrides>;

export const PlanRunInput = z.strictObject({
  /** JSON, baked into the state machine; checked again by the one implementation of its rules. */
  definition: z.string(),
  /** The execution input as it came. */
  overrides: z.unknown(),
  execution: z.strictObject({ arn: z.string(), name: z.string(), startedAt: Moment, stateMachineArn: z.string() }),
  context: StepContext,
});
export type PlanRunInput = z.infer<typeof PlanRunInput>;

export const RunPlan = z.strictObject({
  run: Run,
  exportGroups: z.array(ExportGroup).min(1),
  transform: TransformPlan,
  confirmation: ConfirmationPlan,
  housekeeping: RemoveOldExportsInput.pick({ datasetId: true, keepRuns: true }),
  warnings: Warnings,
  /** For a person to look at, without its audiences: those stand in `transform`. */
  definition: z.unknown(),
});
export type RunPlan = z.infer<typeof RunPlan>;

export const PlanRunOutput = z.discriminatedUnion('decision', [
  z.strictObject({ decision: z.literal('run'), plan: RunPlan }),
  z.strictObject({ decision: z.literal('end'), record: RunRecord }),
]);
export type PlanRunOutput = z.infer<typeof PlanRunOutput>;
