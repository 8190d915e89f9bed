import { Validations } from 'aws-cdk-lib';
import type { IConstruct } from 'constructs';
import type { Stage } from './stages.ts';

/** Lets a construct go without X-Ray where its stage is not traced, which is what these rules of cdk-nag ask for. */
export function acknowledgeTracingChoice(construct: IConstruct, stage: Stage, ruleIds: readonly string[]): void {
  if (stage.isTraced) return;
  const reason = `infra/stages.ts: stage ${stage.name} is not traced.`;
  Validations.of(construct).acknowledge(...ruleIds.map((id) => ({ id, reason })));
}
