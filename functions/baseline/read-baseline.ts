import { type CatalogClient, classifyBatchStatus } from '../../shared/adobe/catalog.ts';
import type { CjaClient } from '../../shared/adobe/cja.ts';
import { targetInConnection } from '../connection/target-in-connection.ts';
import type { ConfirmedRun } from './confirmed-run.ts';
import type { Baseline } from './refresh-mode.ts';

interface BaselineOf {
  readonly stateMachineArn: string;
  readonly targetDatasetId: string;
  readonly connectionId: string;
  /** Epoch milliseconds: target batches of later are this run's own. */
  readonly before: number;
}

export interface BaselineClients {
  readonly catalog: CatalogClient;
  readonly cja: CjaClient;
  readonly listConfirmedRuns: (stateMachineArn: string, most: number) => Promise<readonly ConfirmedRun[]>;
}

/** Gathers what is known about the rows that CJA holds. */
export async function readBaseline(
  of: BaselineOf,
  { catalog, cja, listConfirmedRuns }: BaselineClients,
): Promise<Baseline> {
  const [[confirmed = null], connection] = await Promise.all([
    listConfirmedRuns(of.stateMachineArn, 1),
    cja.getConnection(of.connectionId),
  ]);
  const batches =
    confirmed === null
      ? []
      : await catalog.listBatches({ dataSet: of.targetDatasetId, createdAfter: Date.parse(confirmed.exportedAt) });
  return {
    confirmed,
    unconfirmedBatchIds: batches
      .filter(({ id, createdAt }) => createdAt < of.before && confirmed?.targetBatchIds.includes(id) !== true)
      // A failed batch never became rows; one that was removed no longer is any.
      .filter(({ status }) => classifyBatchStatus(status) !== 'failed')
      .map(({ id }) => id),
    connection,
    target: targetInConnection(connection, of.targetDatasetId),
  };
}
