import type { Chance } from '../../../emulator/chance.ts';
import type { FaultDescription } from '../../../emulator/faults/index.ts';
import { DATASETS } from '../../e2e/truth/sandbox.ts';
import { ALL_CALLS, CREATING_CALLS, type FaultyCall } from './calls.ts';

/** States that create nothing at Adobe. */
const LOOKING_STATES = [
  'Wait for export',
  'Check export',
  'Wait for transform',
  'Check transform',
  'Wait for CJA',
  'Confirm connection',
  'Remove old exports',
  'Record run',
] as const;
const STATES = ['Start export', 'Start transform', ...LOOKING_STATES] as const;
type State = (typeof STATES)[number];

/** What AWS, an operator or an administrator does to a run; all of it is drawn before the run starts. */
export type Incident =
  /** When it enters the state for the nth time. */
  | { readonly kind: 'execution stopped'; readonly state: (typeof LOOKING_STATES)[number]; readonly nth: number }
  /** While a function waits for the answer to what it has created. */
  | { readonly kind: 'execution stopped amid a call'; readonly call: FaultyCall }
  /** The schedule fires twice: in the same second, or once more while the run is in the state. */
  | { readonly kind: 'duplicate start'; readonly state: State | null }
  /** An execution that failed earlier is redriven before, during or after this run. */
  | { readonly kind: 'old run redriven'; readonly when: 'before' | 'meanwhile' | 'after' }
  /** Right after Adobe did what it was asked for. */
  | { readonly kind: 'Lambda killed'; readonly call: FaultyCall; readonly nth: number; readonly times: number }
  /** Adobe does what it was asked for when the client has given up, and before it asks again. */
  | { readonly kind: 'effect after the timeout'; readonly call: FaultyCall }
  | { readonly kind: 'dataset added to CJA again' };

/** A fault of the emulated Adobe, and what the campaign calls it. */
export interface AdobeFault {
  readonly kind: AdobeFaultKind;
  readonly at: FaultDescription;
}

export type Fault = Incident | AdobeFault;
export type FaultKind = Fault['kind'];

/** In real time; a client's timeout lies between the two. */
export const REQUEST_TIMEOUT_MILLISECONDS = 800;
export const LATE_MILLISECONDS = 1100;
const LATE = { milliseconds: LATE_MILLISECONDS };
const SHORT = { milliseconds: 50 };

/** Draws one of some values; each thing that is drawn has a name. */
type Pick = <const Values extends readonly [unknown, ...unknown[]]>(what: string, ...values: Values) => Values[number];

/** Creating calls are as likely as all others together: nowhere else is a lost answer as dangerous. */
function anyCall(pick: Pick, among = ALL_CALLS): FaultyCall {
  const [first, ...others] = pick('whether it creates', true, false) ? CREATING_CALLS : among;
  return pick('call', first!, ...others);
}

/** @param times that something happens in a run at the least */
const nthOf = (pick: Pick, times: number): number => pick('nth', 1, 1, 1, Math.min(2, times));

function onAny(pick: Pick): { readonly on: FaultyCall['on']; readonly nth: number } {
  const { on, times } = anyCall(pick);
  return { on, nth: nthOf(pick, times) };
}

/** Up to what the client repeats by itself, what Step Functions does besides, and what neither does. */
const times = (pick: Pick): number => pick('times', 1, 2, 4, 10, 100);

