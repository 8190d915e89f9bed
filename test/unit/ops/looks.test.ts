import { describe, expect, it } from '@jest/globals';
import type { Run } from '../../../ops/runs/run.ts';
import { createLooks } from '../../../ops/waiting/looks.ts';
import type { Look } from '../../../ops/waiting/wait-for-run.ts';

const look = (status: Run['status']): Look => ({
  run: {
    arn: 'arn',
    name: 'a-run',
    stateMachineArn: 'arn',
    status,
    startedAt: new Date(0),
    endedAt: null,
    redrives: 0,
    input: {},
    record: null,
    error: null,
    cause: null,
    redriveProblem: null,
  },
  timeline: [],
  now: new Date(0),
});

describe('whoever shows the looks at a run', () => {
  it('sees the newest at once, and the next when it is there', async () => {
    const looks = createLooks();
    const first = looks.newest();
    looks.publish(look('RUNNING'));
    expect(await first).toEqual(look('RUNNING'));
    expect(await looks.newest()).toEqual(look('RUNNING'));
    const next = looks.next();
    looks.publish(look('FAILED'));
    expect(await next).toEqual(look('FAILED'));
  });

  it.each([
    ['is told how the run ended, as often as they ask', look('FAILED'), look('FAILED')],
    ['is told that a run that goes on is left behind, as often as they ask', look('RUNNING'), null],
  ])('%s', async (_, published, told) => {
    const looks = createLooks();
    looks.publish(published);
    const waiting = looks.next();
    looks.end();
    expect([await waiting, await looks.newest(), await looks.next()]).toEqual([told, told, told]);
  });
});
