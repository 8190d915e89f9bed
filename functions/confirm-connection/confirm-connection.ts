import type { CjaClient, Connection } from '../../shared/adobe/cja.ts';
import { SyncError } from '../../shared/errors/sync-error.ts';
import { pollDelaySeconds } from '../../shared/steps/poll-delay.ts';
import type {
  ConfirmationPlan,
  ConfirmConnectionInput,
  ConfirmConnectionOutput,
  ConfirmationResult,
} from '../../shared/steps/confirm.ts';
import type { RunCounts, TransformResult } from '../../shared/steps/transform.ts';
import { later, plusMinutes } from '../attempts/next-attempt.ts';
import { importGap } from '../connection/import-gap.ts';
import { connectionProblems, targetInConnection } from '../connection/target-in-connection.ts';
import type { Log } from '../runtime/log.ts';
import { personsPerAudience } from './persons-per-audience.ts';

interface Dependencies {
  readonly cja: CjaClient;
  readonly log: Log;
}

/**
 * Confirms that CJA has taken in what the run wrote: the target stands in the connection as it must, and its
 * `lastIngestedTime` has moved past the write, and the rows that it builds on are there still. With a data view, what CJA
 * reports is read back.
 * @throws SyncError `ConnectionUnusable`, `CjaDeadlinePassed`
 */
export async function confirmConnection(
  { context, confirmation, transform }: ConfirmConnectionInput,
  { cja, log }: Dependencies,
): Promise<ConfirmConnectionOutput> {
  const connection = await cja.getConnection(confirmation.connectionId);
  refuseUnusable(connection, confirmation);
  const target = targetInConnection(connection, confirmation.targetDatasetId);
  const lastIngested = target?.lastIngestedAt ?? null;
  const needed = neededSince(transform);
  const gap = needed === null ? null : importGap(target, needed);
  const isIngested =
    transform.wroteAt === null || (lastIngested !== null && lastIngested > Date.parse(transform.wroteAt));
  log('Looked at the connection', { connection: connection.id, isIngested, gap });

  let waitingFor = `connection ${connection.id} to take in batches ${transform.targetBatchIds.join(', ')}`;
  if (gap !== null) {
    waitingFor = `a backfill of all data: ${gap}, and this run builds on rows that were written before`;
  } else if (isIngested) {
    const reported = await readBack(confirmation, context.now, cja);
    const tooMany = reportedTooMany(reported.audiences, transform.counts);
    if (tooMany === null) {
      const lastIngestedAt = lastIngested === null ? null : new Date(lastIngested).toISOString();
      return { status: 'confirmed', result: { confirmedAt: context.now, lastIngestedAt, ...reported } };
    }
    waitingFor = tooMany;
  }

  // Where nothing had to be written, waiting began when that was found out.
  const since = later(transform.wroteAt ?? transform.finishedAt ?? transform.exportedAt, context.redrivenAt);
  const deadlineAt = plusMinutes(since, confirmation.deadlineMinutes);
  if (Date.parse(context.now) >= Date.parse(deadlineAt)) {
    throw new SyncError('CjaDeadlinePassed', {
      resource: `dataset ${confirmation.targetDatasetId} in connection ${confirmation.connectionId}`,
      what: `by ${deadlineAt} the run was still waiting for ${waitingFor}`,
      next: 'Look at the dataset in the connection; a redrive goes on waiting, with a new deadline',
    });
  }
  return {
    status: 'waiting',
    wait: {
      since,
      deadlineAt,
      waitSeconds: pollDelaySeconds(since, context.now, deadlineAt),
      waitingFor,
    },
  };
}

/**
 * Since when CJA must have been importing for this run's rows to be the truth, in epoch milliseconds: `full` needs its own
 * rows only, those of an attempt long ago too; `delta` all since the last full refresh. The dataset may have been removed and added again since the mode was
 * decided. null: nothing had to be written.
 */
function neededSince({ mode, firstWroteAt, lastFullExportedAt }: TransformResult): number | null {
  if (mode === 'delta') return Date.parse(lastFullExportedAt);
  return firstWroteAt === null ? null : Date.parse(firstWroteAt);
}

function refuseUnusable(connection: Connection, confirmation: ConfirmationPlan): void {
  const problems = connectionProblems(connection, confirmation.targetDatasetId);
  if (problems.length === 0) return;
  throw new SyncError('ConnectionUnusable', {
    resource: `CJA connection ${confirmation.connectionId}`,
    what: problems.join('; '),
    next: 'Change the connection in CJA, then redrive the execution',
  });
}

/** An audience cannot have more persons in reports than it has members: then someone who left is still shown. */
function reportedTooMany(audiences: ConfirmationResult['audiences'], counts: RunCounts | null): string | null {
  const members = new Map(counts?.audiences.map((audience) => [audience.id, audience.members]));
  const excess = audiences?.find(({ id, persons }) => persons > (members.get(id) ?? Infinity));
  if (excess === undefined) return null;
  return `CJA to report at most the ${members.get(excess.id) ?? 0} members of audience ${excess.id}, not ${excess.persons}`;
}

async function readBack(
  confirmation: ConfirmationPlan,
  now: string,
  cja: CjaClient,
): Promise<Pick<ConfirmationResult, 'audiences' | 'warnings'>> {
  if (confirmation.dataViewId === null) return { audiences: null, warnings: [] };
  return personsPerAudience({ ...confirmation, dataViewId: confirmation.dataViewId }, now, cja);
}
