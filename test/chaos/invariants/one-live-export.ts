import type { Stretch } from '../campaign/chronicle.ts';
import type { Evidence } from './evidence.ts';

/** While only one run was going on, no export job of a merge policy was created while another one of that run was alive. */
export function oneLiveExport({ adobe, world }: Evidence): readonly string[] {
  const { stretches } = world.chronicle;
  const problems: string[] = [];
  for (const [place, job] of adobe.exportJobs.entries()) {
    const owner = onlyOwner(job.createdAt, stretches);
    if (owner === null) continue;
    const alive = adobe.exportJobs
      .slice(0, place)
      .find(
        ({ mergePolicyId, createdAt, endedAt }) =>
          mergePolicyId === job.mergePolicyId &&
          onlyOwner(createdAt, stretches) === owner &&
          (endedAt === null || endedAt > job.createdAt),
      );
    if (alive !== undefined) {
      problems.push(`${owner}, merge policy ${job.mergePolicyId}: job ${job.id} while ${alive.id} was alive`);
    }
  }
  return problems;
}

/** The execution that alone was going on at a moment; null where there were several. */
function onlyOwner(at: number, stretches: readonly Stretch[]): string | null {
  const active = stretches.filter(({ from, until }) => from <= at && at <= (until ?? Number.POSITIVE_INFINITY));
  const owners = new Set(active.map(({ execution }) => execution));
  const [owner] = owners;
  return owners.size === 1 && owner !== undefined ? owner : null;
}
