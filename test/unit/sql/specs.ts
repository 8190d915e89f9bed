import type { TransformSpec } from '../../../shared/sql/spec.ts';

/** A plain specification that tests vary. */
export const BASE: TransformSpec = {
  sync: 'daily',
  runId: 'run-20261124T0600',
  attempt: 1,
  exportedAt: '2026-11-24T06:00:05.250Z',
  refreshedAt: '2026-11-24T06:00:00Z',
  mode: 'delta',
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
  targetFields: [
    'audienceMembershipId',
    'audienceMembershipIdName',
    'audienceMemberships',
    'refreshRunId',
    'refreshedAt',
    'exportedAt',
  ],
  membershipFields: ['id', 'name', 'lastQualificationTime', 'origin'],
  batches: [
    { id: '01KPXA0000000000000000BAT1', exportedCount: 1_204_311 },
    { id: '01KPXA0000000000000000BAT2', exportedCount: null },
  ],
  audiences: [
    {
      id: '04a81716-43d6-4e7a-a49c-f1d8b3129ba9',
      membershipNamespace: 'ups',
      name: "Summer's best",
      origin: 'REAL_TIME_CUSTOMER_PROFILE',
      batchIds: ['01KPXA0000000000000000BAT1'],
    },
    {
      id: '52c26d0d-45f2-47a2-ab30-ed06abc981ff',
      membershipNamespace: 'ups',
      name: 'Café, Bar & Co',
      origin: 'REAL_TIME_CUSTOMER_PROFILE',
      batchIds: ['01KPXA0000000000000000BAT1'],
    },
    {
      id: '1234567',
      membershipNamespace: 'AAM',
      name: 'Likely to churn',
      origin: 'AUDIENCE_MANAGER',
      batchIds: ['01KPXA0000000000000000BAT2'],
    },
  ],
  swing: { minPercent: 50, maxPercent: 200, floor: 1000 },
};

const SHAPES = ['objects', 'delimited', 'single'] as const;
const MODES = ['delta', 'full'] as const;

/** Every shape and mode; what else a specification can ask for follows, each once. Keys are the names of the golden files. */
export const GOLDEN_SPECS: Readonly<Record<string, TransformSpec>> = {
  ...Object.fromEntries(
    SHAPES.flatMap((shape) =>
      MODES.map((mode) => [
        `${shape}.${mode}`,
        { ...BASE, shape, mode, audiences: shape === 'single' ? BASE.audiences.slice(0, 1) : BASE.audiences },
      ]),
    ),
  ),
  'objects.delta.primary': { ...BASE, identity: { namespace: 'ECID', which: 'primary' } },
  'objects.delta.field': { ...BASE, identity: { field: '_acme.crmId' } },
  'objects.full.nobody-exported': {
    ...BASE,
    mode: 'full',
    batches: [],
    audiences: BASE.audiences.map((audience) => ({ ...audience, batchIds: [] })),
    swing: null,
  },
  'objects.full.confirmed-baseline': { ...BASE, mode: 'full', skipEmptyRows: true },
  'objects.delta.other-schema': {
    ...BASE,
    tenant: '_example',
    fields: { ...BASE.fields, memberships: 'segments', runId: 'writtenBy' },
    targetFields: ['exportedAt', 'refreshedAt', 'segments', 'vip', 'writtenBy'],
    otherFieldTypes: { vip: 'boolean' },
    membershipFields: ['origin', 'id'],
    swing: null,
  },
};
