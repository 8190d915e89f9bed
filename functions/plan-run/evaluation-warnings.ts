import type { Audience, SegmentJob } from '../../shared/adobe/segmentation.ts';
import { firstFew } from './first-few.ts';

interface Evaluation {
  readonly newest: SegmentJob | null;
  /** Epoch milliseconds of the last confirmed run's export; null where there is none. */
  readonly lastExportedAt: number | null;
}

/**
 * Which audiences were not evaluated since the last run: exporting them again brings the same members. Worth a word, no
 * reason to stop. Streaming and edge audiences are evaluated all the time.
 */
export function evaluationWarnings(audiences: readonly Audience[], { newest, lastExportedAt }: Evaluation): string[] {
  const batchAudiences = audiences.filter((audience) => audience.isBatchOnly).map(({ id }) => id);
  if (batchAudiences.length === 0 || lastExportedAt === null) return [];
  const evaluatedAt = newest?.endedAt ?? newest?.createdAt ?? null;
  if (newest !== null && evaluatedAt !== null && evaluatedAt > lastExportedAt) {
    const { audienceIds } = newest;
    const left = audienceIds === null ? [] : batchAudiences.filter((id) => !audienceIds.includes(id));
    return left.length === 0 ? [] : [line(left, evaluatedAt)];
  }
  return [line(batchAudiences, evaluatedAt)];
}

function line(ids: readonly string[], evaluatedAt: number | null): string {
  const when = evaluatedAt === null ? 'never' : `at ${new Date(evaluatedAt).toISOString()}`;
  return `batch audiences ${firstFew(ids)} were not evaluated since the last run; the newest evaluation ended ${when}`;
}
