import { describe, expect, it } from '@jest/globals';
import { lookAgain } from '../../../functions/attempts/look-again.ts';
import type { StepContext } from '../../../shared/steps/common.ts';

const START = '2026-01-05T06:00:00.000Z';
const at = (minutes: number): string => new Date(Date.parse(START) + minutes * 60_000).toISOString();
const DEADLINE_MINUTES = 240;
const attempt = { attemptsSinceRedrive: 2, redriveCount: 0, deadlineAt: at(240), waitSeconds: 15, problem: null };

/** What follows from a job that still runs, so many minutes after the start. */
const look = (minutes: number, redrive: Partial<StepContext> = {}) =>
  lookAgain(attempt, {
    context: { state: 'Check export', now: at(minutes), redriveCount: 0, redrivenAt: null, ...redrive },
    deadlineMinutes: DEADLINE_MINUTES,
    what: 'export job 7 was still PROCESSING',
  });

describe('a job that still runs', () => {
  it('before its deadline is looked at again, at the deadline at the latest', () => {
    expect(look(100)).toEqual({ status: 'running', attempt: { ...attempt, waitSeconds: 300 } });
    expect(look(239)).toEqual({ status: 'running', attempt: { ...attempt, waitSeconds: 60 } });
  });

  it('at its deadline is over, and says so', () => {
    const message = `export job 7 was still PROCESSING at its deadline ${at(240)}`;
    expect(look(240)).toEqual({
      status: 'startAgain',
      attempt: { ...attempt, problem: { kind: 'deadline', message } },
    });
  });

  it('when the execution is redriven, long after its deadline, is waited for anew, once for each redrive', () => {
    const redriven = { redriveCount: 1, redrivenAt: at(900) };
    const deadlineAt = at(900 + DEADLINE_MINUTES);
    expect(look(901, redriven)).toEqual({ status: 'running', attempt: { ...attempt, deadlineAt, waitSeconds: 15 } });
    expect(look(900 + DEADLINE_MINUTES, redriven)).toMatchObject({
      status: 'startAgain',
      attempt: { deadlineAt, redriveCount: 1, problem: { kind: 'deadline' } },
    });
  });
});
