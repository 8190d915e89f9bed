import { MEMBERSHIP_FIELDS, TARGET_FIELDS } from '../shared/sql/fields.ts';
import type { TransformSpec } from '../shared/sql/spec.ts';
import { transformSql } from '../shared/sql/transform.ts';
import { audienceId, type Workload } from './workload.ts';

export const exportBatchOf = (day: 0 | 1): string => `EXPORT-DAY-${day}`;

interface BlockOf {
  readonly day: 0 | 1;
  readonly mode: TransformSpec['mode'];
  readonly exportedProfiles: number;
}

/** The statement that the product sends to Query Service, with the guards that it has by default. */
export function blockSql({ audiences }: Workload, { day, mode, exportedProfiles }: BlockOf): string {
  const batchId = exportBatchOf(day);
  return transformSql({
    sync: 'bench',
    runId: `run-day-${day}`,
    attempt: 1,
    exportedAt: `2026-02-0${day + 1}T06:00:05Z`,
    refreshedAt: `2026-02-0${day + 1}T06:00:00Z`,
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
      name: `Audience ${place}`,
      origin: 'REAL_TIME_CUSTOMER_PROFILE',
      batchIds: [batchId],
    })),
    swing: { minPercent: 50, maxPercent: 200, floor: 1000 },
  });
}
