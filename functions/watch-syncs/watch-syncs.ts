import type { SyncHealth } from '../../shared/watching/judge-sync.ts';
import type { WatchedSync, WatchInput } from '../../shared/watching/watched-sync.ts';
import type { Log } from '../runtime/log.ts';
import type { Publish } from '../runtime/metrics.ts';

interface Dependencies {
  readonly observe: (sync: WatchedSync, now: number) => Promise<SyncHealth>;
  readonly publish: Publish;
  readonly log: Log;
}

/** How many syncs were looked at, and which could not be. */
export interface WatchSummary {
  readonly syncs: number;
  readonly notRead: readonly string[];
}

/**
 * Publishes the levels of every sync, one after the other to be gentle with Step Functions' quotas. A sync that cannot be
 * read is counted and logged, and keeps none of the others silent.
 */
export async function watchSyncs(
  { scheduledTime, syncs }: WatchInput,
  { observe, publish, log }: Dependencies,
): Promise<WatchSummary> {
  const now = Date.parse(scheduledTime);
  const notRead: string[] = [];
  for (const sync of syncs) {
    try {
      const { minutesLate, failedAndNotRepaired, heldBySwing, lastConfirmed } = await observe(sync, now);
      publish({
        sync: sync.name,
        at: scheduledTime,
        values: { MinutesLate: minutesLate, FailedAndNotRepaired: failedAndNotRepaired, HeldBySwing: heldBySwing },
      });
      if (minutesLate > 0 || failedAndNotRepaired > 0 || heldBySwing > 0) {
        log('The sync is not well', {
          sync: sync.name,
          minutesLate,
          failedAndNotRepaired,
          heldBySwing,
          lastConfirmed: lastConfirmed?.executionArn ?? null,
        });
      }
    } catch (error) {
      notRead.push(sync.name);
      log('The sync could not be read', {
        sync: sync.name,
        stateMachine: sync.stateMachineArn,
        reason: error instanceof Error ? `${error.name}: ${error.message}` : String(error),
      });
    }
  }
  publish({ at: scheduledTime, values: { SyncsNotRead: notRead.length } });
  return { syncs: syncs.length, notRead };
}
