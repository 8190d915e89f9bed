export type AnswerHeaders = Readonly<Record<string, string | readonly string[] | undefined>>;

export interface RetrySettings {
  /** How often a call is repeated at most. */
  readonly limit: number;
  /** Before the first repeat, where Adobe does not say how long; twice as long before the next. */
  readonly firstWaitMilliseconds: number;
  /** A longer wait than this is left to the caller: whoever waits in a function pays for it. */
  readonly longestWaitMilliseconds: number;
  readonly wait: (milliseconds: number) => Promise<void>;
  /** A number from 0 up to 1 that spreads the calls of many clients. */
  readonly random: () => number;
}

/** How a call went: the status of its answer, or `null` where none came. */
interface Outcome {
  readonly status: number | null;
  readonly headers: AnswerHeaders;
}

/**
 * Whether an answer leaves open what was done. 501 does not: the service cannot do this at all (RFC 9110, section
 * 15.6.2), which no waiting changes.
 */
export function isAmbiguousStatus(status: number): boolean {
  return status === 408 || (status >= 500 && status !== 501);
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
  { limit, firstWaitMilliseconds, longestWaitMilliseconds, random }: RetrySettings,
): number | null {
  if (repeats >= limit) return null;
  const isThrottled = status === 429;
  const isAmbiguous = status === null || isAmbiguousStatus(status);
  if (!isThrottled && !(isAmbiguous && isRepeatable)) return null;
  const asked = retryAfterSeconds(headers);
  if (asked !== null) return asked * 1000 > longestWaitMilliseconds ? null : asked * 1000;
  const backoff = Math.min(firstWaitMilliseconds * 2 ** repeats, longestWaitMilliseconds);
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
