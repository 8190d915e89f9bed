import { afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { mkdtemp, rm } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import type { InProcessFaultDescription } from '../../emulator/faults/index.ts';
import { EXPORT_JOBS, QUERIES } from '../unit/emulator/jobs.ts';
import { refreshOnce, valueOf } from '../unit/emulator/refresh.ts';
import { accessToken, type Call, type Running, startTiny, stop } from '../unit/emulator/running.ts';
import { TINY } from '../unit/emulator/tiny-sandbox.ts';
import { checkAnswer } from './check-answer.ts';
import { checkExchange, type Exchange, recordedExchanges } from './check-exchange.ts';
import { loadContracts, type Operation } from './contracts.ts';

const BATCHES = '/data/foundation/catalog/batches';
const BATCH_FILES = '/data/foundation/export/batches';
const IMPORT = '/data/foundation/import/batches';
const SCHEMAS = '/data/foundation/schemaregistry/tenant/schemas';
const { datasets } = TINY;

let folder: string;
let running: Running;
/** Empty where they are not there, which is said aloud. */
let contracts: readonly Operation[];

beforeAll(async () => {
  contracts = (await loadContracts()) ?? [];
});
beforeEach(async () => {
  folder = await mkdtemp(path.join(os.tmpdir(), 'contract-faults-'));
  running = await startTiny({ record: path.join(folder, 'record') });
});
afterEach(async () => {
  await stop(running);
  await rm(folder, { recursive: true, force: true });
});

const recorded = (): Promise<Exchange[]> => recordedExchanges(path.join(folder, 'record'));

/** What is wrong with exchanges by Adobe's contracts and by our own schemas. */
function problemsOf(exchanges: readonly Exchange[]): string[] {
  const byContract = contracts.length === 0 ? [] : exchanges.flatMap((exchange) => checkExchange(exchange, contracts));
  return [...byContract, ...exchanges.flatMap(checkAnswer)];
}

/** A refresh, and a look at all that it left behind. */
async function refreshAndLook(): Promise<void> {
  const { platform, cja } = running;
  const { exportJob, query } = await refreshOnce(running);
  await platform(`${EXPORT_JOBS}?limit=10`);
  await platform(`${EXPORT_JOBS}/${exportJob}`);
  await platform(`${QUERIES}?limit=10`);
  await platform(`${QUERIES}/${query}`);
  for (const dataset of [datasets.export, datasets.target]) {
    const { body } = await platform(`${BATCHES}?dataSet=${dataset}`);
    for (const batch of Object.keys(body as object)) {
      await platform(`${BATCHES}/${batch}`);
      await platform(`${BATCH_FILES}/${batch}/files`);
      await platform(`${BATCH_FILES}/${batch}/failed`);
    }
  }
  await cja(`/data/connections/${TINY.connection}?expansion=dataSets,dataSetLastIngested`);
  await platform(`${EXPORT_JOBS}/${exportJob}`, { method: 'DELETE' });
  await platform(`${QUERIES}/${query}`, { method: 'PATCH', body: { op: 'cancel' } });
}

const TAKEN_IN = /"dataSetId":"d-target"[^{}]*"lastIngestedTime"/;
const NOT_TAKEN_IN = /"dataSetId":"d-target"(?![^{}]*"lastIngestedTime")/;

describe('what is answered where nothing goes wrong', () => {
  it('is what the contracts say', async () => {
    await refreshAndLook();
    const exchanges = await recorded();
    expect(JSON.stringify(exchanges)).toMatch(TAKEN_IN);
    expect(problemsOf(exchanges)).toEqual([]);
  });
});

describe('what is answered of what goes wrong at Adobe', () => {
  const userError = { code: '42601', message: 'syntax error', errorType: 'USER_ERROR' } as const;
  it.each<[InProcessFaultDescription, RegExp]>([
    [{ kind: 'export-job-fails' }, /"status":"FAILED","filter".*"Error in Export Job"/],
    [{ kind: 'export-job-stalls', status: 'NEW' }, /"status":"NEW","filter"/],
    [{ kind: 'export-job-stalls', status: 'PROCESSING' }, /"status":"PROCESSING","filter"/],
    [{ kind: 'export-job-succeeds-with-errors' }, /"status":"SUCCEEDED","filter".*"Error in Export Job"/],
    [{ kind: 'export-job-miscounts', by: 10 }, /"totalExportedProfileCounter":\d\d/],
    [{ kind: 'query-fails' }, /"state":"FAILED".*"SYSTEM_ERROR"/],
    [{ kind: 'query-fails', errors: [userError], insertsDone: 1 }, /"state":"FAILED".*"USER_ERROR"/],
    [{ kind: 'query-killed' }, /"state":"KILLED"/],
    [{ kind: 'query-killed', state: 'TIMEOUT' }, /"state":"TIMEOUT"/],
    [{ kind: 'query-stalls', state: 'SUBMITTED' }, /"state":"SUBMITTED"/],
    [{ kind: 'query-stalls', state: 'IN_PROGRESS' }, /"state":"IN_PROGRESS"/],
    [{ kind: 'query-succeeds-with-errors' }, /"state":"SUCCESS".*"SYSTEM_ERROR"/],
    [{ kind: 'batch-fails', times: null }, /"status":"failure".*DCVS-1106-400/],
    [{ kind: 'batch-stalls', times: null }, /"status":"processing"/],
    [{ kind: 'batch-miscounts', by: 10, times: null }, /"recordCount":\d\d/],
    [{ kind: 'cja-late', minutes: 600 }, NOT_TAKEN_IN],
    [{ kind: 'cja-never' }, NOT_TAKEN_IN],
    [{ kind: 'cja-skips-batch' }, NOT_TAKEN_IN],
    [{ kind: 'list-lag', list: 'export-jobs', seconds: 86_400 }, /"records":\[\]/],
    [{ kind: 'list-lag', list: 'queries', seconds: 86_400 }, /"queries":\[\]/],
    [{ kind: 'list-lag', list: 'batches', seconds: 86_400, times: null }, /"body":\{\}/],
  ])('%j: shows, and is what the contracts say', async (fault, shown) => {
    running.emulator.faults.add(fault);
    await refreshAndLook();
    const exchanges = await recorded();
    expect(JSON.stringify(exchanges)).toMatch(shown);
    expect(problemsOf(exchanges)).toEqual([]);
  });
});

describe('an error that is answered in Adobe’s place', () => {
  const STATUSES = [400, 401, 403, 404, 409, 429, 500, 502, 503, 504];
  const token: Call = async () => {
    await accessToken(running.emulator).catch(() => null);
    return { status: 0, headers: new Headers(), body: undefined };
  };
  /** One call of each service, and where the error says its status itself. */
  it.each<[string, () => ReturnType<Call>]>([
    ['ims', () => token('')],
    ['segmentation', () => running.platform(EXPORT_JOBS)],
    ['catalog', () => running.platform(BATCHES)],
    ['data-access', () => running.platform(`${BATCH_FILES}/b/files`)],
    ['ingestion', () => running.platform(`${IMPORT}/b?action=REVERT`, { method: 'POST' })],
    ['schema-registry', () => running.platform(SCHEMAS, { headers: { accept: 'application/vnd.adobe.xed-id+json' } })],
    ['query-service', () => running.platform(QUERIES)],
    ['cja', () => running.cja('/data/connections')],
  ])('has the shape that %s gives it, whatever its status', async (service, call) => {
    const on = { service } as NonNullable<Extract<InProcessFaultDescription, { kind: 'adobe-error' }>['on']>;
    for (const status of STATUSES) {
      running.emulator.faults.add({ kind: 'adobe-error', on, status, retryAfterSeconds: 7 });
      await call();
    }
    const refused = (await recorded()).filter(({ answer }) => answer.status >= 400);
    expect(refused.map(({ answer }) => answer.status)).toEqual(STATUSES);
    expect(new Set(refused.map(({ answer }) => answer.headers['retry-after']))).toEqual(new Set(['7']));
    for (const { answer } of refused) {
      const said = valueOf(answer.body, 'status') ?? valueOf(answer.body, 'statusCode') ?? answer.status;
      expect(said).toBe(answer.status);
    }
    expect(problemsOf(refused)).toEqual([]);
  });
});
