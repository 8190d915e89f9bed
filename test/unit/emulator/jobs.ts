import { valueOf } from './refresh.ts';
import type { Reply, Running } from './running.ts';
import { TINY } from './tiny-sandbox.ts';

export const EXPORT_JOBS = '/data/core/ups/export/jobs';
export const QUERIES = '/data/foundation/query/queries';

/** Asks for an export of Gold. */
export function createJob({ platform }: Running, signal?: AbortSignal): Promise<Reply> {
  return platform(EXPORT_JOBS, {
    method: 'POST',
    ...(signal === undefined ? {} : { signal }),
    body: {
      fields: 'identityMap,segmentMembership',
      filter: { segments: [{ segmentId: TINY.audiences.gold }], emptyProfiles: true },
      destination: { datasetId: TINY.datasets.export },
      schema: { name: '_xdm.context.profile' },
    },
  });
}

/** The export jobs that are really there, whatever was answered. */
export async function jobsAtAdobe({ control }: Running): Promise<number> {
  return (valueOf((await control('/state')).body, 'exportJobs') as unknown[]).length;
}
