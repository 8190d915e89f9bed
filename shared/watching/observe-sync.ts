import { DescribeStateMachineCommand, type SFNClient } from '@aws-sdk/client-sfn';
import { judgeSync, type SyncHealth } from './judge-sync.ts';
import { readRuns } from './read-runs.ts';
import type { WatchedSync } from './watched-sync.ts';

/**
 * Reads a sync's runs from Step Functions and judges how it stands.
 * @param now epoch milliseconds
 * @throws the SDK's errors, such as StateMachineDoesNotExist
 */
export async function observeSync(client: SFNClient, sync: WatchedSync, now: number): Promise<SyncHealth> {
  const { stateMachineArn } = sync;
  const [{ creationDate }, runs] = await Promise.all([
    client.send(new DescribeStateMachineCommand({ stateMachineArn })),
    readRuns(client, stateMachineArn),
  ]);
  return judgeSync({ sync, createdAt: creationDate?.getTime() ?? 0, runs, now });
}
