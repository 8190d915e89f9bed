import type { RecordRunInput } from '../../shared/steps/run-record.ts';
import type { RunMetricName } from '../../shared/watching/metrics.ts';

/** The figures of a confirmed run; null where a figure is not known, because the ledger or an earlier release did not tell. */
export function runMetrics(
  { run, exports, transform, confirmation }: RecordRunInput,
  warnings: readonly string[],
): Record<RunMetricName, number | null> {
  const exported = lastOf(exports.map(({ finishedAt }) => finishedAt));
  const { counts, finishedAt: transformed } = transform;
  const sumOf = (count: 'joined' | 'left'): number | null =>
    counts === null ? null : counts.audiences.reduce((sum, audience) => sum + audience[count], 0);
  return {
    ExportMinutes: minutesBetween(run.startedAt, exported),
    TransformMinutes: minutesBetween(exported, transformed),
    CjaMinutes: minutesBetween(transformed, confirmation.confirmedAt),
    RowsWritten: transform.rowsWritten,
    Joined: sumOf('joined'),
    Left: sumOf('left'),
    ProfilesWithoutIdentity: counts?.profilesWithoutIdentity ?? null,
    Warnings: warnings.length,
  };
}

/** The latest of some moments; null where one is not known. */
function lastOf(moments: readonly (string | null)[]): string | null {
  const known = moments.filter((moment) => moment !== null).sort((left, right) => Date.parse(left) - Date.parse(right));
  return known.length === moments.length ? (known.at(-1) ?? null) : null;
}

function minutesBetween(from: string | null, to: string | null): number | null {
  return from === null || to === null ? null : (Date.parse(to) - Date.parse(from)) / 60_000;
}
