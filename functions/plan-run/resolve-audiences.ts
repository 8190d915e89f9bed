import { AdobeError } from '../../shared/adobe/errors.ts';
import type { Audience, SegmentationClient } from '../../shared/adobe/segmentation.ts';
import { mostNameBytes, shortName } from '../../shared/definition/audience-name.ts';
import type { SyncDefinition } from '../../shared/definition/definition.ts';
import { SyncError } from '../../shared/errors/sync-error.ts';
import type { PlannedAudience } from '../../shared/steps/transform.ts';
import { firstFew } from './first-few.ts';

/** How many audiences are asked for at once; hundreds at a time would only be throttled. */
const AT_ONCE = 8;

/** Audiences of the platform's own segmentation stand under `ups` in `segmentMembership`, whatever their own namespace is called. */
const PLATFORM_NAMESPACE = 'AEPSegments';
const PLATFORM_MEMBERSHIP_KEY = 'ups';

interface Resolved {
  readonly choice: SyncDefinition['audiences'][number];
  readonly audience: Audience;
}

export interface ResolvedAudiences {
  readonly planned: PlannedAudience[];
  readonly audiences: readonly Audience[];
  readonly warnings: readonly string[];
}

/**
 * Asks Adobe about every audience of a definition, in its order.
 * @throws SyncError `AudienceUnusable`, naming every audience that is unknown, a draft, inactive or archived
 */
export async function resolveAudiences(
  definition: SyncDefinition,
  segmentation: SegmentationClient,
): Promise<ResolvedAudiences> {
  const found = await getAudiences(
    definition.audiences.map(({ id }) => id),
    segmentation,
  );
  const problems: string[] = [];
  const resolved: Resolved[] = [];
  for (const [index, choice] of definition.audiences.entries()) {
    const audience = found[index] ?? null;
    if (audience === null) problems.push(`${choice.id} does not exist`);
    else if (!isUsable(audience)) problems.push(`${choice.id} is ${audience.lifecycleState ?? ''}`);
    else resolved.push({ choice, audience });
  }
  if (problems.length > 0) {
    throw new SyncError('AudienceUnusable', {
      resource: `audiences of sandbox ${definition.adobe.sandbox}`,
      what: problems.join('; '),
      next: 'Publish the audience or take it out of the sync definition',
    });
  }
  const most = mostNameBytes(resolved.length);
  let defaultPolicyId: string | undefined;
  const planned: PlannedAudience[] = [];
  for (const { choice, audience } of resolved) {
    planned.push({
      id: choice.id,
      name: choice.name ?? shortName(audience.name, most),
      mergePolicyId: audience.mergePolicyId ?? (defaultPolicyId ??= await defaultMergePolicyId(segmentation)),
      membershipNamespace: audience.namespace === PLATFORM_NAMESPACE ? PLATFORM_MEMBERSHIP_KEY : audience.namespace,
      origin: audience.originName ?? '',
    });
  }
  const audiences = resolved.map(({ audience }) => audience);
  return { planned, audiences, warnings: [...twoIdsWarning(audiences), ...longNamesWarning(resolved, most)] };
}

function longNamesWarning(resolved: readonly Resolved[], most: number): string[] {
  const ids = resolved.flatMap(({ choice, audience: { id, name } }) =>
    choice.name === undefined && shortName(name, most) !== name ? [id] : [],
  );
  if (ids.length === 0) return [];
  return [
    `names of audiences ${firstFew(ids)} are longer than ${most} bytes and are cut; the sync definition can name them`,
  ];
}

/** segmentation.yaml: ExternallyGeneratedAudience has two ids, and nothing says which of them is the key in `segmentMembership`. */
function twoIdsWarning(audiences: readonly Audience[]): string[] {
  const ids = audiences.filter(({ id, audienceId }) => audienceId !== null && audienceId !== id).map(({ id }) => id);
  if (ids.length === 0) return [];
  return [
    `audiences ${firstFew(ids)} have another id where they come from; members are looked for under these ids: if an audience stays empty, that may be why`,
  ];
}

async function getAudiences(ids: readonly string[], segmentation: SegmentationClient): Promise<(Audience | null)[]> {
  const found: (Audience | null)[] = [];
  for (let start = 0; start < ids.length; start += AT_ONCE) {
    const some = ids.slice(start, start + AT_ONCE);
    found.push(...(await Promise.all(some.map((id) => getAudience(id, segmentation)))));
  }
  return found;
}

async function getAudience(id: string, segmentation: SegmentationClient): Promise<Audience | null> {
  try {
    return await segmentation.getAudience(id);
  } catch (error) {
    if (error instanceof AdobeError && error.name === 'AdobeNotFound') return null;
    throw error;
  }
}

/** An audience without a state is one whose state Adobe did not tell. */
function isUsable({ lifecycleState }: Audience): boolean {
  return lifecycleState === null || !['draft', 'inactive', 'archived'].includes(lifecycleState.toLowerCase());
}

/** What an audience without a merge policy of its own is evaluated with. */
async function defaultMergePolicyId(segmentation: SegmentationClient): Promise<string> {
  const policies = await segmentation.listMergePolicies();
  const standard = policies.find((policy) => policy.isDefault);
  if (standard !== undefined) return standard.id;
  throw new SyncError('AudienceUnusable', {
    resource: 'merge policies of the sandbox',
    what: 'an audience has no merge policy, and none is marked as the default',
    next: 'Mark a merge policy as the default in Experience Platform',
  });
}
