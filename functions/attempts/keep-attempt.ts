import type { AttemptProblem } from '../../shared/steps/common.ts';
import { type AttemptPlace, plusMinutes } from './next-attempt.ts';

interface Late {
  readonly deadlineAt: string;
  readonly waitSeconds: number;
  readonly problem: AttemptProblem | null;
}

/**
 * Whether a job that has succeeded, but not by its deadline, is taken after a redrive. One that had succeeded before the
 * wait for it began was waited for in vain: what it should have written is not there, and another job may write it.
 * @param endedAt epoch milliseconds; null where Adobe does not tell
 */
export function isWorthKeeping({ deadlineAt }: Late, endedAt: number | null, deadlineMinutes: number): boolean {
  return endedAt === null || endedAt >= Date.parse(plusMinutes(deadlineAt, -deadlineMinutes));
}

/**
 * The same attempt under the deadline of the redrive. Like a job that outlives a redrive it uses up none of the attempts
 * after it, hence the redrive count of before.
 */
export function keepAttempt<Attempt extends Late>(
  previous: Attempt,
  { deadlineAt, waitSeconds }: AttemptPlace,
): Attempt {
  return { ...previous, deadlineAt, waitSeconds, problem: null };
}
