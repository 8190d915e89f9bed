import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { failureMessage } from '../../../functions/tell-failure/failure-message.ts';
import type { Failure } from '../../../functions/tell-failure/read-failure.ts';

const ARN = 'arn:aws:states:eu-central-1:000000000000:execution:audience-sync-prod-loyalty:manual-1';
const PLACE = { stage: 'prod', sync: 'loyalty', runbook: 'https://wiki.example/runbook' };

const failure = (over: Partial<Failure> = {}): Failure => ({
  executionArn: ARN,
  name: 'manual-1',
  status: 'FAILED',
  statusNow: 'FAILED',
  state: 'Start transform',
  error: 'MembershipSwing',
  cause: JSON.stringify({
    errorType: 'MembershipSwing',
    errorMessage: 'transform of sync loyalty: audience a1 shrank by 80 %. Start a new execution.',
    trace: ['MembershipSwing: transform of sync loyalty', '    at file:///var/task/index.mjs:1:1'],
  }),
  redrives: 0,
  redrivableUntil: new Date('2026-09-15T06:12:34.000Z'),
  notRedrivableBecause: null,
  ...over,
});

describe('the message of an execution that has ended without success', () => {
  it('says sync, state, error, what happened, what to do, until when a redrive is possible, and where to look', () => {
    expect(failureMessage(failure(), PLACE)).toEqual({
      subject: '[prod] Audience sync loyalty failed at Start transform: MembershipSwing',
      text: [
        'Sync: loyalty (stage prod)',
        'State: Start transform',
        'Error: MembershipSwing',
        'What happened: An audience grew or shrank more than the guards allow; nothing was written. transform of sync loyalty: audience a1 shrank by 80 %. Start a new execution.',
        'What to do: If the change is real, start a new execution with {"acceptSwing": true}; a redrive cannot accept it.',
        `Redrive: possible until 2026-09-15 06:12 UTC, in the console or by: aws stepfunctions redrive-execution --execution-arn ${ARN}`,
        `Execution: ${ARN}`,
        `Console: https://eu-central-1.console.aws.amazon.com/states/home?region=eu-central-1#/v2/executions/details/${ARN}`,
        'Runbook: https://wiki.example/runbook#membershipswing',
        '',
      ].join('\n'),
    });
  });

  it.each<[string, Partial<Failure>, RegExp]>([
    ['the state is not known', { state: null }, /^State: not known$/m],
    [
      'it cannot be redriven',
      { redrivableUntil: null, notRedrivableBecause: 'too long ago' },
      /^Redrive: not possible: too long ago$/m,
    ],
    ['it was redriven before', { redrives: 2 }, /^Redrives: 2$/m],
    ['it was redriven since', { statusNow: 'RUNNING' }, /^Since then: the execution was redriven and is RUNNING now$/m],
    ['its time was up', { status: 'TIMED_OUT', error: 'States.Timeout', cause: null }, /^Runbook: .*#statestimeout$/m],
    [
      'somebody stopped it',
      { status: 'ABORTED', error: null, cause: 'wrong day' },
      /^What happened: Somebody stopped the execution: wrong day\.$/m,
    ],
    [
      'what it left is cancelled',
      { status: 'ABORTED', error: null, cause: null },
      /^What to do: .*left running at Adobe is cancelled\.$/m,
    ],
    ['the error is of another kind', { error: 'Surprise', cause: 'plain text' }, /^What happened: plain text$/m],
    ['nothing is known of it', { error: null, cause: null }, /^What happened: Not told\.$/m],
  ])('where %s', (_, over, line) => {
    expect(failureMessage(failure(over), PLACE).text).toMatch(line);
  });

  it('links to the console of China for an execution there', () => {
    const executionArn = ARN.replace('arn:aws:', 'arn:aws-cn:').replace('eu-central-1', 'cn-north-1');
    expect(failureMessage(failure({ executionArn }), PLACE).text).toContain(
      'https://cn-north-1.console.amazonaws.cn/states/home?region=cn-north-1#/v2/executions/details/arn:aws-cn:',
    );
  });

  it('has a subject that SNS takes, whatever states and errors are called', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme' }), fc.string({ unit: 'binary' }), (state, error) => {
        const { subject } = failureMessage(failure({ state, error }), PLACE);
        expect(subject).toMatch(/^[\x20-\x7e]{1,99}$/);
      }),
    );
  });

  it('leaves the error out of a subject that has no room for it', () => {
    const { subject } = failureMessage(failure(), { ...PLACE, sync: 'a-name-as-long-as-a-sync-may-have-it-be' });
    expect(subject).toBe('[prod] Audience sync a-name-as-long-as-a-sync-may-have-it-be failed at Start transform');
  });
});
