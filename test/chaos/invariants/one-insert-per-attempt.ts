import type { Evidence } from './evidence.ts';

/** The name of a query says the run and the attempt that it was started for. */
export function oneInsertPerAttempt({ adobe }: Evidence): readonly string[] {
  const ids = new Map<string, string[]>();
  for (const { id, name } of adobe.queries) {
    if (name !== null) ids.set(name, [...(ids.get(name) ?? []), id]);
  }
  return [...ids]
    .filter(([, started]) => started.length > 1)
    .map(([name, started]) => `${name}: ${started.join(', ')}`);
}
