import { expect, it } from '@jest/globals';
import { readFile } from 'node:fs/promises';
import { STEPS } from '../../../ops/runs/steps.ts';

it('every task and every wait of the workflow belongs to a step, and no step knows a state that is not there', async () => {
  const source = await readFile(new URL('../../../infra/workflow/audience-sync-workflow.ts', import.meta.url), 'utf8');
  const tasksAndWaits = [...source.matchAll(/(?:lambdaTask|Wait\.jsonata)\(this, '([^']+)'|name: '(Wait [^']+)'/g)];
  const states = tasksAndWaits.map(([, task, wait]) => task ?? wait);
  expect(STEPS.flatMap((step): string[] => [...step.states]).sort()).toEqual(states.sort());
});
