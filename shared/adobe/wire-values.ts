import * as z from 'zod';

/** Values that Adobe's services write in more ways than one, read into one. */

/** An id that is a number here and text there (segmentation.yaml: ExportJobResponse.id, and its path parameter). */
export const IdText = z.union([z.string().min(1), z.number()]).transform(String);

/** Text that may be missing, null or empty. */
export const OptionalText = z
  .string()
  .nullish()
  .transform((text) => text || null);

export const OptionalNumber = z
  .number()
  .nullish()
  .transform((number) => number ?? null);

/** A moment in epoch milliseconds. */
export const Moment = z.unknown().transform((value, context) => {
  const moment = readMoment(value);
  if (moment !== null) return moment;
  context.addIssue({ code: 'custom', message: 'not a moment' });
  return z.NEVER;
});

/** A moment in epoch milliseconds; null where it is missing or unreadable. */
export const OptionalMoment = z.unknown().optional().transform(readMoment);

/** In 1973 as milliseconds, in the year 5138 as seconds. */
const BETWEEN_SECONDS_AND_MILLISECONDS = 100_000_000_000;
const HAS_ZONE = /(?:z|[+-]\d\d:?\d\d)$/i;
const DATE_AND_TIME = /^\d{4}-\d\d-\d\d[t ]\d\d:\d\d/i;

/**
 * Reads seconds or milliseconds since 1970, told apart by their size (segmentation.yaml says seconds where its
 * examples are milliseconds), or an ISO 8601 text; one without a zone is taken for UTC.
 */
function readMoment(value: unknown): number | null {
  if (typeof value === 'number') return ofEpoch(value);
  if (typeof value !== 'string') return null;
  const text = value.trim();
  if (/^\d+(?:\.\d+)?$/.test(text)) return ofEpoch(Number(text));
  if (!DATE_AND_TIME.test(text)) return null;
  const iso = text.replace(' ', 'T');
  const moment = Date.parse(HAS_ZONE.test(iso) ? iso : `${iso}Z`);
  return Number.isNaN(moment) ? null : moment;
}

function ofEpoch(value: number): number | null {
  if (!Number.isFinite(value) || value <= 0) return null;
  return Math.round(value < BETWEEN_SECONDS_AND_MILLISECONDS ? value * 1000 : value);
}
