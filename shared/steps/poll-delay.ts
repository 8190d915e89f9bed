const LEAST_SECONDS = 15;
const MOST_SECONDS = 300;
const SHARE_OF_ELAPSED = 0.1;

/**
 * How long to wait before the next look at a job that has been running since `startedAt`.
 * A tenth of the time already waited: lateness stays in proportion, and a job that takes hours costs few polls
 * (each is 9 events of the 25,000 that an execution may have).
 */
export function pollDelaySeconds(startedAt: string, now: string): number {
  const elapsedSeconds = (Date.parse(now) - Date.parse(startedAt)) / 1000;
  return Math.round(Math.min(MOST_SECONDS, Math.max(LEAST_SECONDS, elapsedSeconds * SHARE_OF_ELAPSED)));
}
