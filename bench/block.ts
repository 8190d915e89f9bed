import { MEMBERSHIP_FIELDS, TARGET_FIELDS } from '../shared/sql/fields.ts';
import type { TransformSpec } from '../shared/sql/spec.ts';
import { transformSql } from '../shared/sql/transform.ts';
import { audienceId, audienceName, type BenchDay, type Workload } from './workload.ts';

export const ORIGIN = 'REAL_TIME_CUSTOMER_PROFILE';

export const exportBatchOf = (day: BenchDay): string => `EXPORT-DAY-${day}`;

/** The run of a day. */
export function runOf(day: BenchDay): Pick<TransformSpec, 'runId' | 'exportedAt' | 'refreshedAt'> {
  const date = `2026-02-0${day + 1}`;
  return { runId: `run-day-${day}`, exportedAt: `${date}T06:00:05Z`, refreshedAt: `${date}T06:00:00Z` };
}

interface BlockOf {
  readonly mode: TransformSpec['mode'];
  readonly exportedProfiles: number;
}

/** The statement of day 1 that the product sends to Query Service, with the guards that it has by default. */
export function blockSql({ audiences }: Workload, { mode, exportedProfiles }: BlockOf): string {
  const batchId = exportBatchOf(1);
  return transformSql({
    sync: 'bench',
    ...runOf(1),
    attempt: 1,
    mode,
    shape: 'objects',
    identity: { namespace: 'ECID', which: 'all' },
    exportTable: 'audience_export',
    targetTable: 'audience_membership',
    ledgerTable: 'audience_sync_ledger',
    tenant: '_acme',
    fields: {
      ids: 'audienceMembershipId',
      names: 'audienceMembershipIdName',
      memberships: 'audienceMemberships',
      runId: 'refreshRunId',
      refreshedAt: 'refreshedAt',
      exportedAt: 'exportedAt',
    },
    targetFields: Object.keys(TARGET_FIELDS),
    membershipFields: Object.keys(MEMBERSHIP_FIELDS),
    batches: [{ id: batchId, exportedCount: exportedProfiles }],
    audiences: Array.from({ length: audiences }, (_, place) => ({
      id: audienceId(place),
      membershipNamespace: 'ups',
      name: audienceName(place),
      origin: ORIGIN,
      batchIds: [batchId],
    })),
    swing: { minPercent: 50, maxPercent: 200, floor: 1000 },
  });
}
