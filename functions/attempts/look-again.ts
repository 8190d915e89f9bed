import type { AttemptProblem, StepContext } from '../../shared/steps/common.ts';
import { pollDelaySeconds } from '../../shared/steps/poll-delay.ts';
import { plusMinutes } from './next-attempt.ts';

interface Waiting {
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
 * Asked only after the job was looked at: a finished job beats its deadline. Of a job that still runs when the execution
 * is redriven the deadline counts from the redrive: what kept the run from looking, an outage perhaps, used up the old one.
 */
export function lookAgain<Attempt extends Waiting>(
  attempt: Attempt,
  { context, deadlineMinutes, what }: Look,
): { readonly status: 'running' | 'startAgain'; readonly attempt: Attempt } {
  const { now, redriveCount, redrivenAt } = context;
  const isRedriven = redriveCount > attempt.redriveCount;
  const deadlineAt = isRedriven ? plusMinutes(redrivenAt ?? now, deadlineMinutes) : attempt.deadlineAt;
  if (Date.parse(now) < Date.parse(deadlineAt)) {
    const waitSeconds = pollDelaySeconds(plusMinutes(deadlineAt, -deadlineMinutes), now, deadlineAt);
    return { status: 'running', attempt: { ...attempt, deadlineAt, waitSeconds } };
  }
  const problem = { kind: 'deadline', message: `${what} at its deadline ${deadlineAt}` } as const;
  // It was this redrive's deadline: only another redrive starts another job.
  return { status: 'startAgain', attempt: { ...attempt, deadlineAt, redriveCount, problem } };
}

/** The attempt is over without success; the Start task decides what follows. */
export function startAgain<Attempt extends Waiting>(
  attempt: Attempt,
  problem: AttemptProblem,
): { readonly status: 'startAgain'; readonly attempt: Attempt } {
  return { status: 'startAgain', attempt: { ...attempt, problem } };
}
