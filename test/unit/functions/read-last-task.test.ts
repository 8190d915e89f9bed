import { describe, expect, it } from '@jest/globals';
import { SFNClient } from '@aws-sdk/client-sfn';
import { type LastTask, readLastTask } from '../../../functions/cancel-left-running/read-last-task.ts';
import { startAws } from './aws-server.ts';

const ARN = 'arn:aws:states:us-east-1:123456789012:execution:audience-sync-dev-daily:run-b';
const run = {
  sync: 'daily',
  runId: 'run-b',
  startedAt: '2026-01-05T06:00:00.000Z',
  sandbox: 'prod',
  credentialsSecret: 'audience-sync/adobe',
  stateMachineArn: 'arn:aws:states:us-east-1:123456789012:stateMachine:audience-sync-dev-daily',
};
const group = {
  mergePolicyId: 'policy-1',
  datasetId: 'export',
  fields: 'identityMap,segmentMembership',
  audiences: [{ id: 'gold', membershipNamespace: 'ups' }],
  maxAttempts: 3,
  deadlineMinutes: 240,
};
const secondGroup = { ...group, mergePolicyId: 'policy-2' };
const context = { state: 'Start export', now: '2026-01-05T06:00:10Z', redriveCount: 0, redrivenAt: null };
const attempt = {
  jobId: '24101',
  attempt: 1,
  attemptsSinceRedrive: 1,
  firstStartedAt: '2026-01-05T06:00:10.000Z',
  startedAt: '2026-01-05T06:00:10.000Z',
  deadlineAt: '2026-01-05T10:00:00.000Z',
  gaveUp: [],
  redriveCount: 0,
  waitSeconds: 15,
  problem: null,
};

/** An event without its id and time, which are its place in the history (Step Functions API reference, "HistoryEvent"). */
type Event = Readonly<Record<string, unknown>> & { readonly type: string };
const LAMBDA = { resourceType: 'lambda', resource: 'invoke' };

const scheduled = (Payload: object, task = 'task'): Event => ({
  type: 'TaskScheduled',
  taskScheduledEventDetails: {
    ...LAMBDA,
    region: 'us-east-1',
    parameters: JSON.stringify({
      FunctionName: `arn:aws:lambda:us-east-1:123456789012:function:audience-sync-dev-${task}`,
      Payload,
    }),
  },
});
const TASK_STARTED: Event = { type: 'TaskStarted', taskStartedEventDetails: LAMBDA };
/** What a large input looks like where it was cut: it ends anywhere. */
const entered = (kind: string, name: string, input = '{}', truncated = false): Event => ({
  type: `${kind}StateEntered`,
  stateEnteredEventDetails: { name, input, inputDetails: { truncated } },
});
const exited = (kind: string, name: string): Event => ({
  type: `${kind}StateExited`,
  stateExitedEventDetails: { name, output: '{}', outputDetails: { truncated: false } },
});
const succeeded = (output = '{}', truncated = false): Event => ({
  type: 'TaskSucceeded',
  taskSucceededEventDetails: { ...LAMBDA, output, outputDetails: { truncated } },
});
const failed = (error: string): Event => ({
  type: 'TaskFailed',
  taskFailedEventDetails: { ...LAMBDA, error, cause: '{"errorMessage":"…"}' },
});
const REDRIVEN: Event = { type: 'ExecutionRedriven', executionRedrivenEventDetails: { redriveCount: 1 } };
const ABORTED: Event = { type: 'ExecutionAborted', executionAbortedEventDetails: { cause: 'wrong audiences' } };
const iteration = (what: string, index: number): Event => ({
  type: `MapIteration${what}`,
  [`mapIteration${what}EventDetails`]: { name: 'Export audiences', index },
});

const STARTED: Event = {
  type: 'ExecutionStarted',
  executionStartedEventDetails: { input: '{}', inputDetails: { truncated: false }, roleArn: 'arn:aws:iam::1:role/r' },
};
const PLANNING = [STARTED, entered('Task', 'Plan run'), scheduled({ definition: '{}', overrides: {} }), TASK_STARTED];
const PLANNED = [...PLANNING, succeeded(), exited('Task', 'Plan run'), entered('Map', 'Export audiences')];
const startExport = scheduled({ run, context, group, previous: null }, 'start-export');
const checkExport = scheduled({ run, context, group, export: attempt }, 'check-export');
const startTransform = scheduled({ run, context, previous: null }, 'start-transform');
const STARTED_EXPORT = [
  ...PLANNED,
  iteration('Started', 0),
  entered('Task', 'Start export'),
  startExport,
  TASK_STARTED,
  succeeded(),
  exited('Task', 'Start export'),
];

/** What is read of a history of which AWS gives so many events a page, the newest first. */
async function read(
  history: readonly Event[],
  pageSize = 100,
): Promise<{ task: LastTask | null; isStartUnderWay: boolean; pages: number }> {
  const events = history.map((event, index) => ({
    id: index + 1,
    previousEventId: index,
    timestamp: Date.parse(run.startedAt) / 1000 + index,
    ...event,
  }));
  await using aws = await startAws({
    GetExecutionHistory: ({ nextToken = '0' }) => {
      const from = Number(nextToken);
      const to = from + pageSize;
      return {
        events: events.toReversed().slice(from, to),
        ...(to < events.length ? { nextToken: String(to) } : {}),
      };
    },
  });
  const client = new SFNClient({
    endpoint: aws.url,
    region: 'us-east-1',
    credentials: { accessKeyId: 'local', secretAccessKey: 'local' },
  });
  const last = await readLastTask(client, ARN);
  const asked = aws.inputsOf('GetExecutionHistory');
  for (const input of asked) {
    expect(input).toMatchObject({ executionArn: ARN, reverseOrder: true, includeExecutionData: true });
  }
  return { task: last?.given ?? null, isStartUnderWay: last?.isStartUnderWay ?? false, pages: asked.length };
}

