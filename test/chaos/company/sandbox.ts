import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import { CONNECTION, DATA_VIEW, DATASETS, FIELD_SETS, STARTS_ON } from '../../e2e/truth/sandbox.ts';
import { AUDIENCES, MERGE_POLICIES } from './audiences.ts';
import type { Person } from './people.ts';

export const FIELDS = FIELD_SETS[0];
const NAME = 'chaos';
const arrives = { arrivesOnDay: '_t.arrives' };
const crmId = [{ namespace: 'crmId', path: '_t.crmId', primary: true }];

const DESCRIPTION = {
  name: NAME,
  tenantId: 't',
  startsOn: STARTS_ON,
  datasets: [
    { ...arrives, kind: 'profile', id: 'crm', name: 'CRM', table: 'crm', records: ['crm.json'], identities: crmId },
    {
      ...arrives,
      kind: 'profile',
      id: 'loyalty',
      name: 'Loyalty',
      table: 'loyalty',
      records: ['loyalty.json'],
      identities: crmId,
    },
    { kind: 'event', id: 'shop', name: 'Shop', table: 'shop', records: ['shop.json'], identities: crmId },
    { kind: 'export', id: DATASETS.export, name: 'Audience export', table: 'audience_export' },
    {
      kind: 'target',
      id: DATASETS.target,
      name: 'Audience membership',
      table: 'audience_membership',
      tenantFields: {
        [FIELDS.memberships]: 'array<struct<id:string,name:string,lastQualificationTime:timestamp,origin:string>>',
        [FIELDS.runId]: 'string',
        [FIELDS.refreshedAt]: 'timestamp',
        [FIELDS.exportedAt]: 'timestamp',
      },
    },
    { kind: 'ledger', id: DATASETS.ledger, name: 'Ledger', table: 'audience_ledger' },
  ],
  mergePolicies: Object.entries(MERGE_POLICIES).map(([id, datasets]) => ({ id, name: id, datasets })),
  audiences: AUDIENCES.map(({ id, name, mergePolicyId, sql }) => ({ id, name, mergePolicyId, rule: sql })),
  connections: [
    {
      id: CONNECTION,
      name: 'Chaos',
      datasets: [
        { datasetId: 'shop', type: 'event', personId: { path: '_t.crmId' } },
        { datasetId: DATASETS.target, type: 'profile', personId: { path: 'personID' } },
      ],
    },
  ],
  dataViews: [
    {
      id: DATA_VIEW,
      name: 'Chaos',
      connectionId: CONNECTION,
      dimensions: [{ datasetId: DATASETS.target, path: `_t.${FIELDS.memberships}.id` }],
    },
  ],
};

/** The sync of the campaign: deadlines short enough that what stalls is given up on the same day. */
export const DEFINITION = {
  name: NAME,
  schedule: { cron: '0 6 * * ? *' },
  adobe: { sandbox: NAME, credentialsSecret: 'audience-sync/adobe' },
  audiences: AUDIENCES.map(({ id }) => ({ id })),
  identity: { namespace: 'crmId' },
  datasets: DATASETS,
  membership: { tenant: '_t' },
  cja: { connectionId: CONNECTION, dataViewId: DATA_VIEW },
  refresh: { mode: 'delta', fullEveryDays: 20 },
  guards: { maxShrinkPercent: 60, maxGrowPercent: 150, minMembers: 20 },
  deadlines: { exportMinutes: 45, transformMinutes: 45, cjaMinutes: 45 },
};

export async function writeSandbox(folder: string, people: readonly Person[]): Promise<void> {
  const records = (kind: 'tier' | 'points'): unknown[] =>
    people.flatMap(({ id, news }) =>
      news.flatMap((item) =>
        item[kind] === undefined ? [] : [{ _t: { crmId: id, [kind]: item[kind], arrives: item.day } }],
      ),
    );
  const events = people
    .filter(({ hasEvent }) => hasEvent)
    .map(({ id }) => ({ _id: `event of ${id}`, timestamp: '2026-08-30T10:00:00Z', _t: { crmId: id } }));
  const files = { crm: records('tier'), loyalty: records('points'), shop: events };
  await writeFile(path.join(folder, 'sandbox.json'), JSON.stringify(DESCRIPTION));
  await Promise.all(
    Object.entries(files).map(([name, values]) => writeFile(path.join(folder, `${name}.json`), JSON.stringify(values))),
  );
}
