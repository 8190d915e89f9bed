import { describe, expect, it } from '@jest/globals';
import { wayOn } from '../../../ops/runs/way-on.ts';
import type { Run } from '../../../ops/runs/run.ts';
import { typeNext } from '../../../ops/story/story.ts';
import { ERROR_CATALOGUE } from '../../../shared/errors/catalogue.ts';

const run = (changed: Partial<Run>): Run => ({
  arn: 'arn:aws:states:eu-central-1:123456789012:execution:audience-sync-prod-daily:1b9d7f3e-0000-4000-8000-000000000000',
  name: '1b9d7f3e-0000-4000-8000-000000000000',
  stateMachineArn: 'arn:aws:states:eu-central-1:123456789012:stateMachine:audience-sync-prod-daily',
  status: 'FAILED',
  startedAt: new Date(0),
  endedAt: new Date(1),
  redrives: 0,
  input: {},
  record: null,
  error: null,
  cause: null,
  redriveProblem: null,
  ...changed,
});

describe('the way on from a run', () => {
  it.each([
    ['a failed run', {}, 'redrive'],
    ['one that was stopped', { status: 'ABORTED' }, 'redrive'],
    ['one that timed out', { status: 'TIMED_OUT', error: 'States.Timeout' }, 'redrive'],
    ['one that AWS no longer redrives', { redriveProblem: 'Execution redrivable period exceeded' }, 'new execution'],
    ['a held one', { error: 'MembershipSwing' }, 'accept swing'],
    ['a held one that AWS no longer redrives', { error: 'MembershipSwing', redriveProblem: 'x' }, 'accept swing'],
    ['a superseded one', { error: 'RunSuperseded' }, 'leave'],
    ['a running one', { status: 'RUNNING' }, 'leave'],
    ['one that succeeded', { status: 'SUCCEEDED' }, 'leave'],
  ] as const)('of %s', (_, changed, way) => {
    expect(wayOn(run(changed))).toBe(way);
  });

  // The catalogue speaks to people, and the command must not tell them anything else.
  it.each(Object.entries(ERROR_CATALOGUE))('of %s is what the catalogue says', (error, { whatToDo }) => {
    const way = wayOn(run({ error }));
    if (way === 'redrive') expect(whatToDo).not.toMatch(/start a new (execution|one) *(:|$)/i);
    if (way === 'new execution') expect(whatToDo).not.toMatch(/redrive the execution/i);
  });

  it.each([
    ['redrive', ['audience-sync redrive 1b9d7f3e --wait']],
    ['new execution', ['audience-sync run daily --wait']],
    ['accept swing', ['audience-sync run daily --accept-swing --wait']],
    ['leave', []],
  ] as const)('%s is typed like this', (way, commands) => {
    expect(typeNext(run({}), way)).toEqual(commands);
  });
});
