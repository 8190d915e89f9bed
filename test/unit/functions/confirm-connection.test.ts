import { describe, expect, it } from '@jest/globals';
import { confirmConnection } from '../../../functions/confirm-connection/confirm-connection.ts';
import type { CjaClient, ConnectionDataset } from '../../../shared/adobe/cja.ts';
import type { ConfirmConnectionInput, ConfirmConnectionOutput } from '../../../shared/steps/confirm.ts';

const HOUR = 3_600_000;
const LAST_FULL = Date.parse('2026-09-01T06:00:00Z');
const WROTE = Date.parse('2026-09-03T06:20:00Z');
const iso = (time: number): string => new Date(time).toISOString();

const transform = {
  mode: 'delta',
  wroteAt: iso(WROTE),
  firstWroteAt: iso(WROTE),
  exportedAt: iso(WROTE - HOUR / 3),
  lastFullExportedAt: iso(LAST_FULL),
  targetBatchIds: ['b3'],
  counts: null,
};
const dataset = {
  dataSetId: 'target',
  type: 'profile',
  streaming: true,
  personIdField: 'personID',
  streamingEnabledAt: LAST_FULL - HOUR,
  lastIngestedAt: WROTE + HOUR / 2,
  backfills: [],
};

/** Asks for a confirmation an hour after the write, of a connection and a run that differ in something. */
function confirm(inConnection: object, ofRun: object = {}, now = WROTE + HOUR): Promise<ConfirmConnectionOutput> {
  const target = { ...dataset, ...inConnection } as unknown as ConnectionDataset;
  const cja = {
    getConnection: () => Promise.resolve({ id: 'dg_1', dataSets: [target], validationErrors: [] }),
  } as unknown as CjaClient;
  const input = {
    context: { now: iso(now), redrivenAt: null },
    confirmation: { connectionId: 'dg_1', dataViewId: null, targetDatasetId: 'target', deadlineMinutes: 120 },
    transform: { ...transform, ...ofRun },
  } as unknown as ConfirmConnectionInput;
  return confirmConnection(input, { cja, log: () => undefined });
}

const readded = { streamingEnabledAt: WROTE - HOUR / 6 };
const full = { mode: 'full', lastFullExportedAt: transform.exportedAt };
const nothing = { wroteAt: null, firstWroteAt: null, targetBatchIds: [] };
const backfill = { allData: true, status: 'COMPLETED', createdAt: WROTE };

describe('a run is confirmed', () => {
  it.each<[string, object, object]>([
    ['when CJA has taken in data after the write', {}, {}],
    ['at once when nothing had to be written', { lastIngestedAt: null }, nothing],
    ['where CJA does not tell since when it imports', { streamingEnabledAt: null }, {}],
    ['when everyone was rewritten after the dataset was added again', readded, full],
    ['when a backfill of all data has brought back what was lost', { ...readded, backfills: [backfill] }, {}],
  ])('%s', async (_, inConnection, ofRun) => {
    expect(await confirm(inConnection, ofRun)).toMatchObject({ status: 'confirmed' });
  });
});

describe('a run is not confirmed', () => {
  it.each<[string, object, object, RegExp]>([
    ['while CJA has taken in nothing since the write', { lastIngestedAt: WROTE - 1 }, {}, /take in batches b3/],
    ['when the dataset was added again while the run went on', readded, {}, /backfill.*only since 2026-09-03T06:10/],
    ['when it was, and nothing had to be written', readded, nothing, /backfill/],
    ['while the backfill runs', { ...readded, backfills: [{ ...backfill, status: 'IN_PROGRESS' }] }, {}, /backfill/],
    ['when the rows of a full refresh came too early', { streamingEnabledAt: WROTE + 1 }, full, /backfill/],
    [
      'when an attempt of a full refresh had written before the dataset was added again',
      readded,
      { ...full, firstWroteAt: iso(WROTE - 24 * HOUR) },
      /backfill/,
    ],
  ])('%s', async (_, inConnection, ofRun, waitingFor) => {
    const answer = await confirm(inConnection, ofRun);
    expect(answer).toMatchObject({ status: 'waiting', wait: { waitingFor: expect.stringMatching(waitingFor) } });
  });

  it('for longer than its deadline, which counts from when it was found that nothing had to be written', async () => {
    const ofRun = { ...nothing, finishedAt: iso(WROTE + HOUR) };
    const late = WROTE + 2.9 * HOUR;
    expect(await confirm(readded, ofRun, late)).toMatchObject({
      status: 'waiting',
      wait: { deadlineAt: iso(WROTE + 3 * HOUR) },
    });
    await expect(confirm(readded, ofRun, WROTE + 3 * HOUR)).rejects.toMatchObject({ name: 'CjaDeadlinePassed' });
  });

  it('for longer than its deadline', async () => {
    await expect(confirm(readded, {}, WROTE + 2 * HOUR)).rejects.toMatchObject({
      name: 'CjaDeadlinePassed',
      message: expect.stringMatching(/still waiting for a backfill of all data/),
    });
  });
});
