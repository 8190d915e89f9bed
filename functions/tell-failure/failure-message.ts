import { explainError } from '../../shared/errors/catalogue.ts';
import { causeText } from '../../shared/executions/cause-text.ts';
import { consoleLink } from '../../shared/executions/console-link.ts';
import { runbookSection } from '../../shared/watching/runbook.ts';
import type { Failure } from './read-failure.ts';

/** Where the message comes from and points to. */
export interface MessagePlace {
  readonly stage: string;
  readonly sync: string;
  /** Where docs/runbook.md can be read. */
  readonly runbook: string;
}

export interface Message {
  readonly subject: string;
  readonly text: string;
}

/** SNS takes fewer than 100 printable ASCII characters, in one line (Publish, SNS API reference). */
const MOST_SUBJECT_CHARACTERS = 99;
/** An error's text says what matters first; the whole of it is in the console. */
const MOST_CAUSE_CHARACTERS = 4000;

const ENDING = { FAILED: 'failed', TIMED_OUT: 'ran out of time', ABORTED: 'was stopped' } as const;

/** What a person woken by it needs to know about an execution that has ended without success: what, where, and what to do. */
export function failureMessage(failure: Failure, { stage, sync, runbook }: MessagePlace): Message {
  const { status, state, executionArn } = failure;
  const where = state === null ? '' : ` at ${state}`;
  const lines: readonly (readonly [string, string])[] = [
    ['Sync', `${sync} (stage ${stage})`],
    ['State', state ?? 'not known'],
    ['Error', failure.error ?? 'none'],
    ['What happened', whatHappened(failure)],
    ['What to do', whatToDo(failure)],
    ['Redrive', redrive(failure)],
    ...since(failure),
    ['Execution', executionArn],
    ['Console', consoleLink(executionArn)],
    ['Runbook', runbookOf(runbook, failure.error)],
  ];
  return {
    subject: subjectOf(`[${stage}] Audience sync ${sync} ${ENDING[status]}${where}`, failure.error),
    text: lines.map(([label, text]) => `${label}: ${text}\n`).join(''),
  };
}

function whatHappened({ status, error, cause }: Failure): string {
  const said = cause === null ? null : causeText(cause).slice(0, MOST_CAUSE_CHARACTERS);
  if (status === 'ABORTED') return `Somebody stopped the execution${said === null ? '' : `: ${said}`}.`;
  const meaning = error === null ? null : explainError(error)?.meaning;
  return (
    [meaning === undefined || meaning === null ? null : `${meaning}.`, said].filter(Boolean).join(' ') || 'Not told.'
  );
}

function whatToDo({ status, error }: Failure): string {
  if (status === 'ABORTED') {
    return 'Nothing, if that was meant: the next scheduled run starts anew. What it left running at Adobe is cancelled.';
  }
  const known = error === null ? null : explainError(error);
  if (known !== null) return `${known.whatToDo}.`;
  return 'Look at the execution in the console, and redrive it once the cause is mended.';
}

function redrive({ redrivableUntil, notRedrivableBecause, executionArn }: Failure): string {
  if (redrivableUntil === null)
    return `not possible${notRedrivableBecause === null ? '' : `: ${notRedrivableBecause}`}`;
  const until = redrivableUntil
    .toISOString()
    .replace(/:\d\d\.\d{3}Z$/, ' UTC')
    .replace('T', ' ');
  return `possible until ${until}, in the console or by: aws stepfunctions redrive-execution --execution-arn ${executionArn}`;
}

/** A late message must not send anybody to mend what is mended. */
function since({ status, statusNow, redrives }: Failure): (readonly [string, string])[] {
  const told: (readonly [string, string])[] = [];
  if (redrives > 0) told.push(['Redrives', String(redrives)]);
  if (statusNow !== status) told.push(['Since then', `the execution was redriven and is ${statusNow} now`]);
  return told;
}

/** The runbook has a heading per error name of the contract. */
const runbookOf = (runbook: string, error: string | null): string =>
  error === null || explainError(error) === null ? runbook : runbookSection(runbook, error);

/** The error's name is left out where it does not fit: half a name is none. */
function subjectOf(what: string, error: string | null): string {
  const full = error === null ? what : `${what}: ${error}`;
  const subject = full.length <= MOST_SUBJECT_CHARACTERS ? full : what;
  return subject.replaceAll(/[^\x20-\x7e]/g, '?').slice(0, MOST_SUBJECT_CHARACTERS);
}
