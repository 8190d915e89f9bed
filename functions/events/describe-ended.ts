import { DescribeExecutionCommand, type DescribeExecutionCommandOutput, type SFNClient } from '@aws-sdk/client-sfn';
import { askAws } from '../runtime/aws.ts';
import { LaterTry } from './later-try.ts';
import type { EndedExecution } from './on-status-change.ts';

/**
 * An execution as it stands after its end: ended, or redriven since. DescribeExecution is eventually consistent (its API
 * reference), so an answer may be older than the event; taken for a redrive, it would leave the end unhandled.
 * @throws LaterTry where the end does not show yet
 * @throws SyncError of AWS
 */
export async function describeEnded(
  client: SFNClient,
  { executionArn, redriveCount }: Pick<EndedExecution, 'executionArn' | 'redriveCount'>,
): Promise<DescribeExecutionCommandOutput> {
  const resource = `execution ${executionArn}`;
  const described = await askAws({ action: 'states:DescribeExecution', resource }, () =>
    client.send(new DescribeExecutionCommand({ executionArn })),
  );
  const redrivesShown = described.redriveCount ?? 0;
  const isOlder = redrivesShown < redriveCount || (redrivesShown === redriveCount && described.status === 'RUNNING');
  if (!isOlder) return described;
  throw new LaterTry(`${resource}: states:DescribeExecution does not show yet that it has ended`);
}
