import { describe, expect, it } from '@jest/globals';
import { checkTransform } from '../../../functions/check-transform/check-transform.ts';
import { createCatalogClient } from '../../../shared/adobe/catalog.ts';
import { createDataAccessClient } from '../../../shared/adobe/data-access.ts';
import { createQueryServiceClient } from '../../../shared/adobe/query-service.ts';
import type { CheckTransformInput, CheckTransformOutput } from '../../../shared/steps/transform.ts';
import { httpTo, startAdobeServer } from '../adobe/adobe-server.ts';

const MINUTE = 60_000;
/** Of Adobe's clock, which is five minutes behind that of the workflow. */
const CREATED = Date.parse('2026-01-05T06:00:00Z');
const iso = (time: number): string => new Date(time).toISOString();

/** Looks at a query that Adobe describes like this, an hour after its start. */
async function check(
  query: object,
  batches: Record<string, number | { readonly created: number; readonly status: string }> = {},
  now = CREATED + 60 * MINUTE,
): Promise<{ output: CheckTransformOutput; logged: object[] }> {
  await using server = await startAdobeServer(({ path, query: parameters }) => {
    if (path.startsWith('/data/foundation/query/')) {
      return {
        body: { id: 'q1', request: { sql: 'SELECT 1' }, created: iso(CREATED), updated: iso(CREATED), ...query },
      };
    }
    if (!path.endsWith('/batches')) return { status: 404, body: {} };
    const [after, before] = ['createdAfter', 'createdBefore'].map((name) => Number(parameters.get(name)));
    const found = Object.entries(batches)
      .map(([id, batch]) => [id, typeof batch === 'number' ? { created: batch, status: 'success' } : batch] as const)
      .filter(([, { created }]) => created > after! && created < before!);
    return {
      body: Object.fromEntries(found.map(([id, batch]) => [id, { ...batch, metrics: { outputRecordCount: 7 } }])),
    };
  });
  const http = httpTo(server);
  const logged: object[] = [];
  const input = {
    run: { runId: 'run-b' },
    context: { now: iso(now) },
    transform: {
      datasets: { target: 't', ledger: 'l' },
      deadlineMinutes: 175,
      tenant: '_acme',
      audiences: [{ id: 'a' }],
      identity: { namespace: 'ECID', which: 'all' },
      fields: {},
    },
    attempt: {
      queryId: 'q1',
      attempt: 1,
      startedAt: iso(CREATED + 5 * MINUTE),
      firstStartedAt: iso(CREATED + 5 * MINUTE),
      deadlineAt: iso(CREATED + 180 * MINUTE),
    },
  } as unknown as CheckTransformInput;
  const output = await checkTransform(input, {
    queryService: createQueryServiceClient(http, { sandbox: 'dev' }),
    catalog: createCatalogClient(http),
    dataAccess: createDataAccessClient(http),
    log: (message, fields) => void logged.push({ message, ...fields }),
  });
  return { output, logged };
}

const success = { state: 'SUCCESS', updated: iso(CREATED + 10 * MINUTE) };

describe('the batches of a query that succeeded', () => {
  it('are those of its own time by Adobe’s clock, whatever the workflow’s clock says', async () => {
    const { output } = await check(success, {
      'of the query that stood in the way': CREATED - 2 * MINUTE,
      own: CREATED + MINUTE,
      'of a newer run': CREATED + 20 * MINUTE,
    });
    expect(output).toMatchObject({ status: 'done', result: { targetBatchIds: ['own'], ledgerBatchIds: ['own'] } });
  });

  it.each(['processing', 'failure'])(
    'do not count where an attempt before was given up, and left one that is %s',
    async (status) => {
      const { output } = await check(
        { ...success, created: iso(CREATED + 7 * MINUTE) },
        { 'of the attempt before': { created: CREATED + MINUTE, status }, own: CREATED + 8 * MINUTE },
      );
      expect(output).toMatchObject({ status: 'done', result: { targetBatchIds: ['own'], ledgerBatchIds: ['own'] } });
    },
  );

  it.each(['processing', 'failure'])('are no success while one of its own is %s', async (status) => {
    const own = { created: CREATED + MINUTE, status };
    const { output } = await check(success, { own, 'own as well': CREATED + 2 * MINUTE });
    expect(output.status).toBe(status === 'failure' ? 'startAgain' : 'running');
  });

  it('are waited for, and success is not believed without them', async () => {
    const { output } = await check(success, { 'of a newer run': CREATED + 20 * MINUTE });
    expect(output.status).toBe('running');
  });
});

describe('a query that has not succeeded', () => {
  it.each(['FAILED', 'KILLED', 'TIMEOUT'])('but ended as %s is started again', async (state) => {
    const { output } = await check({ state, errors: [{ code: '53400', message: 'too much' }] });
    expect(output).toMatchObject({ status: 'startAgain', attempt: { problem: { kind: 'failed' } } });
  });

  it('is no success with errors in it', async () => {
    const { output } = await check({ ...success, errors: [{ code: '58000', message: 'system error' }] });
    expect(output).toMatchObject({ status: 'startAgain', attempt: { problem: { kind: 'failed' } } });
  });

  it('is waited for in a state that nobody knows, until its deadline, and the log says so', async () => {
    const early = await check({ state: 'WARMING_UP' });
    expect(early.output.status).toBe('running');
    expect(early.logged).toContainEqual(expect.objectContaining({ queryState: 'WARMING_UP', isKnown: false }));
    const late = await check({ state: 'WARMING_UP' }, {}, CREATED + 180 * MINUTE);
    expect(late.output).toMatchObject({ status: 'startAgain', attempt: { problem: { kind: 'deadline' } } });
  });
});
