import type { SyncErrorName } from '../../shared/errors/names.ts';
import { SyncError } from '../../shared/errors/sync-error.ts';
import type { AttemptProblem, StepContext } from '../../shared/steps/common.ts';
import { pollDelaySeconds } from '../../shared/steps/poll-delay.ts';

/** What the record of an attempt says about its place among the others. */
export interface AttemptPlace {
  readonly attempt: number;
  readonly attemptsSinceRedrive: number;
  readonly firstStartedAt: string;
  readonly startedAt: string;
  readonly deadlineAt: string;
  readonly gaveUp: string[];
  readonly redriveCount: number;
  readonly waitSeconds: number;
  readonly problem: null;
}

interface PreviousAttempt {
  readonly attempt: number;
  readonly attemptsSinceRedrive: number;
  readonly firstStartedAt: string;
  readonly deadlineAt: string;
  readonly gaveUp: readonly string[];
  readonly redriveCount: number;
  readonly problem: AttemptProblem | null;
}

interface AttemptRules {
  /** What is attempted, for the error: "export of merge policy 6c92…". */
  readonly resource: string;
  readonly maxAttempts: number;
  readonly deadlineMinutes: number;
  /** What the deadline counts from, unless the execution was redriven later. */
  readonly deadlineFrom: string;
  readonly failed: Extract<SyncErrorName, 'ExportJobFailed' | 'TransformFailed'>;
  readonly late: Extract<SyncErrorName, 'ExportDeadlinePassed' | 'TransformDeadlinePassed'>;
}

/**
 * Whether a job may be started, and as which attempt. This is where a step fails: the state that fails is then the one
 * that starts a job, and redriving the execution starts another instead of looking at a dead one.
 * @param jobId the job of the previous attempt, given up from now on; null where none was started
 * @throws SyncError the guard's name, the deadline's, or that of a job that failed too often
 */
export function nextAttempt(
  previous: PreviousAttempt | null,
  jobId: string | null,
  context: StepContext,
  rules: AttemptRules,
): AttemptPlace {
  const place = { startedAt: context.now, redriveCount: context.redriveCount, problem: null };
  if (previous === null) {
    const waitingSince = later(rules.deadlineFrom, context.redrivenAt);
    const deadlineAt = plusMinutes(waitingSince, rules.deadlineMinutes);
    return {
      ...place,
      attempt: 1,
      attemptsSinceRedrive: 1,
      firstStartedAt: context.now,
      deadlineAt,
      gaveUp: [],
      waitSeconds: pollDelaySeconds(waitingSince, context.now, deadlineAt),
    };
  }
  const isRedriven = context.redriveCount > previous.redriveCount;
  if (!isRedriven) refuseIfExhausted(previous, jobId, rules);
  const waitingSince = isRedriven
    ? (context.redrivenAt ?? context.now)
    : plusMinutes(previous.deadlineAt, -rules.deadlineMinutes);
  const deadlineAt = plusMinutes(waitingSince, rules.deadlineMinutes);
  refuseIfTooLate(previous, context, deadlineAt, rules);
  // Without a job there was no attempt yet: another query stood in the way.
  const step = jobId === null ? 0 : 1;
  return {
    ...place,
    attempt: previous.attempt + step,
    attemptsSinceRedrive: isRedriven ? 1 : previous.attemptsSinceRedrive + step,
    firstStartedAt: previous.firstStartedAt,
    deadlineAt,
    gaveUp: jobId === null ? [...previous.gaveUp] : [...previous.gaveUp, jobId],
    waitSeconds: pollDelaySeconds(waitingSince, context.now, deadlineAt),
  };
}

function refuseIfExhausted(previous: PreviousAttempt, jobId: string | null, rules: AttemptRules): void {
  const { problem } = previous;
  if (problem === null) return;
  const { resource } = rules;
  switch (problem.kind) {
    case 'guard':
      throw new SyncError(problem.name, {
        resource,
        what: problem.message,
        next: GUARD_ADVICE[problem.name],
      });
    case 'deadline':
      throw new SyncError(rules.late, {
        resource,
        what: problem.message,
        next:
          jobId === null
            ? 'Find out at Adobe why it takes so long, and cancel it there; a redrive then starts this run’s own'
            : 'Find out at Adobe why it takes so long; a redrive takes it if it has succeeded by then, else cancels it and starts another, and sets a new deadline',
      });
    case 'failed':
      if (previous.attemptsSinceRedrive < rules.maxAttempts) return;
      throw new SyncError(rules.failed, {
        resource,
        what: `${problem.message}; that was attempt ${previous.attemptsSinceRedrive} of ${rules.maxAttempts}`,
        next: 'Mend the cause at Adobe, then redrive the execution: it starts another attempt',
      });
  }
}

/** A job that is started after the deadline would meet it at the first look, and be left running at Adobe. */
function refuseIfTooLate(
  { problem }: PreviousAttempt,
  { now }: StepContext,
  deadlineAt: string,
  { late, resource }: AttemptRules,
): void {
  if (problem?.kind !== 'failed' || Date.parse(now) < Date.parse(deadlineAt)) return;
  throw new SyncError(late, {
    resource,
    what: `${problem.message}; by then its deadline ${deadlineAt} had passed, so no other was started`,
    next: 'Mend the cause at Adobe, then redrive the execution: it starts another and sets a new deadline',
  });
}

const GUARD_ADVICE = {
  ExportCountMismatch: 'Nothing was written; a redrive exports again',
  ProfilesReadMismatch: 'Nothing was written; a redrive runs the transform again, a new execution exports again',
  MembershipSwing: 'Nothing was written; if the change is real, start a new execution with {"acceptSwing": true}',
  RunSuperseded: 'Nothing was written and nothing needs to be: a newer run has taken over',
} as const;

/** The later of two moments; a missing one does not count. */
export function later(moment: string, other: string | null): string {
  return other !== null && Date.parse(other) > Date.parse(moment) ? other : moment;
}

export function plusMinutes(moment: string, minutes: number): string {
  return new Date(Date.parse(moment) + minutes * 60_000).toISOString();
}
