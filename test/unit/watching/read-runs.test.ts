import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { SFNClient } from '@aws-sdk/client-sfn';
import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { observedRun, readRuns } from '../../../shared/watching/read-runs.ts';
import { observeSync } from '../../../shared/watching/observe-sync.ts';

const MACHINE = 'arn:aws:states:us-east-1:000000000000:stateMachine:nightly';
const seconds = (moment: string): number => Date.parse(`${moment}Z`) / 1000;
const DAY = 86_400;

interface Execution {
  readonly executionArn: string;
  readonly status: string;
  readonly startDate: number;
  readonly redriveDate?: number;
  readonly redriveCount?: number;
  readonly input?: string;
  readonly output?: string;
}

let server: Server;
let client: SFNClient;
/** Newest first, as Step Functions lists them. */
let executions: Execution[];
let calls: string[];

/** Step Functions with a history that no machine has to run through: lists in pages, and describes. */
function answer(target: string, body: { nextToken?: string; maxResults?: number; executionArn?: string }): object {
  if (target.endsWith('DescribeStateMachine'))
    return { stateMachineArn: MACHINE, creationDate: seconds('2027-01-01T00:00') };
  if (target.endsWith('DescribeExecution'))
    return executions.find(({ executionArn }) => executionArn === body.executionArn)!;
  const from = Number(body.nextToken ?? 0);
  const to = from + (body.maxResults ?? 100);
  const page = executions.slice(from, to).map(({ input: _, output: __, ...listed }) => listed);
  return { executions: page, ...(to < executions.length ? { nextToken: String(to) } : {}) };
}

beforeAll(async () => {
  server = createServer((request, response) => {
    let text = '';
    request.on('data', (chunk: Buffer) => (text += chunk.toString()));
    request.on('end', () => {
      const target = String(request.headers['x-amz-target']);
      calls.push(target.split('.')[1]!);
      response.setHeader('content-type', 'application/x-amz-json-1.0');
      response.end(JSON.stringify(answer(target, JSON.parse(text) as object)));
    });
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  client = new SFNClient({
    endpoint: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    region: 'us-east-1',
    credentials: { accessKeyId: 'local', secretAccessKey: 'local' },
  });
});
afterAll(() => {
  client.destroy();
  server.close();
  server.closeAllConnections();
});
beforeEach(() => {
  calls = [];
});

/** The execution of so many days before the 1st of June. */
const execution = (daysAgo: number, fields: Partial<Execution> = {}): Execution => ({
  executionArn: `${MACHINE.replace('stateMachine', 'execution')}:${daysAgo}`,
  status: 'SUCCEEDED',
  startDate: seconds('2027-06-01T06:00') - daysAgo * DAY,
  input: '{}',
  ...fields,
});
const confirmed = (daysAgo: number, fields: Partial<Execution> = {}): Execution =>
  execution(daysAgo, {
    output: JSON.stringify({
      outcome: 'refreshed',
      exportedAt: new Date((seconds('2027-06-01T06:02') - daysAgo * DAY) * 1000).toISOString(),
      'of a later release': true,
    }),
    ...fields,
  });
const failed = (daysAgo: number): Execution => execution(daysAgo, { status: 'FAILED' });
const daysAgo = (runs: readonly { executionArn: string }[]): number[] =>
  runs.map(({ executionArn }) => Number(executionArn.split(':').at(-1)));
const range = (from: number, to: number): number[] => Array.from({ length: to - from }, (_, index) => from + index);

describe('the runs of a sync', () => {
  it('are read back to the newest confirmed one, and no further', async () => {
    executions = [failed(0), failed(1), confirmed(2), ...range(3, 90).map((day) => confirmed(day))];
    expect(daysAgo(await readRuns(client, MACHINE))).toEqual([0, 1, 2]);
    expect(calls).toEqual(['ListExecutions', ...range(0, 3).map(() => 'DescribeExecution')]);
  });

  it('are read over several pages where none was confirmed for long', async () => {
    executions = [...range(0, 120).map(failed), confirmed(120), confirmed(121)];
    expect(daysAgo(await readRuns(client, MACHINE))).toEqual(range(0, 121));
    expect(calls.filter((call) => call === 'ListExecutions')).toHaveLength(2);
  });

  it('are read at most three hundred back', async () => {
    executions = range(0, 400).map(failed);
    expect(await readRuns(client, MACHINE)).toHaveLength(300);
  });

  it('hold older ones that were redriven after the newest confirmed one exported', async () => {
    const redriven = (day: number, redrivenDaysAgo: number): Execution =>
      confirmed(day, { redriveCount: 1, redriveDate: seconds('2027-06-01T12:00') - redrivenDaysAgo * DAY });
    executions = [failed(0), confirmed(2), redriven(3, 1), confirmed(4), redriven(5, 4)];
    expect(daysAgo(await readRuns(client, MACHINE))).toEqual([0, 2, 3]);
  });

  it('are judged against what Step Functions says of the machine', async () => {
    executions = [confirmed(1)];
    const sync = {
      name: 'nightly',
      stateMachineArn: MACHINE,
      schedule: { cron: '0 6 * * ? *', timeZone: 'UTC', enabled: true },
      deadlineMinutes: 240,
    };
    const health = await observeSync(client, sync, seconds('2027-06-01T10:30') * 1000);
    expect(health).toMatchObject({ minutesLate: 30, lastConfirmed: { executionArn: executions[0]!.executionArn } });
  });
});

describe('an execution', () => {
  const described = (fields: object) =>
    observedRun({
      $metadata: {},
      executionArn: 'e',
      startDate: new Date(0),
      status: 'SUCCEEDED',
      input: '{}',
      ...fields,
    } as never);

  it.each<[string, object, object]>([
    [
      'with an output that is no run record says nothing',
      { output: '{"Batch":[]}' },
      { outcome: null, exportedAt: null },
    ],
    ['with an output that is no JSON says nothing', { output: 'x' }, { outcome: null }],
    [
      'that was skipped exported nothing',
      { output: '{"outcome":"skipped"}' },
      { outcome: 'skipped', exportedAt: null },
    ],
    ['started by the schedule is meant to write', {}, { isMeantToWrite: true }],
    ['started to let a swing pass is meant to write', { input: '{"acceptSwing":true}' }, { isMeantToWrite: true }],
    ['whose input is not shown is meant to write', { input: undefined }, { isMeantToWrite: true }],
    ['of a dry run is not', { input: '{"dryRun":true}' }, { isMeantToWrite: false }],
    ['whose input was never that of a run is not', { input: '{"dryrun":true}' }, { isMeantToWrite: false }],
    [
      'that failed keeps the error and its end',
      { status: 'FAILED', error: 'TransformFailed', stopDate: new Date(5000) },
      { status: 'FAILED', error: 'TransformFailed', stoppedAt: 5000 },
    ],
  ])('%s', (_, fields, expected) => {
    expect(described(fields)).toMatchObject(expected);
  });
});
