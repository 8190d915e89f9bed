/**
 * The names of the errors that the clients throw. They are literals so that a workflow can route on them, and never
 * come from a class name, which a minifier changes.
 */

/** The same call may succeed a little later. */
export const ADOBE_TRANSIENT_ERROR_NAMES = ['AdobeThrottled', 'AdobeUnavailable', 'AdobeTimeout'] as const;

/** The same call would fail again: a person has to look. */
export const ADOBE_TERMINAL_ERROR_NAMES = [
  'AdobeCredentialsRejected',
  'AdobeForbidden',
  'AdobeNotFound',
  'AdobeRequestRejected',
  'AdobeAnswerNotUnderstood',
] as const;

export type AdobeErrorName = (typeof ADOBE_TRANSIENT_ERROR_NAMES)[number] | (typeof ADOBE_TERMINAL_ERROR_NAMES)[number];
