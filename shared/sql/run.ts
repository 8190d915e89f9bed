import { transformMarker } from './marker.ts';
import { layoutOf, type TransformSpec } from './spec.ts';
import { sql } from './template.ts';
import { count, id, text, time } from './text.ts';

/** One row: the run and its attempt. The marker comes first in the whole statement, before any text that people wrote. */
export function runSql(spec: TransformSpec): string {
  return sql`
    SELECT
      '${transformMarker(spec)}' AS marker,
      '${spec.sync}' AS syncName,
      ${id(spec.runId)} AS runId,
      ${count(spec.attempt)} AS attempt,
      ${time(spec.exportedAt)} AS exportedAt,
      ${time(spec.refreshedAt)} AS refreshedAt,
      '${spec.mode}' AS refreshMode,
      ${text(layoutOf(spec))} AS layout`;
}
