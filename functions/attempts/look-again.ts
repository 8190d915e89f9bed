import type { AttemptProblem, StepContext } from '../../shared/steps/common.ts';
import { pollDelaySeconds } from '../../shared/steps/poll-delay.ts';
import { plusMinutes } from './next-attempt.ts';

interface Waiting {
  readonly attemptsSinceRedrive: number;
  readonly redriveCount: number;
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
  const isRedriven = context.redriveCount > attempt.redriveCount;
  const current = isRedriven ? takenOver(attempt, context, deadlineMinutes) : attempt;
  const { deadlineAt } = current;
  if (Date.parse(context.now) < Date.parse(deadlineAt)) {
    const waitingSince = plusMinutes(deadlineAt, -deadlineMinutes);
    const waitSeconds = pollDelaySeconds(waitingSince, context.now, deadlineAt);
    return { status: 'running', attempt: { ...current, waitSeconds } };
  }
  const message = `${what} at its deadline ${deadlineAt}`;
  return { status: 'startAgain', attempt: { ...current, problem: { kind: 'deadline', message } } };
}

/**
 * A job that still runs when the execution is redriven is its first attempt, with a deadline of its own: what kept the
 * run from looking, an outage perhaps, has used up the old one.
 */
function takenOver<Attempt extends Waiting>(
  attempt: Attempt,
  { now, redriveCount, redrivenAt }: StepContext,
  deadlineMinutes: number,
): Attempt {
  const deadlineAt = plusMinutes(redrivenAt ?? now, deadlineMinutes);
  return { ...attempt, attemptsSinceRedrive: 1, redriveCount, deadlineAt };
}

/** The attempt is over without success; the Start task decides what follows. */
export function startAgain<Attempt extends Waiting>(
  attempt: Attempt,
  problem: AttemptProblem,
): { readonly status: 'startAgain'; readonly attempt: Attempt } {
  return { status: 'startAgain', attempt: { ...attempt, problem } };
}
