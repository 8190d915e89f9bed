export type AnswerHeaders = Readonly<Record<string, string | readonly string[] | undefined>>;

export interface RetrySettings {
  /** How often a call is repeated at most. */
  readonly limit: number;
  /** A longer wait than this is left to the caller: whoever waits in a function pays for it. */
  readonly longestWaitMilliseconds: number;
  readonly wait: (milliseconds: number) => Promise<void>;
  /** A number from 0 up to 1 that spreads the calls of many clients. */
  readonly random: () => number;
}

const FIRST_WAIT_MILLISECONDS = 1000;

/** How a call went: the status of its answer, or `null` where the connection failed. */
interface Outcome {
  readonly status: number | null;
  readonly headers: AnswerHeaders;
}

/**
 * How long to wait before a call is repeated, in milliseconds; null: not at all.
 *
 * A request that is throttled was not executed, so that any method may be repeated; after 408, 5xx and lost
 * connections nobody knows, so that only calls which may safely run twice are. `Retry-After` is honoured; where it
 * asks for more than the longest wait, the error goes to the caller at once and says how long.
 * @param repeats how often the call was repeated already
 * @param isRepeatable whether the call may safely run twice
 */
export function retryDelay(
  { status, headers }: Outcome,
  repeats: number,
  isRepeatable: boolean,
  { limit, longestWaitMilliseconds, random }: RetrySettings,
): number | null {
  if (repeats >= limit) return null;
  const isThrottled = status === 429;
  const isAmbiguous = status === null || status === 408 || (status >= 500 && status !== 501);
  if (!isThrottled && !(isAmbiguous && isRepeatable)) return null;
  const asked = retryAfterSeconds(headers);
  if (asked !== null) return asked * 1000 > longestWaitMilliseconds ? null : asked * 1000;
  const backoff = Math.min(FIRST_WAIT_MILLISECONDS * 2 ** repeats, longestWaitMilliseconds);
  return backoff * (0.5 + random() / 2);
}

/** RFC 9110, section 5.6.7; `Date.parse` would make a date of almost anything. */
const HTTP_DATE = /^[a-z]{3}, \d\d [a-z]{3} \d{4} [\d:]{8} gmt$/i;

/** `Retry-After`, in seconds or as a date (RFC 9110, section 10.2.3); null where it is missing or unreadable. */
export function retryAfterSeconds(headers: AnswerHeaders): number | null {
  const value = headers['retry-after'];
  if (typeof value !== 'string') return null;
  if (/^\s*\d+\s*$/.test(value)) return Number(value);
  const date = HTTP_DATE.test(value) ? Date.parse(value) : NaN;
  return Number.isNaN(date) ? null : Math.max(0, Math.ceil((date - Date.now()) / 1000));
}
