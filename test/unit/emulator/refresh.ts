import type { Running } from './running.ts';
import { TINY } from './tiny-sandbox.ts';

/** What a refresh of the tiny sandbox left behind. */
export interface Refreshed {
  readonly exportJob: string;
  readonly exportBatch: string;
  readonly query: string;
}

/** Exports the two evaluated audiences, writes one row per ECID into the target, and waits until CJA has taken it in. */
export async function refreshOnce({ platform, pass }: Running, run = 'run-1'): Promise<Refreshed> {
  const created = await platform('/data/core/ups/export/jobs', {
    method: 'POST',
    body: {
      fields: 'identityMap,segmentMembership',
      mergePolicy: { id: TINY.policies.all },
      filter: {
        segments: [TINY.audiences.gold, TINY.audiences.visitors].map((segmentId) => ({
          segmentId,
          segmentNs: 'ups',
          status: ['realized', 'existing'],
        })),
        emptyProfiles: true,
      },
      destination: { datasetId: TINY.datasets.export, segmentPerBatch: false },
      schema: { name: '_xdm.context.profile' },
    },
  });
  const exportJob = String(valueOf(created.body, 'id'));
  pass({ minutes: 20 });
  const job = await platform(`/data/core/ups/export/jobs/${exportJob}`);
  const exportBatch = String(valueOf(job.body, 'destination', 'batchId'));
  const submitted = await platform('/data/foundation/query/queries', {
    method: 'POST',
    body: { dbName: 'tiny:all', sql: transform(run, exportBatch), name: run },
  });
  pass({ minutes: 100 });
  return { exportJob, exportBatch, query: String(valueOf(submitted.body, 'id')) };
}

/** A small statement of the kind that the product sends: only the export's own batch, one row per person ID. */
export function transform(run: string, exportBatch: string): string {
  return `$$ BEGIN
SET drop_system_columns=false;
INSERT INTO audience_membership
SELECT
  concat('${run}-', personID) AS _id,
  personID,
  struct(
    array_join(sort_array(collect_set(audienceId)), ',') AS audienceMembershipId,
    sort_array(collect_set(audienceId)) AS audienceIds,
    sort_array(collect_set(struct(audienceId AS id, concat('name of ', audienceId) AS name))) AS audienceMemberships
  ) AS _acme
FROM (
  SELECT personID, key AS audienceId, value.status AS status
  FROM (
    SELECT personID, explode(memberships)
    FROM (
      SELECT explode(transform(identityMap['ECID'], i -> i.id)) AS personID, segmentMembership['ups'] AS memberships
      FROM audience_export
      WHERE _acp_system_metadata.acp_sourceBatchId = '${exportBatch}'
    )
  )
)
WHERE status <> 'exited'
GROUP BY personID;
END; $$;`;
}

/** The value at a place within an answer. */
export function valueOf(body: unknown, ...path: readonly string[]): unknown {
  return path.reduce<unknown>((value, name) => (value as Record<string, unknown> | undefined)?.[name], body);
}
