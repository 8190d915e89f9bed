import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import type { handler as CancelLeftRunning } from '../../../functions/cancel-left-running/handler.ts';
import { createJob, EXPORT_JOBS } from '../emulator/jobs.ts';
import { valueOf } from '../emulator/refresh.ts';
import { type Running, startTiny, stop } from '../emulator/running.ts';
import { TINY } from '../emulator/tiny-sandbox.ts';
import { aimAwsAt, type AwsServer, startAws } from './aws-server.ts';
import { EXECUTION, invocation, statusChange } from './status-change.ts';

const group = {
  mergePolicyId: TINY.policies.all,
  datasetId: TINY.datasets.export,
  fields: 'identityMap,segmentMembership',
  audiences: [{ id: TINY.audiences.gold, membershipNamespace: 'ups' }],
  maxAttempts: 3,
  deadlineMinutes: 120,
};

let running: Running;
let aws: AwsServer;
let handler: typeof CancelLeftRunning;
let status: string;
let redriveCount: number;
/** What the last task was given; null: there was none. */
let payload: object | null;
let secret: string;
let functionName: string;
/** Of Step Functions, as its answers date themselves. */
let serviceNow: number;

beforeAll(async () => {
  running = await startTiny();
  aws = await startAws(
    {
      DescribeExecution: () => ({
        executionArn: EXECUTION,
        stateMachineArn: EXECUTION,
        name: 'run-b',
        status,
        redriveCount,
        startDate: TINY.startsAt / 1000,
      }),
      GetExecutionHistory: () => ({ events: payload === null ? [] : [scheduled(payload)] }),
      GetSecretValue: () => ({ Name: 'audience-sync/adobe', SecretString: secret }),
    },
    () => serviceNow,
  );
  aimAwsAt(aws);
  const { baseUrls } = running.emulator;
  Object.assign(process.env, {
    STAGE: 'dev',
    ADOBE_IMS_URL: baseUrls.ims,
    ADOBE_PLATFORM_URL: baseUrls.platform,
    ADOBE_RETRY_WAIT_MS: '1',
  });
  ({ handler } = await import('../../../functions/cancel-left-running/handler.ts'));
});
afterAll(async () => {
  await aws[Symbol.asyncDispose]();
  await stop(running);
});
beforeEach(() => {
  status = 'ABORTED';
  redriveCount = 0;
  functionName = 'audience-sync-dev-check-export';
  serviceNow = running.now();
  secret = JSON.stringify(running.emulator.credentials);
});
afterEach(() => {
  running.emulator.faults.clear();
});

function scheduled(Payload: object): object {
  const parameters = JSON.stringify({ FunctionName: functionName, Payload });
  const taskScheduledEventDetails = { resourceType: 'lambda', resource: 'invoke', region: 'us-east-1', parameters };
  return {
    id: 9,
    previousEventId: 8,
    timestamp: TINY.startsAt / 1000,
    type: 'TaskScheduled',
    taskScheduledEventDetails,
  };
}

/** A secret of its own for each run: sandboxes keep what they have read. */
let secrets = 0;
/** A job that runs, and stands in the last task of the run. */
async function liveJob(): Promise<string> {
  const jobId = String(valueOf((await createJob(running)).body, 'id'));
  const run = {
    sync: 'daily',
    runId: 'run-b',
    startedAt: new Date(TINY.startsAt).toISOString(),
    sandbox: TINY.sandbox,
    credentialsSecret: `audience-sync/adobe-${(secrets += 1)}`,
    stateMachineArn: 'arn:aws:states:us-east-1:123456789012:stateMachine:audience-sync-dev-daily',
  };
  payload = { run, group, export: { jobId } };
  return jobId;
}
const statusOf = async (jobId: string): Promise<unknown> =>
  valueOf((await running.platform(`${EXPORT_JOBS}/${jobId}`)).body, 'status');
