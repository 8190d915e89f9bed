/** A call that every run makes, and what of its answer the service needs. */
export interface FaultyCall {
  readonly on: { readonly method: 'GET' | 'POST'; readonly path: string };
  /** JSON pointers. */
  readonly fields: readonly [string, ...string[]];
  /** Folders of the functions that make it. */
  readonly functions: readonly string[];
}

const call = (
  method: 'GET' | 'POST',
  path: string,
  functions: readonly string[],
  ...fields: readonly [string, ...string[]]
): FaultyCall => ({ on: { method, path }, functions, fields });

/** What creates something at Adobe: where a lost answer is dangerous. */
export const CREATING_CALLS: readonly FaultyCall[] = [
  call('POST', '/data/core/ups/export/jobs', ['start-export'], '/id', '/status'),
  call('POST', '/data/foundation/query/queries', ['start-transform'], '/id', '/state'),
];

export const READING_CALLS: readonly FaultyCall[] = [
  call('POST', '/ims/token/v3', ['plan-run', 'start-export', 'check-export'], '/access_token', '/expires_in'),
  call('GET', '/data/core/ups/audiences/{id}', ['plan-run'], '/id', '/name', '/lifecycleState', '/mergePolicyId'),
  call('GET', '/data/foundation/catalog/dataSets/{id}', ['plan-run'], '/d-export', '/d-target', '/d-ledger'),
  call('GET', '/data/foundation/schemaregistry/tenant/schemas/{id}', ['plan-run'], '/properties', '/$id'),
  call('GET', '/data/core/ups/export/jobs', ['start-export'], '/records', '/records/0/id', '/records/0/creationTime'),
  call('GET', '/data/core/ups/export/jobs/{id}', ['check-export'], '/id', '/status', '/metrics', '/creationTime'),
  call('GET', '/data/foundation/catalog/batches/{id}', ['check-export'], '/status'),
  call(
    'GET',
    '/data/foundation/query/queries',
    ['start-transform'],
    '/queries',
    '/queries/0/state',
    '/queries/0/created',
  ),
  call('GET', '/data/foundation/query/queries/{id}', ['check-transform'], '/state', '/id', '/errors'),
  call('GET', '/data/foundation/catalog/batches', ['check-transform'], '/status'),
  call('GET', '/data/foundation/export/batches/{id}/files', ['check-transform'], '/data', '/data/0/_links'),
  call('GET', '/data/foundation/export/files/{id}', ['check-transform'], '/data'),
  call(
    'GET',
    '/data/connections/{id}',
    ['plan-run', 'start-transform', 'confirm-connection'],
    '/dataSets',
    '/dataSets/0/lastIngestedTime',
    '/id',
  ),
  call('GET', '/data/dataviews/{id}/dimensions', ['confirm-connection'], '/content'),
  call('POST', '/reports', ['confirm-connection'], '/rows', '/columns'),
];

export const ALL_CALLS: readonly FaultyCall[] = [...READING_CALLS, ...CREATING_CALLS];
