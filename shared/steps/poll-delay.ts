const LEAST_SECONDS = 15;
const SHARE_OF_ELAPSED = 0.1;
const FIVE_MINUTES_SECONDS = 300;
const SHARE_OF_A_LONG_WAIT = 0.03;

/**
 * How long to wait before the next look at something that has been waited for since a moment: a tenth of the time waited so
 * far, between 15 seconds and 5 minutes; after about three hours, 3 %. Lateness stays in proportion, and however long a run
 * waits, its history keeps below the 25,000 events that an execution may have (a look costs 9; test/infra proves it).
 * @param since when the step began, not its latest attempt: attempts would each begin with many short waits
 * @param deadlineAt when to look in any case: a long wait would see it hours late, perhaps after the time limit of the
 *   whole execution
 */
export function pollDelaySeconds(since: string, now: string, deadlineAt?: string): number {
  const elapsedSeconds = (Date.parse(now) - Date.parse(since)) / 1000;
  const mostSeconds = Math.max(FIVE_MINUTES_SECONDS, elapsedSeconds * SHARE_OF_A_LONG_WAIT);
  const delay = Math.round(Math.min(mostSeconds, Math.max(LEAST_SECONDS, elapsedSeconds * SHARE_OF_ELAPSED)));
  const secondsLeft = deadlineAt === undefined ? Infinity : (Date.parse(deadlineAt) - Date.parse(now)) / 1000;
  return secondsLeft > 0 ? Math.min(delay, Math.ceil(secondsLeft)) : delay;
}
