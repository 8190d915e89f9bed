import { count, isoTime, plainId, SqlTextError } from './text.ts';

/** Which attempt of which run a statement belongs to. */
export interface TransformMarker {
  readonly sync: string;
  /** ISO 8601 in UTC, to the millisecond. */
  readonly exportedAt: string;
  readonly runId: string;
  readonly attempt: number;
}

const SYNC = /^[a-z][a-z0-9]*(-[a-z0-9]+)*$/;

/**
 * Only the run id may hold dots itself: name, time and attempt cannot, and the marker goes on as far as its characters
 * do, so the last dot is the attempt's.
 */
const MARKER =
  /audience-sync\.([a-z][a-z0-9]*(?:-[a-z0-9]+)*)\.(\d{8}T\d{9}Z)\.([A-Za-z0-9][A-Za-z0-9_.:-]*)\.([1-9]\d*)(?![A-Za-z0-9_.:-])/;

/**
 * The text that stands in a statement so that its query can be found again among all queries of the sandbox, with the
 * filter `sql~<marker>`, which must not hold a comma (query-service.yaml: GET /queries, `property`).
 */
export function transformMarker({ sync, exportedAt, runId, attempt }: TransformMarker): string {
  if (attempt < 1) throw new SqlTextError(`not an attempt: ${attempt}`);
  const time = isoTime(exportedAt).replace(/[-:.]/g, '');
  return `${markerPrefix(sync)}${time}.${plainId(runId)}.${count(attempt)}`;
}

/** What the markers of all runs of a sync begin with, and no other sync's. */
export function markerPrefix(sync: string): string {
  if (!SYNC.test(sync)) throw new SqlTextError('not the name of a sync (lower-case words, joined by "-")');
  return `audience-sync.${sync}.`;
}

/**
 * The marker of a statement; `null` where it has none. The first one counts: in our statements it stands before any text
 * that people wrote, which could look like one.
 */
export function parseMarker(sql: string): TransformMarker | null {
  const [, sync, time, runId, attempt] = MARKER.exec(sql) ?? [];
  if (sync === undefined || time === undefined || runId === undefined || attempt === undefined) return null;
  const exportedAt = time.replace(/^(....)(..)(..T..)(..)(..)(...)Z$/, '$1-$2-$3:$4:$5.$6Z');
  const isMoment = !Number.isNaN(Date.parse(exportedAt));
  return isMoment && !runId.includes('--') ? { sync, exportedAt, runId, attempt: Number(attempt) } : null;
}