const ADOBE_FAULTS = {
  throttled: (pick) => ({
    kind: 'adobe-error',
    ...onAny(pick),
    status: 429,
    times: times(pick),
    ...pick('retry-after', {}, { retryAfterSeconds: 0 }, { retryAfterSeconds: 3600 }),
  }),
  'service fails': (pick) => ({
    kind: 'adobe-error',
    ...onAny(pick),
    status: pick('status', 500, 502, 503, 504, 408),
    times: times(pick),
  }),
  'request refused': (pick) => ({
    kind: 'adobe-error',
    ...onAny(pick),
    status: pick('status', 400, 401, 403, 404, 409, 422),
    times: pick('times', 1, 2, 3),
  }),
  'answer without a contract': (pick) => ({
    kind: 'answer',
    ...onAny(pick),
    status: pick('status', 200, 204, 302, 418, 501, 599),
    body: pick('body', 'teapot', '', '[]', '{"status":"ok"}'),
  }),
  'answer late': (pick) => ({ kind: 'delay', ...onAny(pick), when: 'after', ...pick('delay', LATE, SHORT) }),
  'connection cut before the effect': (pick) => ({ kind: 'cut', ...onAny(pick), when: 'before', times: times(pick) }),
  'connection cut after the effect': (pick) => ({ kind: 'cut', ...onAny(pick), when: 'after', times: times(pick) }),
  'connection cut amid the answer': (pick) => ({ kind: 'cut', ...onAny(pick), when: 'mid-body', times: times(pick) }),
  'answer drips': (pick) => ({
    kind: 'drip',
    ...onAny(pick),
    ...pick('speed', { pieces: 5, everyMilliseconds: 20 }, { pieces: 40, everyMilliseconds: 50 }),
  }),
  'malformed JSON': (pick) => ({
    kind: 'malformed-json',
    ...onAny(pick),
    how: pick('how', 'truncated', 'html', 'empty'),
    times: pick('times', 1, 2),
  }),
  'wrong types': (pick) => ({ kind: 'wrong-types', ...onFields(pick) }),
  'missing fields': (pick) => ({ kind: 'missing-fields', ...onFields(pick) }),
  'unknown status': (pick) => ({
    kind: 'changed-fields',
    ...pick(
      'of what',
      { on: { method: 'GET', path: '/data/core/ups/export/jobs/{id}' }, fields: { '/status': 'PONDERING' } },
      { on: { method: 'GET', path: '/data/foundation/query/queries/{id}' }, fields: { '/state': 'PONDERING' } },
    ),
    nth: nthOf(pick, 2),
    times: pick('times', 1, 3, 100),
  }),
  'token expires': (pick) => ({ kind: 'token-expires', ...onAny(pick) }),
  'tokens revoked': (pick) => ({ kind: 'tokens-revoked', ...onAny(pick) }),
  'token short-lived': (pick) => ({
    kind: 'short-lived-token',
    seconds: pick('seconds', 30, 100),
    isAnnounced: pick('announced', true, false),
    times: pick('times', 1, 4),
  }),
  'export job fails': (pick) => ({ kind: 'export-job-fails', nth: nthOf(pick, 2), times: pick('times', 1, 1, 2, 4) }),
  'export job stalls': (pick) => ({
    kind: 'export-job-stalls',
    nth: nthOf(pick, 2),
    status: pick('status', 'NEW', 'PROCESSING'),
  }),
  'export job succeeds with errors': (pick) => ({ kind: 'export-job-succeeds-with-errors', nth: nthOf(pick, 2) }),
  'export job miscounts': (pick) => ({ kind: 'export-job-miscounts', nth: nthOf(pick, 2), by: pick('by', -3, 1) }),
  'query fails': (pick) => ({
    kind: 'query-fails',
    times: pick('times', 1, 1, 2),
    insertsDone: pick('inserts', 0, 1, 2),
  }),
  'query killed': (pick) => ({
    kind: 'query-killed',
    state: pick('state', 'KILLED', 'TIMEOUT'),
    insertsDone: pick('inserts', 0, 1, 2),
  }),
  'query stalls': (pick) => ({ kind: 'query-stalls', state: pick('state', 'SUBMITTED', 'IN_PROGRESS') }),
  'query succeeds with errors': (pick) => ({
    kind: 'query-succeeds-with-errors',
    insertsDone: pick('inserts', null, 0, 1),
  }),
  'batch fails': (pick) => ({ kind: 'batch-fails', ...anyBatch(pick) }),
  'batch stalls': (pick) => ({ kind: 'batch-stalls', ...anyBatch(pick) }),
  'batch miscounts': (pick) => ({ kind: 'batch-miscounts', ...anyBatch(pick), by: pick('by', -3, 1) }),
  'CJA late': (pick) => ({ kind: 'cja-late', datasetId: DATASETS.target, minutes: pick('minutes', 10, 60, 120) }),
  'CJA never': () => ({ kind: 'cja-never', datasetId: DATASETS.target }),
  'CJA skips a batch': () => ({ kind: 'cja-skips-batch', datasetId: DATASETS.target }),
  'list lags': (pick) => ({
    kind: 'list-lag',
    list: pick('list', 'export-jobs', 'queries', 'batches'),
    seconds: pick('seconds', 5, 20),
    times: 3,
  }),
  'clocks differ': (pick) => ({ kind: 'clock-skew', seconds: pick('seconds', -300, -60, 60, 300) }),
} as const satisfies Record<string, (pick: Pick) => FaultDescription>;
export type AdobeFaultKind = keyof typeof ADOBE_FAULTS;

