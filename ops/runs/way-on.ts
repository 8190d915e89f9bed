import type { Run } from './run.ts';

/** Errors after which a redrive could only fail in the same way: its definition and its input stay what they were. */
const NEEDS_NEW_EXECUTION: readonly string[] = [
  'DefinitionInvalid',
  'InputInvalid',
  'AudienceUnusable',
  'DatasetUnusable',
  'AdobeNotFound',
  'States.DataLimitExceeded',
  'States.NoChoiceMatched',
  'States.QueryEvaluationError',
  'States.Runtime',
];

/** What a redrive of this run can do: nothing that its error names, or go on. */
export type WayOn = 'redrive' | 'new execution' | 'accept swing' | 'leave';

/** How a run that ended without success is taken up again; `leave` also for every other run. */
export function wayOn({ status, error, redriveProblem }: Run): WayOn {
  if (status === 'RUNNING' || status === 'SUCCEEDED') return 'leave';
  if (error === 'MembershipSwing') return 'accept swing';
  if (error === 'RunSuperseded') return 'leave';
  return redriveProblem === null && !NEEDS_NEW_EXECUTION.includes(error ?? '') ? 'redrive' : 'new execution';
}