describe('the last task of a stopped execution', () => {
  it.each<[string, Event[]]>([
    ['that had not begun', [STARTED, ABORTED]],
    ['that was being planned', [...PLANNING, ABORTED]],
    ['whose plan was being tried again', [...PLANNING, failed('AdobeUnavailable'), ...PLANNING.slice(2), ABORTED]],
    ['that was redriven into its plan', [...PLANNING, failed('SecretInvalid'), REDRIVEN, ...PLANNING.slice(1)]],
  ])('%s: it has started nothing', async (_, history) => {
    expect((await read(history)).task).toBeNull();
  });

  it.each<[string, boolean, Event[]]>([
    ['that starts an export', true, [...STARTED_EXPORT.slice(0, -2), ABORTED]],
    ['that starts an export, before Lambda took it', true, [...STARTED_EXPORT.slice(0, -3), ABORTED]],
    ['that has started an export', false, [...STARTED_EXPORT, ABORTED]],
    ['that failed to start one', false, [...STARTED_EXPORT.slice(0, -2), failed('AdobeThrottled'), ABORTED]],
    ['that looks at an export', false, [...STARTED_EXPORT, checkExport, TASK_STARTED, ABORTED]],
    [
      'that starts a transform, in the second try',
      true,
      [...PLANNED, startTransform, TASK_STARTED, failed('AdobeThrottled'), startTransform, TASK_STARTED, ABORTED],
    ],
  ])('%s may still be creating something: %p', async (_, isStartUnderWay, history) => {
    expect((await read(history)).isStartUnderWay).toBe(isStartUnderWay);
  });

  it.each<[string, Event[], object]>([
    ['the start of an export', [...STARTED_EXPORT.slice(0, -2), ABORTED], { run, group, previous: null }],
    [
      'the start of an export, tried again',
      [...STARTED_EXPORT.slice(0, -2), failed('Lambda.Unknown'), startExport, TASK_STARTED, ABORTED],
      { run, group, previous: null },
    ],
    ['that start, while the job is waited for', [...STARTED_EXPORT, entered('Wait', 'Wait for export')], { group }],
    [
      'a look at a job',
      [...STARTED_EXPORT, entered('Task', 'Check export'), checkExport, ABORTED],
      { run, group, export: { jobId: '24101' } },
    ],
    [
      'the start that replaces a stalled job',
      [
        ...STARTED_EXPORT,
        checkExport,
        succeeded(),
        scheduled({ run, context, group, previous: { ...attempt, gaveUp: ['24100'] } }),
        TASK_STARTED,
      ],
      { group, previous: { jobId: '24101', gaveUp: ['24100'] } },
    ],
    [
      'of the second export',
      [
        ...STARTED_EXPORT,
        checkExport,
        succeeded(),
        iteration('Succeeded', 0),
        iteration('Started', 1),
        scheduled({ run, context, group: secondGroup, previous: null }),
        iteration('Aborted', 1),
        { type: 'MapStateAborted' },
        ABORTED,
      ],
      { group: secondGroup, previous: null },
    ],
    [
      'of a redrive',
      [
        ...STARTED_EXPORT,
        checkExport,
        failed('SecretInvalid'),
        REDRIVEN,
        iteration('Started', 0),
        checkExport,
        ABORTED,
      ],
      { group, export: { jobId: '24101' } },
    ],
    [
      'from before a redrive that came no further than a wait',
      [...STARTED_EXPORT, checkExport, ABORTED, REDRIVEN, entered('Wait', 'Wait for export'), ABORTED],
      { group, export: { jobId: '24101' } },
    ],
    [
      'beside inputs and outputs that were cut',
      [
        ...PLANNED,
        startExport,
        succeeded('{"jobId":"241', true),
        entered('Wait', 'Wait for export', '{"jobId":"241', true),
        ABORTED,
      ],
      { group },
    ],
    [
      'of a release that knew more',
      [...PLANNED, scheduled({ run, context, group, previous: null, more: 1 })],
      { group },
    ],
  ])('%s', async (_, history, task) => {
    expect((await read(history)).task).toMatchObject(task);
  });

  it('once the exports are done, is of none', async () => {
    const { task } = await read([...STARTED_EXPORT, scheduled({ run, context, transform: {}, attempt: {} }), ABORTED]);
    expect(task).toEqual({ run });
  });

  it('is found pages back, and no page further', async () => {
    const history = [...STARTED_EXPORT, entered('Wait', 'Wait for export'), ABORTED];
    expect(await read(history, 1)).toMatchObject({ task: { group }, pages: 6 });
    expect(await read(history, 2)).toMatchObject({ task: { group }, pages: 3 });
    expect((await read(PLANNING, 1)).pages).toBe(2);
  });

  it('is refused where another release wrote what cannot be read', async () => {
    await expect(read([...PLANNED, scheduled({ run: { sync: 'daily' }, group })])).rejects.toThrow(/runId/);
  });
});