function onFields(pick: Pick): Omit<Extract<FaultDescription, { kind: 'missing-fields' }>, 'kind'> {
  const { on, times, fields } = anyCall(
    pick,
    ALL_CALLS.filter(({ fields }) => fields.length > 0),
  );
  const [first, ...others] = fields;
  return { on, nth: nthOf(pick, times), fields: [...pick('fields', first!, ...others)], times: pick('times', 1, 2) };
}

function anyBatch(pick: Pick): { readonly datasetId: string; readonly nth: number } {
  const datasetId = pick('dataset', DATASETS.export, DATASETS.target, DATASETS.ledger);
  return { datasetId, nth: nthOf(pick, datasetId === DATASETS.export ? 2 : 1) };
}

const INCIDENTS = {
  'execution stopped': (pick) => {
    const state = pick('state', ...LOOKING_STATES);
    return { kind: 'execution stopped', state, nth: nthOf(pick, /export|CJA/.test(state) ? 2 : 1) };
  },
  'execution stopped amid a call': (pick) => {
    const [first, ...others] = CREATING_CALLS;
    return { kind: 'execution stopped amid a call', call: pick('call', first!, ...others) };
  },
  'duplicate start': (pick) => ({ kind: 'duplicate start', state: pick('state', null, null, ...STATES) }),
  'old run redriven': (pick) => ({ kind: 'old run redriven', when: pick('when', 'before', 'meanwhile', 'after') }),
  'Lambda killed': (pick) => {
    const call = anyCall(pick);
    return { kind: 'Lambda killed', call, nth: nthOf(pick, call.times), times: pick('times', 1, 1, 2) };
  },
  'effect after the timeout': (pick) => ({ kind: 'effect after the timeout', call: anyCall(pick) }),
  'dataset added to CJA again': () => ({ kind: 'dataset added to CJA again' }),
} as const satisfies { [Kind in Incident['kind']]: (pick: Pick) => Incident & { kind: Kind } };

const isAdobeFault = (kind: FaultKind): kind is AdobeFaultKind => kind in ADOBE_FAULTS;

export const FAULT_KINDS: readonly FaultKind[] = [
  ...(Object.keys(INCIDENTS) as Incident['kind'][]),
  ...(Object.keys(ADOBE_FAULTS) as AdobeFaultKind[]),
];

/** @param name of what is drawn; the same name and seed give the same fault */
export function drawFault(chance: Chance, kind: FaultKind, ...name: readonly (string | number)[]): Fault {
  const pick: Pick = (what, ...values) => values[chance.between([0, values.length - 1], ...name, kind, what)];
  return isAdobeFault(kind) ? { kind, at: ADOBE_FAULTS[kind](pick) as FaultDescription } : INCIDENTS[kind](pick);
}
