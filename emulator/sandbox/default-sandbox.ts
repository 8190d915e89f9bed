/**
 * The ids of the sandbox that `writeDefaultSandbox` generates. They do not depend on the seed, so a sync definition
 * can be written against them.
 */
export const DEFAULT_SANDBOX = {
  name: 'prod',
  tenantId: 'acme',
  startsOn: '2026-09-01',
  /** Several persons have two of these ids, others have none: the identity a sync of this sandbox is best tried with. */
  namespace: 'ECID',
  datasets: {
    crm: '66d1a0c4f27b3e0001a4c701',
    loyalty: '66d1a0c4f27b3e0001a4c702',
    preferences: '66d1a0c4f27b3e0001a4c703',
    web: '66d1a0c4f27b3e0001a4c711',
    app: '66d1a0c4f27b3e0001a4c712',
    store: '66d1a0c4f27b3e0001a4c713',
    export: '66d1a0c4f27b3e0001a4c7e1',
    target: '66d1a0c4f27b3e0001a4c7e2',
    ledger: '66d1a0c4f27b3e0001a4c7e3',
  },
  tables: {
    crm: 'crm_customers',
    loyalty: 'loyalty_members',
    preferences: 'marketing_preferences',
    web: 'web_events',
    app: 'app_events',
    store: 'store_purchases',
    export: 'audience_export',
    target: 'audience_membership',
    ledger: 'audience_sync_ledger',
  },
  mergePolicies: {
    /** The default policy: every profile dataset, CRM first. */
    customerRecords: '2f4f7a5e-1f0b-4c83-9f4f-3a8a2f5d1c01',
    /** What customers said themselves wins over CRM; loyalty data does not take part. */
    ownPreferences: '7b9c2d1a-64c5-4a0e-8d57-90e6b1f4ac02',
  },
  audiences: {
    goldCustomers: '04a81716-43d6-4e7a-a49c-f1d8b3129ba9',
    recentVisitors: '52c26d0d-45f2-47a2-ab30-ed06abc981ff',
    cartAbandoners: '9d1a3c52-7c1d-4b36-8e15-2b6f0c9a4d11',
    highValueShoppers: 'b3e8f0aa-5d02-4f7c-9a4b-6d1c7e2f8b22',
    /** Of the policy `ownPreferences`, as is `pushSubscribers`. Its statuses are the legacy ones. */
    emailSubscribers: 'c71f5b88-0e93-4c2d-b6a7-1f4d8e3a9c33',
    pushSubscribers: 'e05d9a17-38bf-4e61-a2c8-7b3f6d0e5a44',
    /** An uploaded list of crmIds, without a merge policy of its own. */
    eventGuests: '7729e537-4e42-418e-be3b-dce5e47aaa1e',
  },
  connection: 'dg_acme_prod',
  dataView: 'dv_acme_prod',
} as const;
