import { describe, expect, it } from '@jest/globals';
import { execFile } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { promisify } from 'node:util';
import { runOfStates } from '../../tools/costs/run-of-states.ts';
import { USAGE } from '../../tools/costs/usage.ts';

describe('docs/costs.md', () => {
  it('is what npm run costs makes of the synthesized template, the prices and the metrics', async () => {
    const { stdout } = await promisify(execFile)(process.execPath, ['tools/costs/cli.ts', '--print']);
    expect(await readFile('docs/costs.md', 'utf8')).toBe(stdout);
  }, 60_000);
});

describe('the states of a run', () => {
  const task = (Next: string) => ({ Type: 'Task', Next });
  const definition = {
    StartAt: 'Plan',
    States: {
      Plan: task('Run?'),
      'Run?': { Type: 'Choice', Choices: [{ Next: 'Groups' }], Default: 'Skipped' },
      Skipped: { Type: 'Succeed' },
      Groups: { Type: 'Map', Next: 'Start', ItemProcessor: { StartAt: 'One', States: { One: { Type: 'Task' } } } },
      Start: task('Wait'),
      Wait: { Type: 'Wait', Next: 'Check' },
      Check: task('Done?'),
      'Done?': { Type: 'Choice', Choices: [{ Next: 'Wait' }, { Next: 'Start' }], Default: 'Record' },
      Record: { Type: 'Task' },
    },
  };

  it('are those of the longest way, once, and three for every further look at a job', () => {
    const { states, invocations } = runOfStates(definition);
    const furtherLooks = invocations - 5;
    expect(states).toBe(9 + 3 * furtherLooks);
    // Every look waits at least 15 seconds and at most 5 minutes.
    const minutes = USAGE.exportMinutes + USAGE.transformMinutes + USAGE.cjaMinutes;
    expect(furtherLooks).toBeGreaterThan(minutes / 5 - 3);
    expect(furtherLooks).toBeLessThan(minutes * 4);
  });
});
