/**
 * The names of the errors that the clients throw. They are literals so that a workflow can route on them, and never
 * come from a class name, which a minifier changes.
 */

/** The same call may succeed a little later. */
export const ADOBE_TRANSIENT_ERROR_NAMES = ['AdobeThrottled', 'AdobeUnavailable', 'AdobeTimeout'] as const;

/** A call that creates something had no answer, or one that nobody can read: whether it was created is not known. */
export const ADOBE_AMBIGUOUS_ERROR_NAMES = ['AdobeAnswerLost'] as const;

/** The same call would fail again: a person has to look. */
export const ADOBE_TERMINAL_ERROR_NAMES = [
  'AdobeCredentialsRejected',
  'AdobeForbidden',
  'AdobeNotFound',
  'AdobeRequestRejected',
  'AdobeAnswerNotUnderstood',
] as const;

export type AdobeErrorName =
  | (typeof ADOBE_TRANSIENT_ERROR_NAMES)[number]
  | (typeof ADOBE_AMBIGUOUS_ERROR_NAMES)[number]
  | (typeof ADOBE_TERMINAL_ERROR_NAMES)[number];
