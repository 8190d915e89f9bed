import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import type * as confirmedRun from '../../../functions/baseline/confirmed-run.ts';

const DAY = 86_400_000;
const TODAY = Date.parse('2026-09-30T06:00:00Z');
const iso = (time: number): string => new Date(time).toISOString();

/** Days from today; `record: false` is an execution that was skipped. */
interface Execution {
  readonly name: string;
  readonly started: number;
  readonly stopped: number;
  readonly exported: number;
  readonly isSkipped?: boolean;
}

function outputOf({ name, started, stopped, exported, isSkipped = false }: Execution): string {
  const common = {
    sync: 's',
    runId: name,
    startedAt: iso(TODAY + started * DAY),
    finishedAt: iso(TODAY + stopped * DAY),
  };
  if (isSkipped) return JSON.stringify({ outcome: 'skipped', ...common, warnings: [], olderExecutionArn: 'arn' });
  const exportedAt = iso(TODAY + exported * DAY);
  return JSON.stringify({
    outcome: 'unchanged',
    ...common,
    warnings: [],
    exportedAt,
    mode: 'delta',
    modeReason: 'r',
    redrives: 0,
    audiences: [],
    rowsWritten: 0,
    profilesRead: 0,
    profilesWithoutIdentity: 0,
    exports: [],
    transform: {
      queryId: 'q',
      attempt: 1,
      mode: 'delta',
      modeReason: 'r',
      exportedAt,
      layout: 'l',
      lastFullExportedAt: exportedAt,
      wroteAt: null,
      firstWroteAt: null,
      rowsWritten: 0,
      targetBatchIds: [],
      ledgerBatchIds: [],
      evidence: { rowCount: null, isInsertInto: null },
      warnings: [],
    },
    confirmation: { confirmedAt: common.finishedAt, lastIngestedAt: null, audiences: null, warnings: [] },
    removedExportBatchIds: [],
  });
}

/** Step Functions with these executions, listed by their start as it does, two a page. */
let server: Server;
let executions: readonly Execution[];
let described: string[];
let listConfirmedRuns: typeof confirmedRun.listConfirmedRuns;

beforeAll(async () => {
  server = createServer((request, response) => {
    void text(request).then((body) => {
      const asked = JSON.parse(body) as { executionArn?: string; nextToken?: string };
      response.setHeader('content-type', 'application/x-amz-json-1.0');
      if (asked.executionArn !== undefined) {
        described.push(asked.executionArn);
        const found = executions.find(({ name }) => name === asked.executionArn)!;
        response.end(JSON.stringify({ executionArn: found.name, output: outputOf(found) }));
        return;
      }
      const start = Number(asked.nextToken ?? 0);
      const sorted = [...executions].sort((left, right) => right.started - left.started);
      const page = sorted.slice(start, start + 2).map(({ name, started, stopped }) => ({
        executionArn: name,
        startDate: (TODAY + started * DAY) / 1000,
        stopDate: (TODAY + stopped * DAY) / 1000,
      }));
      const rest = start + 2 < sorted.length ? { nextToken: String(start + 2) } : {};
      response.end(JSON.stringify({ executions: page, ...rest }));
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  Object.assign(process.env, {
    AWS_ENDPOINT_URL: `http://127.0.0.1:${String((server.address() as AddressInfo).port)}`,
    AWS_REGION: 'us-east-1',
    AWS_ACCESS_KEY_ID: 'local',
    AWS_SECRET_ACCESS_KEY: 'local',
  });
  ({ listConfirmedRuns } = await import('../../../functions/baseline/confirmed-run.ts'));
});
beforeEach(() => {
  described = [];
});
afterAll(() => {
  server.closeAllConnections();
  server.close();
});

const daily = (name: string, day: number): Execution => ({
  name,
  started: day,
  stopped: day + 0.1,
  exported: day + 0.01,
});

describe('the newest confirmed runs', () => {
  it.each<[string, Execution[], number, string[]]>([
    ['none', [], 1, []],
    ['the last of some', [daily('a', -3), daily('b', -2), daily('c', -1)], 1, ['c']],
    ['as many as are asked for', [daily('a', -3), daily('b', -2), daily('c', -1)], 2, ['c', 'b']],
    ['fewer where there are no more', [daily('a', -3)], 3, ['a']],
    ['no skipped ones', [daily('a', -2), { ...daily('b', -1), isSkipped: true }], 1, ['a']],
    [
      'one that started earlier, but was redriven and exported later',
      [{ ...daily('a', -5), stopped: -0.5, exported: -0.6 }, daily('b', -4), daily('c', -3)],
      1,
      ['a'],
    ],
    [
      'not one that was redriven after its export',
      [{ ...daily('a', -5), stopped: -0.5 }, daily('b', -4), daily('c', -3)],
      2,
      ['c', 'b'],
    ],
  ])('are %s', async (_, all, most, names) => {
    executions = all;
    expect((await listConfirmedRuns('machine', most)).map(({ runId }) => runId)).toEqual(names);
  });

  it('cost one look at an execution, unless others ended later than its export', async () => {
    executions = Array.from({ length: 30 }, (_, day) => daily(`run-${String(day)}`, -day));
    await listConfirmedRuns('machine', 1);
    expect(described).toEqual(['run-0']);
  });
});
