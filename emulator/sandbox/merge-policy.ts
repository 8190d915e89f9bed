import type { Audience, SandboxDescription } from './format.ts';

export type MergePolicy = SandboxDescription['mergePolicies'][number];

/** The policy marked as default, else the first. */
export function defaultMergePolicy({ mergePolicies }: SandboxDescription): MergePolicy {
  const policy = mergePolicies.find(({ isDefault }) => isDefault) ?? mergePolicies[0];
  if (policy === undefined) throw new Error('a sandbox has at least one merge policy');
  return policy;
}

/** The id of the policy under which an audience's members are looked at: its own, else the sandbox's default. */
export function mergePolicyIdOf({ mergePolicyId }: Audience, description: SandboxDescription): string {
  return mergePolicyId ?? defaultMergePolicy(description).id;
}
