/**
 * The service's own metrics in CloudWatch: names are the contract between the functions that publish them, and the alarms
 * and the dashboard that read them. Nothing here may depend on audiences or persons: every value of a dimension is a metric
 * that is paid for (docs: "Publish custom metrics", CloudWatch).
 */
export const METRIC_NAMESPACE = 'AudienceSync';

export interface Metric {
  /** In CloudWatch's words, which have no minutes. */
  readonly unit: 'Count' | 'None';
  readonly meaning: string;
}

/** How a sync stands, published at every watch; dimensions Stage and Sync. */
export const LEVEL_METRICS = {
  MinutesLate: {
    unit: 'None',
    meaning:
      'minutes since the oldest due time that no confirmed run has served should have been served, its deadlines included; 0 is in time',
  },
  FailedAndNotRepaired: {
    unit: 'Count',
    meaning: 'runs that failed, timed out or were stopped, and since which no run was confirmed',
  },
  HeldBySwing: {
    unit: 'Count',
    meaning: 'runs that were stopped because an audience changed by more than its guard allows, and wait for a person',
  },
} as const satisfies Record<string, Metric>;

/** What a run did, published once by each run that was confirmed; dimensions Stage and Sync. */
export const RUN_METRICS = {
  ExportMinutes: { unit: 'None', meaning: 'minutes from the start of the run until its last export was finished' },
  TransformMinutes: { unit: 'None', meaning: 'minutes from there until the transform was finished' },
  CjaMinutes: { unit: 'None', meaning: 'minutes from there until CJA had taken in what was written' },
  RowsWritten: { unit: 'Count', meaning: 'rows of the target dataset' },
  Joined: { unit: 'Count', meaning: 'person IDs that joined an audience, summed over the audiences' },
  Left: { unit: 'Count', meaning: 'person IDs that left an audience, summed over the audiences' },
  ProfilesWithoutIdentity: { unit: 'Count', meaning: 'exported profiles that have no id of the chosen identity' },
  Warnings: { unit: 'Count', meaning: 'warnings in the run record' },
} as const satisfies Record<string, Metric>;

/** How the watcher stands, published at every watch; dimension Stage. */
export const WATCHER_METRICS = {
  SyncsNotRead: { unit: 'Count', meaning: 'syncs whose executions could not be read; 0 says that the watcher is well' },
} as const satisfies Record<string, Metric>;

export const METRICS = { ...LEVEL_METRICS, ...RUN_METRICS, ...WATCHER_METRICS } as const;
export type MetricName = keyof typeof METRICS;
export type LevelMetricName = keyof typeof LEVEL_METRICS;
export type RunMetricName = keyof typeof RUN_METRICS;
