/** A call that every run makes. */
export interface FaultyCall {
  readonly on: { readonly method: 'GET' | 'POST'; readonly path: string };
  /** How often a run makes it at the least. */
  readonly times: number;
  /** Folders of the functions that make it. */
  readonly functions: readonly string[];
  /** What of its answer the service needs, as JSON pointers; where answers differ, of each. */
  readonly fields: readonly (readonly string[])[];
}

/** What creates something at Adobe: where a lost answer is dangerous. */
export const CREATING_CALLS: readonly FaultyCall[] = [
  {
    on: { method: 'POST', path: '/data/core/ups/export/jobs' },
    times: 2,
    functions: ['start-export'],
    fields: [['/id'], ['/status']],
  },
  {
    on: { method: 'POST', path: '/data/foundation/query/queries' },
    times: 1,
    functions: ['start-transform'],
    fields: [['/id'], ['/state']],
  },
];

const READING_CALLS: readonly FaultyCall[] = [
  {
    on: { method: 'POST', path: '/ims/token/v3' },
    times: 1,
    functions: ['plan-run', 'start-export', 'check-export'],
    fields: [['/access_token'], ['/expires_in']],
  },
  {
    on: { method: 'GET', path: '/data/core/ups/audiences/{id}' },
    times: 5,
    functions: ['plan-run'],
    fields: [['/id'], ['/name']],
  },
  {
    on: { method: 'GET', path: '/data/foundation/catalog/dataSets/{id}' },
    times: 3,
    functions: ['plan-run'],
    fields: [['/d-export', '/d-target', '/d-ledger']],
  },
  {
    on: { method: 'GET', path: '/data/foundation/schemaregistry/tenant/schemas/{id}' },
    times: 2,
    functions: ['plan-run'],
    fields: [['/properties'], ['/$id']],
  },
  {
    on: { method: 'GET', path: '/data/core/ups/export/jobs' },
    times: 2,
    functions: ['start-export'],
    fields: [['/records'], ['/records/0/id'], ['/records/0/creationTime']],
  },
  {
    on: { method: 'GET', path: '/data/core/ups/export/jobs/{id}' },
    times: 4,
    functions: ['check-export'],
    fields: [['/id'], ['/status'], ['/metrics'], ['/creationTime']],
  },
  {
    on: { method: 'GET', path: '/data/foundation/catalog/batches/{id}' },
    times: 2,
    functions: ['check-export'],
    fields: [],
  },
  {
    on: { method: 'GET', path: '/data/foundation/query/queries' },
    times: 1,
    functions: ['start-transform'],
    fields: [['/queries'], ['/queries/0/state'], ['/queries/0/created']],
  },
  {
    on: { method: 'GET', path: '/data/foundation/query/queries/{id}' },
    times: 2,
    functions: ['check-transform'],
    fields: [['/id'], ['/state'], ['/errors']],
  },
  {
    on: { method: 'GET', path: '/data/foundation/catalog/batches' },
    times: 2,
    functions: ['check-transform'],
    fields: [],
  },
  {
    on: { method: 'GET', path: '/data/foundation/export/batches/{id}/files' },
    times: 1,
    functions: ['check-transform'],
    fields: [['/data'], ['/data/0/_links']],
  },
  {
    on: { method: 'GET', path: '/data/foundation/export/files/{id}' },
    times: 2,
    functions: ['check-transform'],
    fields: [['/data']],
  },
  {
    on: { method: 'GET', path: '/data/connections/{id}' },
    times: 3,
    functions: ['plan-run', 'start-transform', 'confirm-connection'],
    fields: [['/id'], ['/dataSets'], ['/dataSets/0/lastIngestedTime', '/dataSets/1/lastIngestedTime']],
  },
  {
    on: { method: 'GET', path: '/data/dataviews/{id}/dimensions' },
    times: 1,
    functions: ['confirm-connection'],
    fields: [['/content']],
  },
  {
    on: { method: 'POST', path: '/reports' },
    times: 1,
    functions: ['confirm-connection'],
    fields: [['/rows'], ['/columns']],
  },
];

export const ALL_CALLS: readonly FaultyCall[] = [...READING_CALLS, ...CREATING_CALLS];
