import { describe, expect, it } from '@jest/globals';
import { createAws } from '../../../ops/aws/aws.ts';
import { waitForRun } from '../../../ops/waiting/wait-for-run.ts';
import { type AwsAnswer, startAws } from '../functions/aws-server.ts';

const ARN = 'arn:aws:states:us-east-1:123456789012:execution:audience-sync-dev-daily:run-a';
const STARTED = Date.parse('2027-03-01T06:00:00Z') / 1000;
const SUCCEEDED: AwsAnswer = {
  executionArn: ARN,
  stateMachineArn: ARN.replace(':execution:', ':stateMachine:').replace(/:run-a$/, ''),
  name: 'run-a',
  status: 'SUCCEEDED',
  startDate: STARTED,
  stopDate: STARTED + 60,
  input: '{}',
  output: '{}',
};

/** Waits for a run at an AWS that gives these answers, one for each look, and the last for ever. */
async function wait(...answers: readonly AwsAnswer[]): Promise<string> {
  let looks = 0;
  await using server = await startAws({
    DescribeExecution: () => answers[Math.min(looks++, answers.length - 1)]!,
    GetExecutionHistory: () => ({ events: [] }),
  });
  const aws = createAws({
    endpoint: server.url,
    region: 'us-east-1',
    credentials: { accessKeyId: 'local', secretAccessKey: 'local' },
    maxAttempts: 1,
  });
  const { signal } = new AbortController();
  const run = await waitForRun(aws, { executionArn: ARN, isKnown: () => true, onLook: () => undefined, signal });
  return run.status;
}

describe('waiting for a run', () => {
  it.each([
    ['is busy', { fails: 'ThrottlingException', status: 400 }],
    ['fails', { fails: 'InternalFailure', status: 500 }],
  ])('bears an AWS that %s for a moment', async (_, failure) => {
    await expect(wait(failure, SUCCEEDED)).resolves.toBe('SUCCEEDED');
  });

  it('ends at once where waiting cannot help', async () => {
    await expect(wait({ fails: 'ExpiredTokenException', status: 400 }, SUCCEEDED)).rejects.toThrow(
      /credentials have expired/,
    );
  });
});
