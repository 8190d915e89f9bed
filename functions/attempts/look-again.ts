import type { AttemptProblem, StepContext } from '../../shared/steps/common.ts';
import { pollDelaySeconds } from '../../shared/steps/poll-delay.ts';
import { plusMinutes } from './next-attempt.ts';

interface Waiting {
  readonly deadlineAt: string;
  readonly waitSeconds: number;
  readonly problem: AttemptProblem | null;
}

interface Look {
  readonly context: StepContext;
  readonly deadlineMinutes: number;
  /** What was seen, for the error: "export job 24115 was still PROCESSING". */
  readonly what: string;
}

/**
 * What follows from a job that is not finished: another look later, or, once the deadline has passed, a problem.
 * Asked only after the job was looked at: a finished job beats its deadline.
 */
export function lookAgain<Attempt extends Waiting>(
  attempt: Attempt,
  { context, deadlineMinutes, what }: Look,
): { readonly status: 'running' | 'startAgain'; readonly attempt: Attempt } {
  const waitingSince = plusMinutes(attempt.deadlineAt, -deadlineMinutes);
  if (Date.parse(context.now) < Date.parse(attempt.deadlineAt)) {
    return {
      status: 'running',
      attempt: { ...attempt, waitSeconds: pollDelaySeconds(waitingSince, context.now) },
    };
  }
  const message = `${what} at its deadline ${attempt.deadlineAt}`;
  return { status: 'startAgain', attempt: { ...attempt, problem: { kind: 'deadline', message } } };
}

/** The attempt is over without success; the Start task decides what follows. */
export function startAgain<Attempt extends Waiting>(
  attempt: Attempt,
  problem: AttemptProblem,
): { readonly status: 'startAgain'; readonly attempt: Attempt } {
  return { status: 'startAgain', attempt: { ...attempt, problem } };
}
