import { describe, expect, it } from '@jest/globals';
import { readFileSync } from 'node:fs';
import { planRun } from '../../../functions/plan-run/plan-run.ts';
import { RunOverrides } from '../../../shared/steps/plan-run.ts';
import { type BadValues, rowsOf, withBad } from './bad-values.ts';
import { rulesBroken, rulesOf } from './schema-rules.ts';

const GOOD = { dryRun: false, acceptSwing: false, mode: 'full' };

const BAD_VALUES: BadValues = {
  '': ['full', [], null, 7],
  audiences: [[{ id: '04a81716-43d6-4e7a-a49c-f1d8b3129ba9' }]],
  dryRun: ['yes', 1, null],
  acceptSwing: ['true', 0],
  mode: ['delta', 'FULL', true],
};

const mustNotBeCalled = (): never => {
  throw new Error('nothing may be asked before the input is known to be good');
};

const plan = (overrides: unknown): Promise<unknown> =>
  planRun(
    {
      definition: readFileSync('syncs/example.json', 'utf8'),
      overrides,
      execution: {
        arn: 'arn:aws:states:us-east-1:123456789012:execution:audience-sync-dev-example:by-hand',
        name: 'by-hand',
        startedAt: '2027-03-01T06:00:00.000Z',
        stateMachineArn: 'arn:aws:states:us-east-1:123456789012:stateMachine:audience-sync-dev-example',
      },
      context: { state: 'Plan run', now: '2027-03-01T06:00:00.000Z', redriveCount: 0, redrivenAt: null },
    },
    {
      listConfirmedRuns: mustNotBeCalled,
      listActiveRuns: mustNotBeCalled,
      isDryRun: mustNotBeCalled,
      connect: mustNotBeCalled,
      logFor: () => undefined,
      log: () => undefined,
    },
  );

describe('an execution input is refused in one line, before anything is asked:', () => {
  it.each(rowsOf(BAD_VALUES))('%s', async (_, path, bad) => {
    const refusal = plan(withBad(GOOD, path, bad));
    await expect(refusal).rejects.toMatchObject({ name: 'InputInvalid' });
    await expect(refusal).rejects.toThrow(path);
    await expect(refusal).rejects.toThrow(/^input of execution by-hand: [^\n]+\. Start a new execution; [^\n]+\.$/);
  });

  it('and no rule is missing here', () => {
    const broken = rowsOf(BAD_VALUES).flatMap(([, path, bad]) => rulesBroken(RunOverrides, withBad(GOOD, path, bad)));
    expect(rulesOf(RunOverrides).filter((rule) => !broken.includes(rule))).toEqual([]);
  });
});
