import { ADOBE_TERMINAL_ERROR_NAMES, ADOBE_TRANSIENT_ERROR_NAMES } from '../adobe/error-names.ts';

/**
 * Error names are the contract between the functions that throw them and the state machine that routes them.
 * Step Functions matches `Retry` on these literals, so a name that changes here changes the workflow.
 * This file is imported by infra/ and by bundled functions alike: it must import nothing heavy.
 */

/** A person has to mend something outside this run before it can succeed. */
export const SETUP_ERROR_NAMES = [
  'DefinitionInvalid',
  'InputInvalid',
  'SecretInvalid',
  'AudienceUnusable',
  'DatasetUnusable',
  'ConnectionUnusable',
] as const;

/** A job at Adobe ended badly more often than the definition allows; a redrive starts another. */
export const JOB_ERROR_NAMES = ['ExportJobFailed', 'TransformFailed'] as const;

/** A step took longer than its deadline; a redrive replaces what stalled and sets a new deadline. */
export const DEADLINE_ERROR_NAMES = ['ExportDeadlinePassed', 'TransformDeadlinePassed', 'CjaDeadlinePassed'] as const;

/** The data is not what it must be; nothing was written. */
export const DATA_ERROR_NAMES = ['ExportCountMismatch', 'ProfilesReadMismatch', 'MembershipSwing'] as const;

/** This run must not go on, whatever is mended. */
export const CONTROL_ERROR_NAMES = ['RunSuperseded'] as const;

export const SYNC_ERROR_NAMES = [
  ...SETUP_ERROR_NAMES,
  ...JOB_ERROR_NAMES,
  ...DEADLINE_ERROR_NAMES,
  ...DATA_ERROR_NAMES,
  ...CONTROL_ERROR_NAMES,
] as const;
export type SyncErrorName = (typeof SYNC_ERROR_NAMES)[number];

/** Retried by Step Functions: the same call may succeed a little later, and every Start task adopts what it already created. */
export const TRANSIENT_ERROR_NAMES = ADOBE_TRANSIENT_ERROR_NAMES;

/** Never retried: the next try would fail in the same way, or must not happen. */
export const TERMINAL_ERROR_NAMES = [...ADOBE_TERMINAL_ERROR_NAMES, ...SYNC_ERROR_NAMES] as const;

/**
 * The Lambda service itself, or a function that died. Retried: a function that was cut off between its call to
 * Adobe and its return finds what it created when it runs again.
 * Source: docs "Handling transient Lambda service exceptions" (Step Functions) and "Error names" (Lambda).
 */
export const LAMBDA_ERROR_NAMES = [
  'Lambda.ClientExecutionTimeoutException',
  'Lambda.ServiceException',
  'Lambda.AWSLambdaException',
  'Lambda.SdkClientException',
  'Lambda.TooManyRequestsException',
  'Lambda.Unknown',
  'Runtime.ExitError',
  'Runtime.OutOfMemory',
  'Sandbox.Timedout',
  'States.Timeout',
] as const;
