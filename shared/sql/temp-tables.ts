/**
 * The steps of the statement, by the names of their temp tables. Nobody documents whether Query Service computes a temp
 * table once or anew at each use, so no step may depend on it: each gives the same before and after the target's INSERT.
 */
export const TEMP_TABLES = {
  run: 'sync_run',
  audiences: 'sync_audiences',
  members: 'sync_members',
  counts: 'sync_counts',
  guard: 'sync_guard',
  changes: 'sync_changes',
} as const;
