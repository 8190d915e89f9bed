import { describe, expect, it } from '@jest/globals';
import type { ConfirmedRun } from '../../../functions/baseline/confirmed-run.ts';
import { type Baseline, chooseMode } from '../../../functions/baseline/refresh-mode.ts';
import type { Connection, ConnectionDataset } from '../../../shared/adobe/cja.ts';

const DAY = 86_400_000;
const LAST_FULL = Date.parse('2026-09-01T06:00:00Z');
const confirmed: ConfirmedRun = {
  runId: 'run-7',
  exportedAt: '2026-09-07T06:00:00.000Z',
  targetBatchIds: ['b7'],
  exportBatchIds: ['e7'],
  layout: 'objects namespace ECID all',
  lastFullExportedAt: new Date(LAST_FULL).toISOString(),
};
const target = {
  dataSetId: 'target',
  streaming: true,
  streamingEnabledAt: LAST_FULL - DAY,
  backfills: [],
} as unknown as ConnectionDataset;
const connection = { id: 'dg_1', dataRetentionMonths: null } as unknown as Connection;
const baseline = (over: Partial<Baseline> = {}): Baseline => ({
  confirmed,
  unconfirmedBatchIds: [],
  connection,
  target,
  ...over,
});
const wishes = {
  requestedMode: 'delta',
  fullEveryDays: 28,
  layout: confirmed.layout,
  now: LAST_FULL + 7 * DAY,
} as const;
const readded = { ...target, streamingEnabledAt: LAST_FULL + 3 * DAY };
const backfill = { allData: true, status: 'COMPLETED', createdAt: LAST_FULL + 4 * DAY };
const backfilled = (over: object): ConnectionDataset =>
  ({ ...readded, backfills: [{ ...backfill, ...over }] }) as unknown as ConnectionDataset;

describe('a run writes only what changed', () => {
  it.each<[string, Baseline]>([
    ['on a baseline that CJA has confirmed', baseline()],
    ['where CJA does not tell since when it imports', baseline({ target: { ...target, streamingEnabledAt: null } })],
    ['after a backfill of all data', baseline({ target: backfilled({}) })],
  ])('%s', (_, given) => {
    expect(chooseMode(given, wishes)).toMatchObject({
      mode: 'delta',
      lastFullExportedAt: confirmed.lastFullExportedAt,
    });
  });
});

describe('a run rewrites everyone', () => {
  it.each<[string, Baseline, Partial<Parameters<typeof chooseMode>[1]>, RegExp, boolean]>([
    ['when that is asked for', baseline(), { requestedMode: 'full' }, /asked for/, false],
    ['when nothing is on record', baseline({ confirmed: null }), {}, /no confirmed run/, false],
    ['when a batch was written that CJA did not confirm', baseline({ unconfirmedBatchIds: ['b8'] }), {}, /b8/, false],
    ['when rows look different now', baseline(), { layout: 'delimited namespace ECID all' }, /shape, identity/, false],
    ['when the dataset was added again later', baseline({ target: readded }), {}, /only since 2026-09-04/, true],
    [
      'when a backfill is not of all data',
      baseline({ target: backfilled({ allData: false }) }),
      {},
      /only since/,
      true,
    ],
    [
      'while a backfill is running',
      baseline({ target: backfilled({ status: 'IN_PROGRESS' }) }),
      {},
      /only since/,
      true,
    ],
    [
      'when a backfill is older than that',
      baseline({ target: backfilled({ createdAt: LAST_FULL }) }),
      {},
      /only since/,
      true,
    ],
    ['when the last full refresh is too long ago', baseline(), { now: LAST_FULL + 28 * DAY }, /28 days old/, true],
    [
      'when it is older than half of CJA’s retention',
      baseline({ connection: { ...connection, dataRetentionMonths: 1 } }),
      { now: LAST_FULL + 15 * DAY },
      /15 days old/,
      true,
    ],
  ])('%s, and says so', (_, given, over, reason, skipEmptyRows) => {
    const decision = chooseMode(given, { ...wishes, ...over });
    expect(decision).toMatchObject({ mode: 'full', skipEmptyRows, lastFullExportedAt: null });
    expect(decision.modeReason).toMatch(reason);
  });
});
