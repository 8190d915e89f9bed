import { beforeEach, describe, expect, it } from '@jest/globals';
import { type EndedExecution, onStatusChange } from '../../../functions/events/on-status-change.ts';
import { logger } from '../../../functions/runtime/log.ts';
import { AdobeUnavailable } from '../../../shared/adobe/errors.ts';
import { SyncError } from '../../../shared/errors/sync-error.ts';
import { invocation, statusChange } from './status-change.ts';

beforeEach(() => {
  logger.setLogLevel('SILENT');
  process.env['STAGE'] = 'dev';
  process.env['AWS_LAMBDA_FUNCTION_NAME'] = 'audience-sync-dev-tell-failure';
});

/** What a handler is told of an event; null where it is not called. */
async function told(event: unknown): Promise<EndedExecution | null> {
  let ended: EndedExecution | null = null;
  await onStatusChange((told) => {
    ended = told;
    return Promise.resolve();
  })(event, invocation);
  return ended;
}

describe('the end of an execution', () => {
  it.each(['FAILED', 'TIMED_OUT', 'ABORTED'] as const)('as %s is told with its sync and its time', async (status) => {
    expect(await told(statusChange({ status }))).toEqual({
      executionArn: 'arn:aws:states:us-east-1:123456789012:execution:audience-sync-dev-daily:run-b',
      status,
      sync: 'daily',
      redriveCount: 0,
      endedAt: '2026-01-05T06:10:00Z',
    });
  });

  it.each([
    ['dev', 'weekly', 'weekly'],
    ['prod', 'loyalty-eu', 'loyalty-eu'],
    ['dev', 'audience-sync-dev-x', 'audience-sync-dev-x'],
  ])('in stage %s is that of the sync %s', async (stage, machine, sync) => {
    process.env['STAGE'] = stage;
    const stateMachineArn = `arn:aws:states:us-east-1:123456789012:stateMachine:audience-sync-${stage}-${machine}`;
    expect(await told(statusChange({ stateMachineArn }))).toMatchObject({ sync });
  });
});

describe('an event of another kind', () => {
  const event = statusChange();
  const { status: _, ...withoutStatus } = event.detail;
  it.each<[string, unknown, RegExp]>([
    ['an execution that succeeded', statusChange({ status: 'SUCCEEDED' }), /detail\.status/],
    ['an execution that runs', statusChange({ status: 'RUNNING' }), /detail\.status/],
    ['no status', { ...event, detail: withoutStatus }, /detail\.status/],
    ['no detail', { ...event, detail: undefined }, /detail/],
    ['no moment', { ...event, time: 'today' }, /time/],
    ['the input of a step', { run: {}, context: {} }, /detail/],
    ['nothing', null, /object/],
    ['a list', [event], /object/],
  ])('%s: is refused, and nothing is done', async (_, other, problem) => {
    const refusal = told(other);
    await expect(refusal).rejects.toMatchObject({ name: 'InputInvalid' });
    await expect(refusal).rejects.toThrow(
      /^function audience-sync-dev-tell-failure: the event is not the end of an exec/,
    );
    await expect(refusal).rejects.toThrow(problem);
  });
});

describe('what fails while an event is handled', () => {
  const failing = (thrown: unknown): Promise<void> =>
    onStatusChange(() => {
      throw thrown;
    })(statusChange(), invocation);

  it.each([
    new SyncError('AwsUnavailable', { resource: 'topic t', what: 'it is away', next: 'Try again' }),
    new AdobeUnavailable(
      { service: 'platform', method: 'GET', path: '/jobs/7', resource: 'export job 7' },
      { what: 'Adobe is away', status: 503, requestId: null },
    ),
  ])('fails the invocation as it is, so that Lambda tries again: $name', async (error) => {
    await expect(failing(error)).rejects.toBe(error);
  });

  it.each<[string, unknown]>([
    ['TypeError', new TypeError('undefined is not a function')],
    ['SyntaxError', new SyntaxError('Unexpected token in "secret"')],
    ['text', 'text'],
  ])('and has no name of the contract gets one: %s', async (_, thrown) => {
    const failure = failing(thrown);
    await expect(failure).rejects.toMatchObject({ name: 'UnexpectedError' });
    await expect(failure).rejects.not.toThrow(/secret/);
  });

  it.each([undefined, ''])('is a deployment without its stage: %p', async (stage) => {
    if (stage === undefined) delete process.env['STAGE'];
    else process.env['STAGE'] = stage;
    await expect(told(statusChange())).rejects.toMatchObject({ name: 'EnvironmentInvalid' });
    await expect(told(statusChange())).rejects.toThrow(/STAGE/);
  });
});
