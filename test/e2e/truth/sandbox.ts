import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import { AUDIENCES, LISTS, POLICIES } from './audiences.ts';
import type { Records } from './people.ts';

export const STARTS_ON = '2026-09-01';
export const DATASETS = { export: 'd-export', target: 'd-target', ledger: 'd-ledger' } as const;
export const CONNECTION = 'dg_truth';
export const DATA_VIEW = 'dv_truth';

const text = 'string';
const memberships = 'array<struct<id:string,name:string,lastQualificationTime:timestamp,origin:string>>';

/** Twice over, so that a sync can switch from one set of fields to another. */
export const FIELD_SETS = [
  {
    ids: 'audienceMembershipId',
    names: 'audienceMembershipIdName',
    memberships: 'audienceMemberships',
    runId: 'refreshRunId',
    refreshedAt: 'refreshedAt',
    exportedAt: 'exportedAt',
  },
  {
    ids: 'segmentIds',
    names: 'segmentNames',
    memberships: 'segments',
    runId: 'syncRun',
    refreshedAt: 'syncedAt',
    exportedAt: 'truthOf',
  },
] as const;
export type FieldSet = (typeof FIELD_SETS)[number];

const TARGET_FIELDS = Object.fromEntries(
  FIELD_SETS.flatMap((fields) => [
    [fields.ids, text],
    [fields.names, text],
    [fields.memberships, memberships],
    [fields.runId, text],
    [fields.refreshedAt, 'timestamp'],
    [fields.exportedAt, 'timestamp'],
  ]),
);

const records = { arrivesOnDay: '_t.arrives' };
const DESCRIPTION = {
  name: 'truth',
  tenantId: 't',
  startsOn: STARTS_ON,
  datasets: [
    {
      ...records,
      kind: 'profile',
      id: 'crm',
      name: 'CRM',
      table: 'crm',
      records: ['crm.json'],
      identities: [{ namespace: 'crmId', path: '_t.crmId', primary: true }, { identityMap: true }],
    },
    {
      ...records,
      kind: 'profile',
      id: 'loyalty',
      name: 'Loyalty',
      table: 'loyalty',
      records: ['loyalty.json'],
      identities: [
        { namespace: 'crmId', path: '_t.crmId' },
        { namespace: 'loyaltyId', path: '_t.loyaltyId' },
      ],
    },
    {
      ...records,
      kind: 'event',
      id: 'web',
      name: 'Web',
      table: 'web',
      records: ['web.json'],
      identities: [{ identityMap: true }],
    },
    {
      ...records,
      kind: 'event',
      id: 'shop',
      name: 'Shop',
      table: 'shop',
      records: ['shop.json'],
      identities: [{ namespace: 'crmId', path: '_t.crmId' }],
    },
    {
      ...records,
      kind: 'event',
      id: 'store',
      name: 'Store',
      table: 'store',
      records: ['store.json'],
      identities: [{ namespace: 'loyaltyId', path: '_t.loyaltyId' }],
    },
    { kind: 'export', id: DATASETS.export, name: 'Audience export', table: 'audience_export' },
    {
      kind: 'target',
      id: DATASETS.target,
      name: 'Audience membership',
      table: 'audience_membership',
      tenantFields: TARGET_FIELDS,
    },
    { kind: 'ledger', id: DATASETS.ledger, name: 'Ledger', table: 'audience_ledger' },
  ],
  mergePolicies: Object.entries(POLICIES).map(([id, datasets]) => ({ id, name: id, datasets })),
  audiences: AUDIENCES.map(({ id, name, policy, hasNoPolicy, inSandbox }) => ({
    id,
    name,
    ...(hasNoPolicy ? {} : { mergePolicyId: policy }),
    ...inSandbox,
  })),
  connections: [
    {
      id: CONNECTION,
      name: 'Truth',
      datasets: [
        { datasetId: 'web', type: 'event', personId: { namespace: 'ECID' } },
        { datasetId: 'shop', type: 'event', personId: { path: '_t.crmId' } },
        { datasetId: 'store', type: 'event', personId: { path: '_t.loyaltyId' } },
        { datasetId: DATASETS.target, type: 'profile', personId: { path: 'personID' } },
      ],
    },
  ],
  dataViews: [
    {
      id: DATA_VIEW,
      name: 'Truth',
      connectionId: CONNECTION,
      dimensions: FIELD_SETS.flatMap((fields) => [
        { datasetId: DATASETS.target, path: `_t.${fields.memberships}.id` },
        { datasetId: DATASETS.target, path: `_t.${fields.ids}` },
      ]),
    },
  ],
};

export async function writeSandbox(folder: string, people: Records): Promise<void> {
  await writeFile(path.join(folder, 'sandbox.json'), JSON.stringify(DESCRIPTION));
  const files = [
    ...Object.entries(LISTS),
    ...Object.entries(people).map(([name, all]) => [`${name}.json`, all] as const),
  ];
  await Promise.all(files.map(([file, records]) => writeFile(path.join(folder, file), JSON.stringify(records))));
}
