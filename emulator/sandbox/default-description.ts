import type * as z from 'zod';
import { DEFAULT_SANDBOX } from './default-sandbox.ts';
import type { SandboxDescription } from './format.ts';

const { datasets, tables, mergePolicies, audiences, startsOn } = DEFAULT_SANDBOX;

export const RECORD_FILES = {
  crm: 'crm.ndjson',
  loyalty: 'loyalty.ndjson',
  preferences: 'preferences.ndjson',
  web: 'web.ndjson',
  app: 'app.ndjson',
  store: 'store.ndjson',
} as const;
export type RecordFileName = keyof typeof RECORD_FILES;

/** The list of the external audience. */
export const GUEST_FILE = 'event-guests.ndjson';

/** What changed before a day's start is known on that day: yesterday's events arrive today. */
const arrivesDayAfter = (dateField: string): string =>
  `date_diff('day', DATE '${startsOn}', CAST(${dateField} AS DATE)) + 2`;

const withinDays = (days: number, condition: string): string =>
  `list_filter(events, lambda e: ${condition} AND e.timestamp >= TIMESTAMPTZ '${startsOn} 00:00:00+00' + to_days(day - 1 - ${days}))`;

const CRM_ID = { namespace: 'crmId', path: '_acme.crmId' };
const EMAIL = { namespace: 'Email', path: 'personalEmail.address' };

const eventDataset = (key: 'web' | 'app' | 'store', name: string) => ({
  kind: 'event' as const,
  id: datasets[key],
  name,
  table: tables[key],
  records: [RECORD_FILES[key]],
  arrivesOnDay: arrivesDayAfter('timestamp'),
});

/** The description of the generated sandbox: the same for every seed and number of persons. */
export const DEFAULT_DESCRIPTION: z.input<typeof SandboxDescription> = {
  name: DEFAULT_SANDBOX.name,
  tenantId: DEFAULT_SANDBOX.tenantId,
  startsOn,
  datasets: [
    {
      kind: 'profile',
      id: datasets.crm,
      name: 'CRM customers',
      table: tables.crm,
      records: [RECORD_FILES.crm],
      identities: [{ ...CRM_ID, primary: true }, EMAIL, { identityMap: true }],
    },
    {
      kind: 'profile',
      id: datasets.loyalty,
      name: 'Loyalty members',
      table: tables.loyalty,
      records: [RECORD_FILES.loyalty],
      arrivesOnDay: arrivesDayAfter('_acme.loyalty.changedOn'),
      identities: [{ namespace: 'loyaltyId', path: '_acme.loyalty.loyaltyId', primary: true }, CRM_ID],
    },
    {
      kind: 'profile',
      id: datasets.preferences,
      name: 'Marketing preferences',
      table: tables.preferences,
      records: [RECORD_FILES.preferences],
      arrivesOnDay: arrivesDayAfter('_acme.consentChangedOn'),
      identities: [{ ...EMAIL, primary: true }],
    },
    { ...eventDataset('web', 'Web events'), identities: [{ identityMap: true }] },
    { ...eventDataset('app', 'App events'), identities: [{ identityMap: true }] },
    { ...eventDataset('store', 'Store purchases'), identities: [{ ...CRM_ID, primary: true }] },
    { kind: 'export', id: datasets.export, name: 'Audience export', table: tables.export },
    {
      kind: 'target',
      id: datasets.target,
      name: 'Audience membership',
      table: tables.target,
      personIdNamespace: DEFAULT_SANDBOX.namespace,
    },
    { kind: 'ledger', id: datasets.ledger, name: 'Audience sync ledger', table: tables.ledger },
  ],
  mergePolicies: [
    { id: mergePolicies.customerRecords, name: 'Customer records first', isDefault: true },
    {
      id: mergePolicies.ownPreferences,
      name: 'Own preferences first',
      datasets: [datasets.preferences, datasets.crm],
    },
  ],
  audiences: [
    {
      id: audiences.goldCustomers,
      // Every character that a layer of SQL, JSON, CSV or a terminal could trip over.
      name: `Gold & "platinum", it's $5 off ($$)\nautumn 🍂`,
      mergePolicyId: mergePolicies.customerRecords,
      rule: `_acme.loyalty.tier IN ('gold', 'platinum')`,
    },
    {
      id: audiences.recentVisitors,
      name: 'Visitors of the last three days',
      mergePolicyId: mergePolicies.customerRecords,
      evaluation: 'streaming',
      rule: `len(${withinDays(3, 'true')}) > 0`,
    },
    {
      id: audiences.cartAbandoners,
      name: 'Cart abandoners, last five days',
      mergePolicyId: mergePolicies.customerRecords,
      rule: `len(${withinDays(5, `e.eventType = 'commerce.productListAdds'`)}) > 0 AND len(${withinDays(5, `e.eventType = 'commerce.purchases'`)}) = 0`,
    },
    {
      id: audiences.highValueShoppers,
      name: 'High-value shoppers',
      mergePolicyId: mergePolicies.customerRecords,
      rule: `list_sum(list_transform(events, lambda e: e.commerce."order".priceTotal)) >= 400`,
    },
    {
      id: audiences.emailSubscribers,
      name: 'E-mail subscribers',
      mergePolicyId: mergePolicies.ownPreferences,
      rule: '_acme.consent.email',
      statuses: 'legacy',
    },
    {
      id: audiences.pushSubscribers,
      name: 'Push subscribers with a top score',
      mergePolicyId: mergePolicies.ownPreferences,
      rule: '_acme.consent.push AND _acme.score >= 980',
    },
    {
      kind: 'external',
      id: audiences.eventGuests,
      name: 'Guests of the autumn event (uploaded)',
      identityNamespace: 'crmId',
      members: [GUEST_FILE],
    },
  ],
  connections: [
    {
      id: DEFAULT_SANDBOX.connection,
      name: 'Acme prod',
      datasets: [
        { datasetId: datasets.web, type: 'event', personId: { namespace: DEFAULT_SANDBOX.namespace } },
        { datasetId: datasets.app, type: 'event', personId: { namespace: DEFAULT_SANDBOX.namespace } },
        { datasetId: datasets.target, type: 'profile', personId: { path: 'personID' } },
      ],
    },
  ],
  dataViews: [
    {
      id: DEFAULT_SANDBOX.dataView,
      name: 'Acme prod',
      connectionId: DEFAULT_SANDBOX.connection,
      dimensions: [
        { datasetId: datasets.target, path: '_acme.audienceMemberships.id', name: 'Audience id' },
        { datasetId: datasets.target, path: '_acme.audienceMemberships.name', name: 'Audience' },
        { datasetId: datasets.target, path: '_acme.audienceMembershipId', name: 'Audience ids', delimiter: ',' },
        { datasetId: datasets.target, path: '_acme.audienceMembershipIdName', name: 'Audiences', delimiter: ',' },
        { datasetId: datasets.target, path: 'personID', name: 'Person ID' },
      ],
    },
  ],
};
