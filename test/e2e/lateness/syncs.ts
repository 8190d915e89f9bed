/** Schedules that meet a change to summer time in March 2027: on the 14th in New York, on the 28th in Vienna. */
export const SYNCS = {
  daily: { cron: '0 6 * * ? *', timeZone: 'Europe/Vienna' },
  weekly: { cron: '0 22 ? * SUN *', timeZone: 'America/New_York' },
  monthly: { cron: '0 6 L * ? *', timeZone: 'Europe/Vienna' },
  disabled: { cron: '0 6 * * ? *', timeZone: 'Europe/Vienna', enabled: false },
} as const;
export type SyncName = keyof typeof SYNCS;

/** All deadlines of the definitions together: the schema's defaults. */
export const DEADLINE_MINUTES = 240 + 180 + 720;

/** Of all syncs: it holds what the stand-in for Adobe does. */
export const SECRET = 'lateness/directive';
