import type { CjaClient, Connection } from '../../shared/adobe/cja.ts';
import { SyncError } from '../../shared/errors/sync-error.ts';
import { pollDelaySeconds } from '../../shared/steps/poll-delay.ts';
import type {
  ConfirmationPlan,
  ConfirmConnectionInput,
  ConfirmConnectionOutput,
  ConfirmationResult,
} from '../../shared/steps/confirm.ts';
import { later, plusMinutes } from '../attempts/next-attempt.ts';
import { connectionProblems, targetInConnection } from '../connection/target-in-connection.ts';
import type { Log } from '../runtime/log.ts';
import { personsPerAudience } from './persons-per-audience.ts';

interface Dependencies {
  readonly cja: CjaClient;
  readonly log: Log;
}

/**
 * Confirms that CJA has taken in what the run wrote: the target stands in the connection as it must, and its
 * `lastIngestedTime` has moved past the write. With a data view, what CJA reports is read back.
 * @throws SyncError `ConnectionUnusable`, `CjaDeadlinePassed`
 */
export async function confirmConnection(
  { context, confirmation, transform }: ConfirmConnectionInput,
  { cja, log }: Dependencies,
): Promise<ConfirmConnectionOutput> {
  const connection = await cja.getConnection(confirmation.connectionId);
  refuseUnusable(connection, confirmation);
  const lastIngested = targetInConnection(connection, confirmation.targetDatasetId)?.lastIngestedAt ?? null;
  const isIngested =
    transform.wroteAt === null || (lastIngested !== null && lastIngested > Date.parse(transform.wroteAt));
  log('Looked at the connection', { connection: connection.id, isIngested });

  if (isIngested) {
    const result: ConfirmationResult = {
      confirmedAt: context.now,
      lastIngestedAt: lastIngested === null ? null : new Date(lastIngested).toISOString(),
      ...(await readBack(confirmation, context.now, cja)),
    };
    return { status: 'confirmed', result };
  }

  const since = later(transform.wroteAt ?? context.now, context.redrivenAt);
  const deadlineAt = plusMinutes(since, confirmation.deadlineMinutes);
  if (Date.parse(context.now) >= Date.parse(deadlineAt)) {
    throw new SyncError('CjaDeadlinePassed', {
      resource: `dataset ${confirmation.targetDatasetId} in connection ${confirmation.connectionId}`,
      what: `CJA had not taken in the rows written at ${transform.wroteAt ?? ''} by ${deadlineAt}`,
      next: 'Look at the dataset in the connection; a redrive goes on waiting, with a new deadline',
    });
  }
  return {
    status: 'waiting',
    wait: {
      since,
      deadlineAt,
      waitSeconds: pollDelaySeconds(since, context.now),
      waitingFor: `connection ${connection.id} to take in batches ${transform.targetBatchIds.join(', ')}`,
    },
  };
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

async function readBack(
  confirmation: ConfirmationPlan,
  now: string,
  cja: CjaClient,
): Promise<Pick<ConfirmationResult, 'audiences' | 'warnings'>> {
  if (confirmation.dataViewId === null) return { audiences: null, warnings: [] };
  return personsPerAudience({ ...confirmation, dataViewId: confirmation.dataViewId }, now, cja);
}
