import type { Evidence } from './evidence.ts';

/** A run writes at most one row for a person ID, however often its statement runs. */
export function noRowTwice({ batches }: Evidence): readonly string[] {
  const batchOf = new Map<string, string>();
  const problems: string[] = [];
  for (const { id, rows } of batches) {
    let repeated = 0;
    let other = '';
    for (const { runId, personId } of rows) {
      const key = `${runId} ${personId}`;
      const known = batchOf.get(key);
      if (known === undefined) batchOf.set(key, id);
      else [repeated, other] = [repeated + 1, known];
    }
    if (repeated > 0) problems.push(`batch ${id}: ${repeated} rows stand in batch ${other} of the same run already`);
  }
  return problems;
}