const cleanUp = (): Promise<void> =>
  handler(statusChange({ status: 'ABORTED' }, new Date(running.now()).toISOString()), invocation);

describe('the clean-up', () => {
  it.each(['ABORTED', 'TIMED_OUT'])('of an execution that is %s cancels, once', async (now) => {
    const jobId = await liveJob();
    status = now;
    await cleanUp();
    expect(await statusOf(jobId)).toBe('FAILED');
    // A second cancellation would delete the record.
    await cleanUp();
    expect(await statusOf(jobId)).toBe('FAILED');
  });

  it.each(['RUNNING', 'PENDING_REDRIVE', 'SUCCEEDED', 'FAILED'])(
    'of an execution that was redriven, and is %s by now, cancels nothing',
    async (now) => {
      const jobId = await liveJob();
      status = now;
      redriveCount = 1;
      const before = aws.actions().length;
      await cleanUp();
      expect(await statusOf(jobId)).toBe('NEW');
      expect(aws.actions().slice(before)).toEqual(['DescribeExecution']);
    },
  );

  it.each<[string, string, number]>([
    ['still runs', 'RUNNING', 1],
    ['is as its first end left it', 'FAILED', 0],
  ])('of an execution that %s in an answer older than the event is tried again', async (_, then, redrivesThen) => {
    const jobId = await liveJob();
    const event = statusChange({ status: 'ABORTED', redriveCount: 1 }, new Date(running.now()).toISOString());
    [status, redriveCount] = [then, redrivesThen];
    await expect(handler(event, invocation)).rejects.toMatchObject({ name: 'LaterTry' });
    expect(await statusOf(jobId)).toBe('NEW');
    [status, redriveCount] = ['ABORTED', 1];
    await handler(event, invocation);
    expect(await statusOf(jobId)).toBe('FAILED');
  });

  it('of an execution without a task does not even need the secret', async () => {
    payload = null;
    secret = 'not JSON';
    const before = aws.actions().length;
    await cleanUp();
    expect(aws.actions().slice(before)).toEqual(['DescribeExecution', 'GetExecutionHistory']);
  });

  it.each<[string, number, string]>([
    ['is down', 503, 'AdobeUnavailable'],
    ['is not allowed', 403, 'AdobeForbidden'],
  ])('fails where Adobe %s, and cancels when Lambda tries again', async (_, code, name) => {
    const jobId = await liveJob();
    running.emulator.faults.add({
      kind: 'adobe-error',
      on: { method: 'DELETE', path: `${EXPORT_JOBS}/{id}` },
      status: code,
      times: null,
    });
    await expect(cleanUp()).rejects.toMatchObject({ name });
    expect(await statusOf(jobId)).toBe('NEW');
    running.emulator.faults.clear();
    await cleanUp();
    expect(await statusOf(jobId)).toBe('FAILED');
  });

  it('of a run that was starting its export job looks again until no function can be at work any more', async () => {
    await liveJob();
    payload = { ...payload, export: undefined, previous: null };
    functionName = 'audience-sync-dev-start-export';
    const event = statusChange({ status: 'ABORTED' }, new Date(running.now()).toISOString());
    await expect(handler(event, invocation)).rejects.toMatchObject({ name: 'LaterTry' });

    const created = await liveJob();
    payload = { ...payload, export: undefined, previous: null };
    serviceNow += 60_000;
    await expect(handler(event, invocation)).rejects.toMatchObject({ name: 'LaterTry' });
    expect(await statusOf(created)).toBe('FAILED');

    serviceNow += 120_000;
    await handler(event, invocation);
  });

  it('fails where the secret cannot be used, and cancels once it can', async () => {
    const jobId = await liveJob();
    secret = 'not JSON';
    await expect(cleanUp()).rejects.toMatchObject({ name: 'SecretInvalid' });
    secret = JSON.stringify(running.emulator.credentials);
    await cleanUp();
    expect(await statusOf(jobId)).toBe('FAILED');
  });
});
