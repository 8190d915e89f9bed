/** What `raise_error` says begins with this word and the number of problems. */
export const GUARD_WORD = 'AUDIENCE_SYNC_GUARD';

/** Between two problems. No semicolon: whatever splits a text into statements must not stumble over it. */
export const PROBLEM_SEPARATOR = ' and ';

/** A message may be shortened on its way; the first problems, sorted, are enough to act on. */
export const MOST_PROBLEMS = 20;

export type GuardProblem =
  /** Rows of an export batch that SQL reads are not as many as were exported. */
  | { readonly code: 'profiles-read'; readonly batch: string; readonly exported: number; readonly read: number }
  /** Target or ledger holds rows of a newer truth: its time as Query Service prints it, and its run. */
  | { readonly code: 'superseded'; readonly table: string; readonly exportedAt: string; readonly by: string }
  /** An audience lost or won more members than the limits allow. */
  | { readonly code: 'membership-swing'; readonly audience: string; readonly was: number; readonly now: number };

export interface GuardMessage {
  /** How many problems there were; the message names at most 20. */
  readonly count: number;
  readonly problems: readonly GuardProblem[];
}

const PROBLEM = new RegExp(
  [
    String.raw`profiles-read batch=(?<batch>[\w.:-]+) exported=(?<exported>\d+) read=(?<read>\d+)`,
    String.raw`superseded table=(?<table>\w+) exportedAt=(?<exportedAt>[\w.:+-]+) by=(?<by>[\w.:-]+)`,
    String.raw`membership-swing audience=(?<audience>[\w.:-]+) was=(?<was>\d+) now=(?<now>\d+)`,
  ].join('|'),
  'g',
);

/**
 * The guards that stopped a transform, out of the error of its query, whatever Query Service wraps around the message.
 * `null`: no guard spoke, or too little of its message arrived to say which.
 */
export function parseGuardMessage(message: string): GuardMessage | null {
  const [, count, rest] = new RegExp(`${GUARD_WORD} (\\d+): (.*)`).exec(message) ?? [];
  if (count === undefined || rest === undefined) return null;
  const problems = [...rest.matchAll(PROBLEM)].map(({ groups = {} }) => toProblem(groups));
  return problems.length === 0 ? null : { count: Number(count), problems };
}

function toProblem({
  batch,
  exported,
  read,
  table,
  exportedAt,
  by,
  audience,
  was,
  now,
}: Record<string, string>): GuardProblem {
  if (batch !== undefined) return { code: 'profiles-read', batch, exported: Number(exported), read: Number(read) };
  if (audience !== undefined) return { code: 'membership-swing', audience, was: Number(was), now: Number(now) };
  return { code: 'superseded', table: table ?? '', exportedAt: exportedAt ?? '', by: by ?? '' };
}
