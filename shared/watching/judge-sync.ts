import { nextRuns, previousRun } from '../definition/aws-cron.ts';
import { type ConfirmedRun, lastConfirmedRun, type ObservedRun } from './observed-run.ts';
import type { WatchedSync } from './watched-sync.ts';

/** How a sync stands; all moments are epoch milliseconds. */
export interface SyncHealth {
  /**
   * Minutes, rounded up, since the oldest due time that no confirmed run has served should have been served: the due
   * time plus all deadlines. 0 while that is still ahead, and for a sync whose schedule is disabled.
   */
  readonly minutesLate: number;
  /** Runs that ended without success since the newest confirmed one, those included that a redrive is at work on. */
  readonly failedAndNotRepaired: number;
  /** Runs that a guard stopped because an audience changed too much, which waits for a person; not among the failed. */
  readonly heldBySwing: number;
  readonly lastConfirmed: ConfirmedRun | null;
  readonly lastDue: number | null;
  readonly nextDue: number | null;
  /** Newest first. */
  readonly running: readonly ObservedRun[];
}

interface Observation {
  readonly sync: WatchedSync;
  /** Of the state machine: nothing was due before. */
  readonly createdAt: number;
  /** Of the last 90 days, as far back as the newest confirmed one at least; in any order. */
  readonly runs: readonly ObservedRun[];
  readonly now: number;
}

const MINUTE_MILLISECONDS = 60_000;
const DAY_MILLISECONDS = 86_400_000;

/** For so long Step Functions keeps the history of a closed execution (docs "Service quotas", Step Functions). */
const HISTORY_MILLISECONDS = 90 * DAY_MILLISECONDS;

/** Judges a sync by its schedule and its runs: is what CJA shows older than promised, and does someone have to act? */
export function judgeSync({ sync, createdAt, runs, now }: Observation): SyncHealth {
  const lastConfirmed = lastConfirmedRun(runs);
  const unrepaired = runs.filter((run) => isUnrepaired(run, lastConfirmed));
  const held = unrepaired.filter(({ error }) => error === 'MembershipSwing');
  return {
    minutesLate: minutesLate(sync, Math.max(createdAt, lastConfirmed?.exportedAt ?? now - HISTORY_MILLISECONDS), now),
    failedAndNotRepaired: unrepaired.length - held.length,
    heldBySwing: held.length,
    lastConfirmed,
    ...dueTimes(sync, createdAt, now),
    running: runs.filter(({ status }) => status === 'RUNNING').sort((left, right) => right.startedAt - left.startedAt),
  };
}

/** @param servedUntil every due time up to here was served, or is not ours to judge */
function minutesLate({ schedule, deadlineMinutes }: WatchedSync, servedUntil: number, now: number): number {
  if (!schedule.enabled) return 0;
  const [due] = nextRuns(schedule.cron, schedule.timeZone, new Date(servedUntil), 1);
  if (due === undefined) return 0;
  return Math.max(0, Math.ceil((now - due.getTime()) / MINUTE_MILLISECONDS - deadlineMinutes));
}

/**
 * A run is repaired by any confirmed run whose truth is not older than its own start. One that a redrive is at work on
 * is not repaired yet, so that the alarm tells of the recovery and not of the attempt.
 */
function isUnrepaired(run: ObservedRun, lastConfirmed: ConfirmedRun | null): boolean {
  if (!run.isMeantToWrite || (lastConfirmed !== null && lastConfirmed.exportedAt >= run.startedAt)) return false;
  return run.status === 'RUNNING' ? run.redrives > 0 : run.status !== 'SUCCEEDED';
}

function dueTimes({ schedule }: WatchedSync, createdAt: number, now: number): Pick<SyncHealth, 'lastDue' | 'nextDue'> {
  if (!schedule.enabled) return { lastDue: null, nextDue: null };
  const last = previousRun(schedule.cron, schedule.timeZone, new Date(now))?.getTime();
  const [next] = nextRuns(schedule.cron, schedule.timeZone, new Date(now), 1);
  return {
    lastDue: last !== undefined && last > createdAt ? last : null,
    nextDue: next?.getTime() ?? null,
  };
}
