import { DescribeStateMachineCommand } from '@aws-sdk/client-sfn';
import type { SyncHealth } from '../../shared/watching/judge-sync.ts';
import { observeSync } from '../../shared/watching/observe-sync.ts';
import { watchedSync } from '../../shared/watching/watched-sync.ts';
import type { Aws } from '../aws/aws.ts';
import { readDefinition } from '../aws/read-definition.ts';
import { EXIT, OpsError } from '../ops-error.ts';
import { listRuns } from '../runs/list-runs.ts';
import type { Run } from '../runs/run.ts';
import { readTimeline, type Timeline } from '../runs/timeline.ts';

/** A run with all that happened in it. */
export interface RunOfReport extends Run {
  readonly timeline: Timeline;
}

/** Everything that a report shows, read from Step Functions alone. */
export interface Report {
  readonly sync: string;
  /** The state machine's whole name, which says the stage. */
  readonly stateMachineName: string;
  readonly now: Date;
  readonly isEnabled: boolean;
  readonly health: SyncHealth;
  /** Oldest start first; at least one. */
  readonly runs: readonly RunOfReport[];
}

/**
 * Reads the newest runs of a sync with their histories.
 * @throws OpsError where the sync has not run yet
 */
export async function readReport(aws: Aws, stateMachineArn: string, most: number): Promise<Report> {
  const definition = await readDefinition(aws, stateMachineArn);
  const watched = watchedSync(definition, stateMachineArn);
  const health = await aws.ask((client) => observeSync(client, watched, aws.now().getTime()));
  const { name = '' } = await aws.ask((client) => client.send(new DescribeStateMachineCommand({ stateMachineArn })));
  const runs: RunOfReport[] = [];
  for (const run of await listRuns(aws, stateMachineArn, most)) {
    runs.push({ ...run, timeline: await readTimeline(aws, run.arn) });
  }
  if (runs.length === 0) {
    throw new OpsError(EXIT.refused, `${definition.name} has not run yet: there is nothing to report.`);
  }
  return {
    sync: definition.name,
    stateMachineName: name,
    now: aws.now(),
    isEnabled: watched.schedule.enabled,
    health,
    runs: runs.reverse(),
  };
}
