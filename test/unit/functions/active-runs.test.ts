import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import type * as activeRuns from '../../../functions/plan-run/active-runs.ts';
import { aimAwsAt, type AwsServer, startAws } from './aws-server.ts';

/** Inputs of executions, by ARN. */
let inputs: Record<string, string | undefined>;
let aws: AwsServer;
let olderActiveRun: typeof activeRuns.olderActiveRun;
let isDryRun: typeof activeRuns.isDryRun;

beforeAll(async () => {
  aws = await startAws({
    DescribeExecution: ({ executionArn }) => ({ executionArn, input: inputs[String(executionArn)] }),
  });
  aimAwsAt(aws);
  ({ olderActiveRun, isDryRun } = await import('../../../functions/plan-run/active-runs.ts'));
});
afterAll(async () => {
  await aws[Symbol.asyncDispose]();
});
beforeEach(() => {
  inputs = {};
});

const own = { executionArn: 'arn:…:m', startedAt: 100 };

describe('one run at a time', () => {
  it.each([
    ['nobody else', [own], null],
    ['a younger run', [own, { executionArn: 'arn:…:a', startedAt: 101 }], null],
    ['an older run', [own, { executionArn: 'arn:…:z', startedAt: 99 }], 'arn:…:z'],
    ['a run of the same instant whose ARN comes first', [own, { executionArn: 'arn:…:a', startedAt: 100 }], 'arn:…:a'],
    ['a run of the same instant whose ARN comes later', [own, { executionArn: 'arn:…:z', startedAt: 100 }], null],
    ['a list that does not show this run yet', [{ executionArn: 'arn:…:a', startedAt: 99 }], 'arn:…:a'],
  ])('%s is active', async (_, active, older) => {
    expect((await olderActiveRun(own, active, isDryRun))?.executionArn ?? null).toBe(older);
  });
});

describe('an older run that is active', () => {
  const older = { executionArn: 'arn:…:old', startedAt: 98 };
  const lessOld = { executionArn: 'arn:…:less-old', startedAt: 99 };

  it.each<[string, string | undefined, boolean]>([
    ['{"dryRun": true}', '{"dryRun": true}', false],
    ['{"dryRun": true, "mode": "full"}', '{"dryRun": true, "mode": "full"}', false],
    ['{}', '{}', true],
    ['{"dryRun": false}', '{"dryRun": false}', true],
    ['what no run accepts', '{"dryRun": "yes"}', true],
    ['an input that is not told', undefined, true],
  ])('with %s', async (_, input, isInTheWay) => {
    inputs = { [older.executionArn]: input };
    expect(await olderActiveRun(own, [own, older], isDryRun)).toEqual(isInTheWay ? older : null);
  });

  it('stands in the way where an older one still only plans', async () => {
    inputs = { [older.executionArn]: '{"dryRun":true}', [lessOld.executionArn]: '{}' };
    expect(await olderActiveRun(own, [lessOld, own, older], isDryRun)).toEqual(lessOld);
  });

  it('costs one look, and a younger one none', async () => {
    const before = aws.actions().length;
    await olderActiveRun(own, [own, older, lessOld, { executionArn: 'arn:…:z', startedAt: 101 }], isDryRun);
    expect(aws.actions().slice(before)).toEqual(['DescribeExecution']);
  });
});
