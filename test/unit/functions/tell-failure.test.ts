import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import type { handler as TellFailure } from '../../../functions/tell-failure/handler.ts';
import { aimAwsAt, type AwsAnswer, type AwsServer, startAws } from './aws-server.ts';
import { EXECUTION, invocation, statusChange } from './status-change.ts';

const TOPIC = 'arn:aws:sns:us-east-1:123456789012:audience-sync-dev-alerts';
const STOPPED_AT = Date.parse('2026-01-05T06:10:00Z') / 1000;

type Event = Readonly<Record<string, unknown>>;
const entered = (type: string, name: string): Event => ({ type, stateEnteredEventDetails: { name } });
const other = (type: string): Event => ({ type });
const OF_RETRIES = ['TaskFailed', 'TaskStarted', 'TaskScheduled'].map(other);

let aws: AwsServer;
let handler: typeof TellFailure;
let described: object;
/** The newest first, in pages of 100. */
let history: readonly Event[];
/** What SNS answers, one call after the other; the last answer for good. */
let published: AwsAnswer[];
let failing: Record<string, { readonly fails: string; readonly status: number }>;

beforeAll(async () => {
  aws = await startAws({
    DescribeExecution: () => failing['DescribeExecution'] ?? described,
    GetExecutionHistory: ({ nextToken = '0' }) => {
      const from = Number(nextToken);
      const events = history.slice(from, from + 100).map((event, index) => ({
        id: history.length - from - index,
        previousEventId: 0,
        timestamp: STOPPED_AT,
        ...event,
      }));
      const isMore = from + 100 < history.length;
      return failing['GetExecutionHistory'] ?? { events, ...(isMore ? { nextToken: String(from + 100) } : {}) };
    },
    Publish: () => (published.length > 1 ? published.shift()! : published[0]!),
  });
  aimAwsAt(aws);
  Object.assign(process.env, { STAGE: 'dev', ALERT_TOPIC_ARN: TOPIC, RUNBOOK: 'docs/runbook.md' });
  ({ handler } = await import('../../../functions/tell-failure/handler.ts'));
});
afterAll(async () => {
  await aws[Symbol.asyncDispose]();
});
beforeEach(() => {
  described = describedAs();
  history = [other('ExecutionFailed'), ...OF_RETRIES, entered('TaskStateEntered', 'Start export')];
  published = [{ MessageId: 'message-1' }];
  failing = {};
});

function describedAs(over: object = {}): object {
  return {
    executionArn: EXECUTION,
    name: 'run-b',
    status: 'FAILED',
    startDate: STOPPED_AT - 600,
    stopDate: STOPPED_AT,
    error: 'ExportJobFailed',
    cause: '{"errorMessage":"export of merge policy p-1: the export job failed 3 times. Redrive.","trace":[]}',
    redriveCount: 0,
    redriveStatus: 'REDRIVABLE',
    ...over,
  };
}

/** What is published of an execution. */
async function tell(detail: object = {}): Promise<{ subject: string; line: (label: string) => string | undefined }> {
  const before = aws.inputsOf('Publish').length;
  await handler(statusChange(detail), invocation);
  const messages = aws.inputsOf('Publish').slice(before);
  expect(messages).toHaveLength(1);
  const { TopicArn, Subject, Message } = messages[0]!;
  expect(TopicArn).toBe(TOPIC);
  const lines = String(Message).split('\n');
  const line = (label: string): string | undefined =>
    lines.find((text) => text.startsWith(`${label}: `))?.slice(label.length + 2);
  return { subject: String(Subject), line };
}

