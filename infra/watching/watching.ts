import type { ITopic } from 'aws-cdk-lib/aws-sns';
import type { IQueue } from 'aws-cdk-lib/aws-sqs';
import type { StateMachine } from 'aws-cdk-lib/aws-stepfunctions';
import { Construct } from 'constructs';
import type { SyncDefinition } from '../../shared/definition/definition.ts';
import { watchedSync } from '../../shared/watching/watched-sync.ts';
import type { Stage } from '../stages.ts';
import { OperatorDashboard } from './dashboard.ts';
import { StageAlarms } from './stage-alarms.ts';
import { SyncAlarms } from './sync-alarms.ts';
import { Watcher } from './watcher.ts';

interface WatchingProps {
  readonly stage: Stage;
  readonly syncs: readonly { readonly definition: SyncDefinition; readonly stateMachine: StateMachine }[];
  readonly deadLetterQueue: IQueue;
  readonly topic: ITopic;
}

/** Everything that looks after the syncs: the watcher, what it alarms of, and the page where operators look. */
export class Watching extends Construct {
  constructor(scope: Construct, id: string, { stage, syncs, deadLetterQueue, topic }: WatchingProps) {
    super(scope, id);
    const { function: watcher } = new Watcher(this, 'Watcher', {
      stage,
      syncs: syncs.map(({ definition, stateMachine }) => {
        const { schedule, ...sync } = watchedSync(definition, stateMachine.stateMachineArn);
        return { ...sync, schedule: { ...schedule, enabled: schedule.enabled && stage.runsOnSchedule } };
      }),
    });
    const stageAlarms = new StageAlarms(this, 'Stage', {
      stage,
      watcher,
      deadLetterQueue,
      topic,
    });
    new OperatorDashboard(this, 'Dashboard', {
      stage,
      stageAlarms: stageAlarms.all,
      syncs: syncs.map(({ definition: { name }, stateMachine }) => {
        const { stateMachineArn } = stateMachine;
        const { late } = new SyncAlarms(this, name, { stage, sync: name, stateMachineArn, topic });
        return { name, stateMachine, lateAlarm: late };
      }),
    });
  }
}
