import { describe, expect, it } from '@jest/globals';
import { nextAttempt } from '../../../functions/attempts/next-attempt.ts';
import type { AttemptProblem, StepContext } from '../../../shared/steps/common.ts';

const START = '2026-01-05T06:00:00.000Z';
const at = (minutes: number): string => new Date(Date.parse(START) + minutes * 60_000).toISOString();
const context = (minutes: number, redriveCount = 0, redrivenAt: string | null = null): StepContext => ({
  state: 'Start export',
  now: at(minutes),
  redriveCount,
  redrivenAt,
});
const rules = {
  resource: 'export of merge policy mp-1',
  maxAttempts: 2,
  deadlineMinutes: 240,
  deadlineFrom: START,
  failed: 'ExportJobFailed',
  late: 'ExportDeadlinePassed',
} as const;
const failed: AttemptProblem = { kind: 'failed', message: 'export job 7 ended as FAILED' };
const previous = (problem: AttemptProblem | null, over: Partial<ReturnType<typeof nextAttempt>> = {}) => ({
  ...nextAttempt(null, null, context(1), rules),
  ...over,
  problem,
});

describe('an attempt at a job', () => {
  it('starts as the first one, with a deadline that counts from where the step says', () => {
    expect(nextAttempt(null, null, context(10), rules)).toMatchObject({
      attempt: 1,
      attemptsSinceRedrive: 1,
      firstStartedAt: at(10),
      startedAt: at(10),
      deadlineAt: at(240),
      gaveUp: [],
      waitSeconds: 60,
    });
  });

  it('is followed by another one when its job failed, under the same deadline, with the dead job given up', () => {
    expect(nextAttempt(previous(failed), 'job-7', context(30), rules)).toMatchObject({
      attempt: 2,
      attemptsSinceRedrive: 2,
      firstStartedAt: at(1),
      deadlineAt: at(240),
      gaveUp: ['job-7'],
    });
  });

  it('keeps its number while another query stands in its way, because nothing was started', () => {
    expect(nextAttempt(previous(null), null, context(5), rules)).toMatchObject({
      attempt: 1,
      attemptsSinceRedrive: 1,
      gaveUp: [],
    });
  });

  it('looks ever less often while another query stands in its way', () => {
    const later = [5, 30, 60, 200].map((minutes) => {
      const { waitSeconds } = nextAttempt(previous(null), null, context(minutes), rules);
      return waitSeconds;
    });
    expect(later).toEqual([30, 180, 300, 360]);
  });

  it.each<[string, AttemptProblem, number, string]>([
    ['its job failed as often as the definition allows', failed, 2, 'ExportJobFailed'],
    ['its deadline passed', { kind: 'deadline', message: 'job 7 was still PROCESSING' }, 1, 'ExportDeadlinePassed'],
    [
      'a guard was violated',
      { kind: 'guard', name: 'ExportCountMismatch', message: '5 against 6' },
      1,
      'ExportCountMismatch',
    ],
    ['a newer run has taken over', { kind: 'guard', name: 'RunSuperseded', message: 'superseded' }, 1, 'RunSuperseded'],
  ])(
    'is not followed by another one when %s: the step fails as what it is',
    (_, problem, attemptsSinceRedrive, name) => {
      const act = () => nextAttempt(previous(problem, { attemptsSinceRedrive }), 'job-7', context(60), rules);
      expect(act).toThrow(
        expect.objectContaining({ name, message: expect.stringContaining('export of merge policy mp-1') }),
      );
      expect(act).toThrow(problem.message);
    },
  );

  it('is not followed by another one when its job failed after the deadline, and says both', () => {
    const act = (minutes: number) => nextAttempt(previous(failed), 'job-7', context(minutes), rules);
    expect(act(239)).toMatchObject({ attempt: 2 });
    const message = expect.stringMatching(/export job 7 ended as FAILED; by then its deadline .*T10:00.* had passed/);
    expect(() => act(240)).toThrow(expect.objectContaining({ name: 'ExportDeadlinePassed', message }));
  });

  it('is not followed by another one when its job outlived a redrive, and failed after the redrive’s deadline', () => {
    const act = (minutes: number) => nextAttempt(previous(failed), 'job-7', context(minutes, 1, at(900)), rules);
    expect(act(1139)).toMatchObject({ attempt: 2, deadlineAt: at(1140) });
    expect(() => act(1140)).toThrow(expect.objectContaining({ name: 'ExportDeadlinePassed' }));
    expect(nextAttempt(previous(failed), 'job-7', context(1200, 2, at(1200)), rules)).toMatchObject({ attempt: 2 });
  });

  it('whose job failed too often is told as that, however late it is', () => {
    const act = () => nextAttempt(previous(failed, { attemptsSinceRedrive: 2 }), 'job-7', context(300), rules);
    expect(act).toThrow(expect.objectContaining({ name: 'ExportJobFailed' }));
  });

  it('that never came about, because another query was in the way, says whose query to cancel', () => {
    const blocked = previous({ kind: 'deadline', message: 'query 9 was still IN_PROGRESS' });
    expect(() => nextAttempt(blocked, null, context(241), rules)).toThrow(/query 9 .* cancel it there; a redrive then/);
    expect(() => nextAttempt(blocked, '8', context(241), rules)).toThrow(
      /query 9 .* a redrive takes it if it has succeeded/,
    );
  });

  it.each<[string, AttemptProblem]>([
    ['failed too often', failed],
    ['came too late', { kind: 'deadline', message: 'late' }],
    ['violated a guard', { kind: 'guard', name: 'ProfilesReadMismatch', message: 'mismatch' }],
  ])('starts anew when the execution is redriven after one that %s, with a deadline from the redrive', (_, problem) => {
    const place = nextAttempt(
      previous(problem, { attemptsSinceRedrive: 2, attempt: 2 }),
      'job-7',
      context(900, 1, at(899)),
      rules,
    );
    expect(place).toMatchObject({
      attempt: 3,
      attemptsSinceRedrive: 1,
      deadlineAt: at(899 + 240),
      redriveCount: 1,
      gaveUp: ['job-7'],
    });
  });
});
