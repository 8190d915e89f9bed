import type { ConnectionDataset } from '../../shared/adobe/cja.ts';

/**
 * Why CJA may lack what was written into a dataset at or after a moment. CJA takes in what arrives while "Import new data"
 * is on; what came before, as when the dataset was removed from the connection and added again, only a backfill brings.
 * @param moment epoch milliseconds
 * @returns null where nothing speaks against it, also where CJA does not tell
 */
export function importGap(target: ConnectionDataset | undefined, moment: number): string | null {
  const since = target?.streamingEnabledAt ?? null;
  if (since === null || since <= moment) return null;
  const isBackfilled = target?.backfills.some(
    ({ allData, status, createdAt }) => allData && status === 'COMPLETED' && (createdAt ?? 0) >= since,
  );
  return isBackfilled === true ? null : `CJA imports new data only since ${new Date(since).toISOString()}`;
}
