import { type HistoryEvent, paginateGetExecutionHistory } from '@aws-sdk/client-sfn';
import type { Aws } from '../aws/aws.ts';
import { type StepName, stepOf } from './steps.ts';

/** A stretch of a run in which it was at one step, from the first state entered to the last one left. */
export interface Stretch {
  readonly kind: 'stretch';
  readonly step: StepName;
  readonly from: Date;
  /** The moment of the newest event so far, while the run is still in it. */
  readonly until: Date;
  /** How often each state was entered, in the order of the first times. */
  readonly states: readonly { readonly name: string; readonly times: number }[];
  /** Errors of tasks, retried or not, in the order of the first times. */
  readonly errors: readonly { readonly name: string; readonly times: number }[];
}

/** Something that happened to the execution as a whole. */
export interface Turn {
  readonly kind: 'failed' | 'timed out' | 'stopped' | 'redriven' | 'succeeded';
  readonly at: Date;
  /** The error's name; null where there is none. */
  readonly error: string | null;
}

export type Timeline = readonly (Stretch | Turn)[];

/** What happened in a run, in the order of its history. */
export async function readTimeline(aws: Aws, executionArn: string): Promise<Timeline> {
  return aws.ask(async (client) => {
    const events: HistoryEvent[] = [];
    const pages = paginateGetExecutionHistory(
      { client, pageSize: 1000 },
      { executionArn, includeExecutionData: false },
    );
    for await (const page of pages) events.push(...(page.events ?? []));
    return timelineOf(events);
  });
}

/** @param events in the order of the history, with or without execution data */
export function timelineOf(events: readonly HistoryEvent[]): Timeline {
  const entries: (Stretch | Turn)[] = [];
  let step: StepName | null = null;
  /** The stretch that a moment belongs to: the last entry, or a new one after a turn. */
  const stretchAt = (name: StepName, at: Date): Stretch => {
    const last = entries.at(-1);
    if (last?.kind === 'stretch' && last.step === name) {
      entries.pop();
      return { ...last, until: at };
    }
    return { kind: 'stretch', step: name, from: at, until: at, states: [], errors: [] };
  };
  for (const event of events) {
    const at = event.timestamp ?? new Date(0);
    const entered = event.stateEnteredEventDetails?.name;
    const taskError = event.taskFailedEventDetails?.error ?? event.taskTimedOutEventDetails?.error;
    const turn = turnOf(event, at);
    if (entered !== undefined) step = stepOf(entered) ?? step;
    if (turn !== null) {
      entries.push(turn);
    } else if (step !== null && event.type !== 'ExecutionStarted') {
      const stretch = stretchAt(step, at);
      entries.push({
        ...stretch,
        states: entered !== undefined && stepOf(entered) === step ? counted(stretch.states, entered) : stretch.states,
        errors: taskError === undefined ? stretch.errors : counted(stretch.errors, taskError),
      });
    }
  }
  return entries;
}

type Counted = Stretch['states'];

function counted(so: Counted, name: string): Counted {
  const known = so.some((each) => each.name === name);
  if (!known) return [...so, { name, times: 1 }];
  return so.map((each) => (each.name === name ? { name, times: each.times + 1 } : each));
}

function turnOf({ type, ...details }: HistoryEvent, at: Date): Turn | null {
  switch (type) {
    case 'ExecutionFailed':
      return { kind: 'failed', at, error: details.executionFailedEventDetails?.error ?? null };
    case 'ExecutionTimedOut':
      return { kind: 'timed out', at, error: details.executionTimedOutEventDetails?.error ?? null };
    case 'ExecutionAborted':
      return { kind: 'stopped', at, error: details.executionAbortedEventDetails?.error ?? null };
    case 'ExecutionRedriven':
      return { kind: 'redriven', at, error: null };
    case 'ExecutionSucceeded':
      return { kind: 'succeeded', at, error: null };
    default:
      return null;
  }
}

/** Milliseconds that a run spent at each step; the time until a redrive belongs to none. */
export function stepMilliseconds(timeline: Timeline): ReadonlyMap<StepName, number> {
  const spent = new Map<StepName, number>();
  for (const entry of timeline) {
    if (entry.kind !== 'stretch') continue;
    spent.set(entry.step, (spent.get(entry.step) ?? 0) + entry.until.getTime() - entry.from.getTime());
  }
  return spent;
}