describe('an execution that has ended without success', () => {
  it('is told of: one message to the topic', async () => {
    const { subject, line } = await tell();
    expect(subject).toBe('[dev] Audience sync daily failed at Start export: ExportJobFailed');
    expect(line('What happened')).toMatch(/the export job failed 3 times/);
    expect(line('Redrive')).toMatch(/^possible until 2026-01-19 06:10 UTC/);
    expect(line('Runbook')).toBe('docs/runbook.md#exportjobfailed');
  });

  it.each<[string, Event[], string]>([
    ['a wait', [other('ExecutionAborted'), entered('WaitStateEntered', 'Wait for CJA')], 'Wait for CJA'],
    [
      'a state within a Map',
      [
        ...['ExecutionFailed', 'MapStateFailed', 'MapIterationFailed', 'TaskFailed'].map(other),
        entered('TaskStateEntered', 'Check export'),
        other('MapIterationStarted'),
        entered('MapStateEntered', 'Export audiences'),
      ],
      'Check export',
    ],
    [
      'a state that was redriven and entered no state anew',
      [
        ...['ExecutionFailed', 'TaskFailed', 'TaskStarted', 'TaskScheduled', 'ExecutionRedriven'].map(other),
        entered('TaskStateEntered', 'Start transform'),
      ],
      'Start transform',
    ],
    [
      'retries that fill pages',
      [...Array.from({ length: 130 }, () => OF_RETRIES).flat(), entered('TaskStateEntered', 'Plan run')],
      'Plan run',
    ],
    ['no state at all', [other('ExecutionTimedOut'), other('ExecutionStarted')], 'not known'],
  ])('in %s', async (_, events, state) => {
    history = events;
    expect((await tell()).line('State')).toBe(state);
  });

  it('is told of without its state where that is too far back', async () => {
    history = [...Array.from({ length: 900 }, () => other('TaskFailed')), entered('TaskStateEntered', 'Plan run')];
    const before = aws.inputsOf('GetExecutionHistory').length;
    expect((await tell()).line('State')).toBe('not known');
    const asked = aws.inputsOf('GetExecutionHistory').slice(before);
    expect(asked).toHaveLength(5);
    expect(asked[0]).toMatchObject({ reverseOrder: true, includeExecutionData: false });
  });

  it.each<[string, object, object, Record<string, RegExp>]>([
    [
      'stopped, and nobody said why',
      { status: 'ABORTED' },
      { status: 'ABORTED', error: undefined, cause: undefined },
      { 'What happened': /^Somebody stopped the execution\.$/, Error: /^none$/ },
    ],
    [
      'timed out',
      { status: 'TIMED_OUT' },
      { status: 'TIMED_OUT', error: 'States.Timeout' },
      { Error: /^States\.Timeout$/ },
    ],
    [
      'redriven before it was told of',
      {},
      { status: 'RUNNING', stopDate: undefined, redriveCount: 1, redriveStatus: 'NOT_REDRIVABLE' },
      { Redrives: /^1$/, 'Since then': /redriven and is RUNNING now/, Redrive: /^not possible$/ },
    ],
    [
      'too old to be redriven',
      {},
      { redriveStatus: 'NOT_REDRIVABLE', redriveStatusReason: 'Execution redrivable period exceeded' },
      { Redrive: /^not possible: Execution redrivable period exceeded$/ },
    ],
  ])('%s', async (_, detail, as, lines) => {
    described = describedAs(as);
    const { line } = await tell(detail);
    for (const [label, text] of Object.entries(lines)) expect(line(label)).toMatch(text);
  });

  it('is told of although SNS takes it at the third call only', async () => {
    const before = aws.inputsOf('Publish').length;
    published = [
      { fails: 'InternalError', status: 500 },
      { fails: 'Throttling', status: 400 },
      { MessageId: 'message-1' },
    ];
    await handler(statusChange(), invocation);
    expect(aws.inputsOf('Publish').length - before).toBe(3);
  });
});

describe('what fails on the way', () => {
  it.each<[string, { readonly fails: string; readonly status: number }, string, RegExp]>([
    ['DescribeExecution', { fails: 'InternalFailure', status: 500 }, 'AwsUnavailable', /run-b/],
    ['DescribeExecution', { fails: 'ExecutionDoesNotExist', status: 400 }, 'AwsRequestRejected', /run-b/],
    ['GetExecutionHistory', { fails: 'AccessDeniedException', status: 400 }, 'AwsAccessDenied', /GetExecutionHistory/],
  ])('%s: nobody is told yet, and Lambda tries again (%p)', async (action, failure, name, text) => {
    failing = { [action]: failure };
    const before = aws.inputsOf('Publish').length;
    const told = handler(statusChange(), invocation);
    await expect(told).rejects.toMatchObject({ name });
    await expect(told).rejects.toThrow(text);
    expect(aws.inputsOf('Publish')).toHaveLength(before);
  });

  it('DescribeExecution answers as if the execution still ran: nobody is told that it was redriven', async () => {
    described = describedAs({
      status: 'RUNNING',
      stopDate: undefined,
      error: undefined,
      redriveStatus: 'NOT_REDRIVABLE',
    });
    const before = aws.inputsOf('Publish').length;
    const told = handler(statusChange(), invocation);
    await expect(told).rejects.toMatchObject({ name: 'LaterTry' });
    await expect(told).rejects.toThrow(/run-b: .*does not show yet that it has ended/);
    expect(aws.inputsOf('Publish')).toHaveLength(before);
  });

  it.each<[{ readonly fails: string; readonly status: number }, string]>([
    [{ fails: 'InternalError', status: 500 }, 'AwsUnavailable'],
    [{ fails: 'AuthorizationError', status: 403 }, 'AwsAccessDenied'],
    [{ fails: 'NotFound', status: 404 }, 'AwsRequestRejected'],
  ])('Publish: it fails with the topic’s name, so that Lambda tries again (%p)', async (failure, name) => {
    published = [failure];
    const told = handler(statusChange(), invocation);
    await expect(told).rejects.toMatchObject({ name });
    await expect(told).rejects.toThrow(TOPIC);
  });

  it('is a deployment without its topic', async () => {
    delete process.env['ALERT_TOPIC_ARN'];
    try {
      await expect(handler(statusChange(), invocation)).rejects.toMatchObject({ name: 'EnvironmentInvalid' });
    } finally {
      process.env['ALERT_TOPIC_ARN'] = TOPIC;
    }
  });
});
