import type { Chance } from '../../chance.ts';
import {
  type Audience,
  type EvaluatedAudience,
  type ExternalAudience,
  PLATFORM_NAMESPACES,
  type SandboxDescription,
} from '../../sandbox/format.ts';
import { mergePolicyIdOf } from '../../sandbox/merge-policy.ts';
import { setUpAt } from '../catalog/format.ts';

/** An audience on the wire (segmentation.yaml: PlatformGeneratedAudience, ExternallyGeneratedAudience). */
export function audienceOnTheWire(
  audience: Audience,
  sandbox: SandboxDescription,
  chance: Chance,
  profiles: number,
): Record<string, unknown> {
  const created = setUpAt(sandbox);
  return {
    id: audience.id,
    imsOrgId: sandbox.orgId,
    sandbox: { sandboxId: chance.uuid('sandbox'), sandboxName: sandbox.name, type: 'production', default: true },
    name: audience.name,
    description: audience.description ?? '',
    isSystem: false,
    creationTime: created,
    updateTime: created,
    createEpoch: created / 1000,
    updateEpoch: created / 1000,
    lifecycleState: audience.lifecycleState,
    labels: [],
    metrics: { data: { totalProfiles: profiles } },
    ...(audience.kind === 'external' ? externalFields(audience) : evaluatedFields(audience, sandbox)),
  };
}

function evaluatedFields(audience: EvaluatedAudience, sandbox: SandboxDescription): Record<string, unknown> {
  return {
    audienceId: audience.id,
    schema: { name: '_xdm.context.profile' },
    profileInstanceId: 'ups',
    expression: expressionOf(audience),
    mergePolicyId: mergePolicyIdOf(audience, sandbox),
    evaluationInfo: evaluationInfoOf(audience),
    dataGovernancePolicy: { excludeOptOut: true },
    dependents: [],
    definedOn: [
      {
        'meta:resourceType': 'unions',
        'meta:containerId': 'tenant',
        $ref: 'https://ns.adobe.com/xdm/context/profile__union',
      },
    ],
    dependencies: [],
    type: 'SegmentDefinition',
    originName: 'REAL_TIME_CUSTOMER_PROFILE',
    overridePerformanceWarnings: false,
    createdBy: 'emulated@AdobeID',
    namespace: PLATFORM_NAMESPACES.audience,
  };
}

/** What is evaluated nowhere has no expression and no evaluation; the contract does not know a merge policy here either. */
function externalFields(audience: ExternalAudience): Record<string, unknown> {
  return {
    audienceId: audience.audienceId ?? audience.id,
    ...(audience.mergePolicyId === undefined ? {} : { mergePolicyId: audience.mergePolicyId }),
    type: 'ExternalAudience',
    originName: audience.originName,
    createdBy: 'externalAudience@AdobeID',
    namespace: audience.namespace,
  };
}

/** The rule (DuckDB SQL, see SANDBOX.md) stands where Adobe has PQL. */
export function expressionOf({ rule }: EvaluatedAudience): Record<string, string> {
  return { type: 'PQL', format: 'pql/text', value: rule };
}

export function evaluationInfoOf({ evaluation }: EvaluatedAudience): Record<string, { enabled: boolean }> {
  return {
    batch: { enabled: evaluation === 'batch' },
    continuous: { enabled: evaluation === 'streaming' },
    synchronous: { enabled: evaluation === 'edge' },
  };
}
