import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { runIdOf } from '../../../functions/plan-run/run-id.ts';
import { pollDelaySeconds } from '../../../shared/steps/poll-delay.ts';

describe('the run id', () => {
  it.each([['manual-2026-01-05-ab'], ['6c0b2f2e-1c1b-4d8e-9c43-1f4d8d1f7b52_1a2b'], ['a']])(
    'is the execution’s name %s, which is safe as it is',
    (name) => {
      expect(runIdOf(name)).toBe(name);
    },
  );

  it.each([['a--b'], ['run@home'], ['übung'], ['-leading'], ['it’s']])(
    'is derived from the name %s, which is not safe in SQL',
    (name) => {
      expect(runIdOf(name)).toMatch(/^run-[0-9a-f]{32}$/);
      expect(runIdOf(name)).toBe(runIdOf(name));
    },
  );

  it('never holds what SQL could misread, whatever the execution is called', () => {
    fc.assert(
      fc.property(fc.string({ minLength: 1, maxLength: 80, unit: 'binary' }), (name) => {
        expect(runIdOf(name)).toMatch(/^(?!.*--)[A-Za-z0-9][A-Za-z0-9_.-]*$/);
      }),
    );
  });
});

describe('the wait before the next look at a job', () => {
  it.each([
    [0, 15],
    [149, 15],
    [600, 60],
    [3000, 300],
    [10_000, 300],
    [20_000, 600],
    [86_400, 2592],
  ])('after %d seconds is %d seconds', (elapsed, seconds) => {
    const start = Date.parse('2026-01-05T06:00:00Z');
    expect(pollDelaySeconds(new Date(start).toISOString(), new Date(start + elapsed * 1000).toISOString())).toBe(
      seconds,
    );
  });

  it.each([
    ['leaves a deadline that is further away alone', 60_000, 2592],
    ['ends at the deadline', 1000, 1000],
    ['ends behind the deadline rather than before it', 0.2, 1],
    ['is as ever once the deadline has passed', -10, 2592],
  ])('%s', (_, left, seconds) => {
    const now = Date.parse('2026-01-05T06:00:00Z');
    const at = (apart: number): string => new Date(now + apart * 1000).toISOString();
    expect(pollDelaySeconds(at(-86_400), at(0), at(left))).toBe(seconds);
  });
});
