import type { Evidence } from './evidence.ts';

/** A run writes at most one row for a person ID, and an attempt one for an audience, however often its statement runs. */
export function noRowTwice({ batches, ledger }: Evidence): readonly string[] {
  return [
    ...repeated(
      batches.map(({ id, rows }) => ({ id, keys: rows.map(({ runId, personId }) => `${runId} ${personId}`) })),
    ),
    ...repeated(
      ledger.map(({ id, entries }) => ({
        id,
        keys: entries.map(({ refreshRunId, attempt, audienceId }) => `${refreshRunId} ${attempt} ${audienceId}`),
      })),
    ),
  ];
}

function repeated(batches: readonly { readonly id: string; readonly keys: readonly string[] }[]): string[] {
  const batchOf = new Map<string, string>();
  const problems: string[] = [];
  for (const { id, keys } of batches) {
    const again = keys.filter((key) => batchOf.has(key));
    const [first] = again;
    if (first !== undefined) {
      problems.push(`batch ${id}: ${again.length} rows are in batch ${batchOf.get(first) ?? ''} already`);
    }
    for (const key of keys) batchOf.set(key, id);
  }
  return problems;
}
