const MOST_NAMED = 10;

/** Ids for a message that a person reads: the first ten, and how many more there are. */
export function firstFew(ids: readonly string[]): string {
  const named = ids.slice(0, MOST_NAMED).join(', ');
  return ids.length > MOST_NAMED ? `${named} and ${ids.length - MOST_NAMED} more` : named;
}
