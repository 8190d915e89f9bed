import {
  ADOBE_AMBIGUOUS_ERROR_NAMES,
  ADOBE_TERMINAL_ERROR_NAMES,
  ADOBE_TRANSIENT_ERROR_NAMES,
} from '../adobe/error-names.ts';

/**
 * Error names are the contract between the functions that throw them and the state machine that routes them.
 * Step Functions matches `Retry` on these literals, so a name that changes here changes the workflow.
 * This file is imported by infra/ and by bundled functions alike: it must import nothing heavy. What each name means
 * to a person stands in catalogue.ts.
 */

/** A person has to mend something outside this run before it can succeed. */
export const SETUP_ERROR_NAMES = [
  'DefinitionInvalid',
  'InputInvalid',
  'EnvironmentInvalid',
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

/** AWS refuses what a function asks of it. */
export const AWS_TERMINAL_ERROR_NAMES = ['AwsAccessDenied', 'AwsRequestRejected'] as const;

/** Whatever a function throws that has no name of the contract gets this one: it is a defect. */
export const DEFECT_ERROR_NAMES = ['UnexpectedError'] as const;

/** AWS is busy or away. */
export const AWS_TRANSIENT_ERROR_NAMES = ['AwsUnavailable'] as const;

export const SYNC_ERROR_NAMES = [
  ...SETUP_ERROR_NAMES,
  ...JOB_ERROR_NAMES,
  ...DEADLINE_ERROR_NAMES,
  ...DATA_ERROR_NAMES,
  ...CONTROL_ERROR_NAMES,
  ...AWS_TERMINAL_ERROR_NAMES,
  ...DEFECT_ERROR_NAMES,
  ...AWS_TRANSIENT_ERROR_NAMES,
] as const;
export type SyncErrorName = (typeof SYNC_ERROR_NAMES)[number];

/** Retried by Step Functions: the same call may succeed a little later. */
export const TRANSIENT_ERROR_NAMES = [...ADOBE_TRANSIENT_ERROR_NAMES, ...AWS_TRANSIENT_ERROR_NAMES] as const;

/** Retried by Step Functions, but not soon: what the lost answer was about must have had time to show in Adobe's lists. */
export const AMBIGUOUS_ERROR_NAMES = ADOBE_AMBIGUOUS_ERROR_NAMES;

/** A function was deployed that cannot start. */
export const DEPLOYMENT_ERROR_NAMES = [
  'Lambda.ResourceNotFoundException',
  'Runtime.HandlerNotFound',
  'Runtime.ImportModuleError',
  'Runtime.MalformedHandlerName',
  'Runtime.UserCodeSyntaxError',
] as const;

/** Never retried: the next try would fail in the same way, or must not happen. */
export const TERMINAL_ERROR_NAMES = [
  ...ADOBE_TERMINAL_ERROR_NAMES,
  ...SETUP_ERROR_NAMES,
  ...JOB_ERROR_NAMES,
  ...DEADLINE_ERROR_NAMES,
  ...DATA_ERROR_NAMES,
  ...CONTROL_ERROR_NAMES,
  ...AWS_TERMINAL_ERROR_NAMES,
  ...DEFECT_ERROR_NAMES,
  ...DEPLOYMENT_ERROR_NAMES,
] as const;

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
  'Runtime.NodeJsExit',
  'Runtime.OutOfMemory',
  'Runtime.UnhandledPromiseRejection',
  'Sandbox.Timedout',
  'States.Timeout',
] as const;

/**
 * Step Functions itself ends the execution with these, whatever the retry rules say or because trying again cannot help:
 * no rule names them. (`States.ItemReaderFailed`, `States.HeartbeatTimeout` and their like belong to distributed maps,
 * activities and HTTP tasks, which the workflow does not have.)
 * Source: docs "Handling errors in Step Functions workflows", Error names.
 */
export const STEP_FUNCTIONS_ERROR_NAMES = [
  'States.DataLimitExceeded',
  'States.NoChoiceMatched',
  'States.Permissions',
  'States.QueryEvaluationError',
  'States.Runtime',
  'States.TaskFailed',
] as const;

/** Every name that a failed execution can have. */
export type ErrorName =
  | (typeof TERMINAL_ERROR_NAMES)[number]
  | (typeof TRANSIENT_ERROR_NAMES)[number]
  | (typeof AMBIGUOUS_ERROR_NAMES)[number]
  | (typeof LAMBDA_ERROR_NAMES)[number]
  | (typeof STEP_FUNCTIONS_ERROR_NAMES)[number];
