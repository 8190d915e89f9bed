import type { Connection, ConnectionDataset } from '../../shared/adobe/cja.ts';
import type { RefreshMode } from '../../shared/steps/transform.ts';
import { importGap } from '../connection/import-gap.ts';
import type { ConfirmedRun } from './confirmed-run.ts';

/** What is known about the rows that CJA holds from the runs before. */
export interface Baseline {
  /** The newest run on record that CJA was seen to have taken in; null where there is none. */
  readonly confirmed: ConfirmedRun | null;
  /** Ids of target batches that were written since then by a run that was not confirmed. */
  readonly unconfirmedBatchIds: readonly string[];
  readonly connection: Connection;
  readonly target: ConnectionDataset | undefined;
}

interface Wishes {
  readonly requestedMode: RefreshMode;
  readonly fullEveryDays: number;
  /** In which form rows would be written now. */
  readonly layout: string;
  /** Epoch milliseconds. */
  readonly now: number;
}

export interface ModeDecision {
  readonly mode: RefreshMode;
  readonly modeReason: string;
  /** `full` may leave out person IDs whose newest row is empty already: CJA holds that row, or holds none at all. */
  readonly skipEmptyRows: boolean;
  /** When the last full refresh was exported; null: that will be this run. */
  readonly lastFullExportedAt: string | null;
}

const DAY_MILLISECONDS = 86_400_000;
const DAYS_OF_A_MONTH = 30;

/**
 * Whether a run may write only what changed. It may if CJA is known to hold everything that was written before: a row
 * that CJA never got would otherwise stay wrong for ever. Asked by Plan run, to announce it, and by Start transform, to
 * decide it: a redrive comes back days later.
 */
export function chooseMode(baseline: Baseline, wishes: Wishes): ModeDecision {
  const { confirmed, unconfirmedBatchIds } = baseline;
  const full = { mode: 'full', skipEmptyRows: false, lastFullExportedAt: null } as const;
  const everyone = (modeReason: string): ModeDecision => ({ ...full, modeReason });
  if (wishes.requestedMode === 'full') return everyone('a full refresh is asked for');
  if (confirmed === null) return everyone('no confirmed run of this sync is on record');
  if (unconfirmedBatchIds.length > 0) {
    return everyone(`CJA was not seen to take in target batch ${unconfirmedBatchIds.join(', ')}`);
  }
  if (confirmed.layout !== wishes.layout) return everyone('shape, identity or field names have changed');

  const reason = lostByCja(confirmed, baseline) ?? tooLongAgo(confirmed, baseline.connection, wishes);
  if (reason !== null) return { ...full, modeReason: reason, skipEmptyRows: true };
  return {
    mode: 'delta',
    modeReason: `CJA holds what run ${confirmed.runId} confirmed`,
    skipEmptyRows: false,
    lastFullExportedAt: confirmed.lastFullExportedAt,
  };
}

function lostByCja({ lastFullExportedAt }: ConfirmedRun, { target }: Baseline): string | null {
  const gap = importGap(target, Date.parse(lastFullExportedAt));
  return gap === null ? null : `${gap}, after the last full refresh`;
}

/** A rolling data retention drops profile rows too, so the last full refresh stays below half of it. */
function tooLongAgo({ lastFullExportedAt }: ConfirmedRun, connection: Connection, wishes: Wishes): string | null {
  const retentionDays = (connection.dataRetentionMonths ?? Infinity) * DAYS_OF_A_MONTH;
  const days = Math.min(wishes.fullEveryDays, retentionDays / 2);
  const age = (wishes.now - Date.parse(lastFullExportedAt)) / DAY_MILLISECONDS;
  return age < days ? null : `the last full refresh is ${Math.floor(age)} days old`;
}
