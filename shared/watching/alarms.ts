import type { LevelMetricName } from './metrics.ts';

interface AlarmText {
  /** The end of the alarm's name. */
  readonly suffix: string;
  /** What breaks for the people who use the reports, as a sentence without its full stop. */
  readonly impact: string;
  /** What whoever is woken does first, as an instruction without its full stop. */
  readonly firstStep: string;
}

/** The alarms that each sync has; the runbook has a section under each name. */
export const SYNC_ALARMS = {
  SyncLate: {
    suffix: 'late',
    metric: 'MinutesLate',
    impact:
      'Reports in CJA show older audiences than promised: a scheduled refresh is not confirmed, and its time is over',
    firstStep: 'Look at the newest executions: is one missing, stuck or failed',
  },
  SyncFailed: {
    suffix: 'failed',
    metric: 'FailedAndNotRepaired',
    impact:
      'A refresh ended without success, and none has made up for it: CJA keeps the audiences of the last confirmed one',
    firstStep: 'Open the newest failed execution, do what its error asks for, and redrive it',
  },
  SyncHeldBySwing: {
    suffix: 'held-by-swing',
    metric: 'HeldBySwing',
    impact:
      'A refresh was stopped before it wrote anything, because an audience changed by more than its guard allows: CJA keeps the audiences of the last confirmed one until a person decides',
    firstStep: 'Find out with the owner of the audience whether the change is real before you let it pass',
  },
} as const satisfies Record<string, AlarmText & { readonly metric: LevelMetricName }>;

/** The alarms that a stage has once. */
export const STAGE_ALARMS = {
  WatcherSilent: {
    suffix: 'watcher-silent',
    impact: 'Nobody would be told if a sync were late or failed: the watcher is silent, or cannot read a sync',
    firstStep: 'Look at the log of the function watch-syncs and at its schedule',
  },
  DeadLetters: {
    suffix: 'dead-letters',
    impact:
      'Something that AWS should have delivered was not: a scheduled start, a message to people, or a clean-up at Adobe',
    firstStep: 'Read the messages in the dead-letter queue: each tells what was to be delivered, and why it was not',
  },
} as const satisfies Record<string, AlarmText>;

export type AlarmName = keyof typeof SYNC_ALARMS | keyof typeof STAGE_ALARMS;
