import { paginateGetExecutionHistory, type SFNClient } from '@aws-sdk/client-sfn';
import * as z from 'zod';
import type { UnsuccessfulStatus } from '../../shared/executions/status-change.ts';

/** An execution that has ended without success, as Step Functions tells of it. */
export interface Failure {
  readonly executionArn: string;
  readonly name: string;
  /** As the event says. */
  readonly status: UnsuccessfulStatus;
  /** As the execution stands now: a person may have redriven it since. */
  readonly statusNow: string;
  /** The state that it was in; null where the history does not tell. */
  readonly state: string | null;
  /** Of a stopped execution, what whoever stopped it gave; null for nothing. */
  readonly error: string | null;
  readonly cause: string | null;
  readonly redrives: number;
  /** Until when it can be redriven; null: it cannot. */
  readonly redrivableUntil: Date | null;
  /** In Step Functions' words. */
  readonly notRedrivableBecause: string | null;
}

/** A redrive is possible for 14 days after the execution ended (docs: "Redrive eligibility for unsuccessful executions"). */
const REDRIVABLE_DAYS = 14;
const DAY_MILLISECONDS = 24 * 3_600_000;

/** Lambda's retries fill a few dozen events; behind so many, the state is not worth another call. */
const MOST_PAGES = 5;
const PAGE_SIZE = 100;

const Described = z.object({
  name: z.string(),
  status: z.string(),
  stopDate: z.date().optional(),
  error: z.string().optional(),
  cause: z.string().optional(),
  redriveCount: z.int().default(0),
  redriveStatus: z.string().optional(),
  redriveStatusReason: z.string().optional(),
});

/**
 * @param description what DescribeExecution says of the execution
 * @param state as `readLastState` gives it
 */
export function failureOf(
  { executionArn, status }: { readonly executionArn: string; readonly status: UnsuccessfulStatus },
  description: unknown,
  state: string | null,
): Failure {
  const described = Described.parse(description);
  const { stopDate, redriveStatus } = described;
  const isRedrivable = redriveStatus === 'REDRIVABLE' && stopDate !== undefined;
  return {
    executionArn,
    name: described.name,
    status,
    statusNow: described.status,
    state,
    error: described.error ?? null,
    cause: described.cause ?? null,
    redrives: described.redriveCount,
    redrivableUntil: isRedrivable ? new Date(stopDate.getTime() + REDRIVABLE_DAYS * DAY_MILLISECONDS) : null,
    notRedrivableBecause: described.redriveStatusReason ?? null,
  };
}

/** The state that was entered last, without its data; states follow one another, so it is the one that the execution ended in. */
export async function readLastState(client: SFNClient, executionArn: string): Promise<string | null> {
  const pages = paginateGetExecutionHistory(
    { client, pageSize: PAGE_SIZE },
    { executionArn, reverseOrder: true, includeExecutionData: false },
  );
  let page = 0;
  for await (const { events = [] } of pages) {
    const entered = events.find(({ stateEnteredEventDetails }) => stateEnteredEventDetails !== undefined);
    if (entered !== undefined) return entered.stateEnteredEventDetails?.name ?? null;
    page += 1;
    if (page === MOST_PAGES) break;
  }
  return null;
}
