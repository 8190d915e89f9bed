import { mkdir, writeFile } from 'node:fs/promises';
import path from 'node:path';

/**
 * Five persons over two days. Gold on day 1: e1, e2 and e4, of whom e4 has no event yet; on day 2 e2 has lost the tier
 * and e4 has come by. Visitors: e1, e2, e3 and e5 (known by events only), on day 2 e4 as well. Uploaded: e3, on day 2 e5
 * instead.
 */
export const TINY = {
  startsAt: Date.parse('2026-09-01T00:00:00Z'),
  orgId: 'EMULATED0000000000000000@AdobeOrg',
  sandbox: 'tiny',
  datasets: { crm: 'd-crm', web: 'd-web', export: 'd-export', target: 'd-target', ledger: 'd-ledger' },
  audiences: { gold: 'a-gold', visitors: 'a-visitors', uploaded: 'a-uploaded' },
  policies: { all: 'p-all', other: 'p-other' },
  connection: 'dg_tiny',
  dataView: 'dv_tiny',
} as const;

const { datasets, audiences, policies } = TINY;

const DESCRIPTION = {
  name: TINY.sandbox,
  tenantId: 'acme',
  startsOn: '2026-09-01',
  datasets: [
    {
      kind: 'profile',
      id: datasets.crm,
      name: 'CRM',
      table: 'crm',
      records: ['crm.json'],
      arrivesOnDay: '_acme.day',
      identities: [{ namespace: 'crmId', path: '_acme.crmId' }, { identityMap: true }],
    },
    {
      kind: 'event',
      id: datasets.web,
      name: 'Web',
      table: 'web',
      records: ['web.json'],
      arrivesOnDay: '_acme.day',
      identities: [{ identityMap: true }],
    },
    { kind: 'export', id: datasets.export, name: 'Audience export', table: 'audience_export' },
    {
      kind: 'target',
      id: datasets.target,
      name: 'Audience membership',
      table: 'audience_membership',
      tenantFields: {
        audienceMembershipId: 'string',
        audienceIds: 'array<string>',
        audienceMemberships: 'array<struct<id:string,name:string>>',
      },
      personIdNamespace: 'ECID',
    },
    { kind: 'ledger', id: datasets.ledger, name: 'Ledger', table: 'ledger' },
  ],
  mergePolicies: [
    { id: policies.all, name: 'All', isDefault: true },
    { id: policies.other, name: 'Other', datasets: [datasets.crm] },
  ],
  audiences: [
    { id: audiences.gold, name: 'Gold "members"', mergePolicyId: policies.all, rule: `_acme.tier = 'gold'` },
    { id: audiences.visitors, name: 'Visitors', mergePolicyId: policies.other, rule: 'len(events) > 0' },
    {
      kind: 'external',
      id: audiences.uploaded,
      audienceId: 'uploads-7',
      name: 'Uploaded',
      identityNamespace: 'ECID',
      members: ['uploaded.json'],
    },
  ],
  connections: [
    {
      id: TINY.connection,
      name: 'Tiny',
      datasets: [
        { datasetId: datasets.web, type: 'event', personId: { namespace: 'ECID' } },
        { datasetId: datasets.target, type: 'profile', personId: { path: 'personID' } },
      ],
    },
  ],
  dataViews: [
    {
      id: TINY.dataView,
      name: 'Tiny',
      connectionId: TINY.connection,
      dimensions: [
        { datasetId: datasets.target, path: '_acme.audienceMemberships.id', name: 'Audience' },
        { datasetId: datasets.target, path: '_acme.audienceIds', name: 'Audience ids' },
        { datasetId: datasets.target, path: '_acme.audienceMembershipId', name: 'Audience id' },
        { datasetId: datasets.target, path: 'personID', name: 'Person ID' },
        { datasetId: datasets.web, path: 'eventType', name: 'Event type' },
      ],
    },
  ],
};

const ecid = (id: string): object => ({ identityMap: { ECID: [{ id, primary: true }] } });
const customer = (crmId: string, tier: string, id: string, day = 1): object => ({
  _acme: { crmId, tier, day },
  ...ecid(id),
});
const visit = (id: string, day = 1): object => ({
  _id: `visit-${id}-${day}`,
  timestamp: '2026-08-30T10:00:00Z',
  eventType: 'web.visit',
  _acme: { day },
  ...ecid(id),
});

const RECORDS = {
  'crm.json': [
    customer('c1', 'gold', 'e1'),
    customer('c2', 'gold', 'e2'),
    customer('c3', 'silver', 'e3'),
    customer('c4', 'gold', 'e4'),
    customer('c2', 'silver', 'e2', 2),
  ],
  'web.json': [visit('e1'), visit('e2'), visit('e3'), visit('e5'), visit('e4', 2)],
  'uploaded.json': [
    { id: 'e3', leavesOnDay: 2 },
    { id: 'e5', joinsOnDay: 2 },
  ],
};

export async function writeTinySandbox(folder: string): Promise<void> {
  await mkdir(folder, { recursive: true });
  await writeFile(path.join(folder, 'sandbox.json'), JSON.stringify(DESCRIPTION, null, 2));
  for (const [file, records] of Object.entries(RECORDS)) {
    await writeFile(path.join(folder, file), JSON.stringify(records));
  }
}
