import { type IAlarm, TreatMissingData } from 'aws-cdk-lib/aws-cloudwatch';
import type { IFunction } from 'aws-cdk-lib/aws-lambda';
import type { ITopic } from 'aws-cdk-lib/aws-sns';
import type { IQueue } from 'aws-cdk-lib/aws-sqs';
import { Construct } from 'constructs';
import { STAGE_ALARMS } from '../../shared/watching/alarms.ts';
import type { Stage } from '../stages.ts';
import { consoleLinks } from './console-links.ts';
import { WATCH_INTERVAL, watcherMetric } from './metrics.ts';
import { OperatorAlarm } from './operator-alarm.ts';

interface StageAlarmsProps {
  readonly stage: Stage;
  readonly watcher: IFunction;
  readonly deadLetterQueue: IQueue;
  readonly topic: ITopic;
}

/** What people are told about the service itself. */
export class StageAlarms extends Construct {
  readonly all: readonly IAlarm[];

  constructor(scope: Construct, id: string, { stage, watcher, deadLetterQueue, topic }: StageAlarmsProps) {
    super(scope, id);
    const alarmOf = (kind: keyof typeof STAGE_ALARMS) => ({
      stage,
      kind,
      alarmName: `audience-sync-${stage.name}-${STAGE_ALARMS[kind].suffix}`,
      impact: STAGE_ALARMS[kind].impact,
      firstStep: STAGE_ALARMS[kind].firstStep,
      topic,
    });
    const watcherSilent = new OperatorAlarm(this, 'WatcherSilent', {
      ...alarmOf('WatcherSilent'),
      consoleLink: consoleLinks.function(watcher.functionName),
      metric: watcherMetric(stage.name),
      // One watch may come late, and the next may not be counted in its own period.
      periods: 3,
      missingData: TreatMissingData.BREACHING,
    });
    const deadLetters = new OperatorAlarm(this, 'DeadLetters', {
      ...alarmOf('DeadLetters'),
      consoleLink: consoleLinks.queues(),
      metric: deadLetterQueue.metricApproximateNumberOfMessagesVisible({
        period: WATCH_INTERVAL,
        statistic: 'Maximum',
      }),
      periods: 1,
      // A queue that is empty for long stops to report (docs: "Available CloudWatch metrics for Amazon SQS").
      missingData: TreatMissingData.NOT_BREACHING,
    });
    this.all = [watcherSilent.alarm, deadLetters.alarm];
  }
}
