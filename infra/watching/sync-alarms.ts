import { type IAlarm, TreatMissingData } from 'aws-cdk-lib/aws-cloudwatch';
import type { ITopic } from 'aws-cdk-lib/aws-sns';
import { Construct } from 'constructs';
import { SYNC_ALARMS } from '../../shared/watching/alarms.ts';
import type { Stage } from '../stages.ts';
import { stateMachineName } from '../state-machine-names.ts';
import { consoleLinks } from './console-links.ts';
import { levelMetric } from './metrics.ts';
import { OperatorAlarm } from './operator-alarm.ts';

interface SyncAlarmsProps {
  readonly stage: Stage;
  readonly sync: string;
  readonly stateMachineArn: string;
  readonly topic: ITopic;
}

/**
 * What people are told about one sync. The alarms stand on levels, which hold all patience already, so one period is
 * enough. While the watcher is silent they stay as they are; that it is silent is told by an alarm of its own.
 */
export class SyncAlarms extends Construct {
  readonly late: IAlarm;

  constructor(scope: Construct, id: string, { stage, sync, stateMachineArn, topic }: SyncAlarmsProps) {
    super(scope, id);
    const on = (kind: keyof typeof SYNC_ALARMS): IAlarm => {
      const { suffix, metric, impact, firstStep } = SYNC_ALARMS[kind];
      return new OperatorAlarm(this, kind, {
        stage,
        kind,
        alarmName: `${stateMachineName(stage.name, sync)}-${suffix}`,
        impact,
        firstStep,
        consoleLink: consoleLinks.stateMachine(stateMachineArn),
        metric: levelMetric(stage.name, sync, metric),
        periods: 1,
        missingData: TreatMissingData.IGNORE,
        topic,
      }).alarm;
    };
    this.late = on('SyncLate');
    on('SyncFailed');
    on('SyncHeldBySwing');
  }
}
