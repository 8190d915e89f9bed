import { Alarm, ComparisonOperator, type IMetric, type TreatMissingData } from 'aws-cdk-lib/aws-cloudwatch';
import { SnsAction } from 'aws-cdk-lib/aws-cloudwatch-actions';
import type { ITopic } from 'aws-cdk-lib/aws-sns';
import { Construct } from 'constructs';
import type { AlarmName } from '../../shared/watching/alarms.ts';
import { runbookSection } from '../../shared/watching/runbook.ts';
import type { Stage } from '../stages.ts';

interface OperatorAlarmProps {
  readonly stage: Stage;
  /** The runbook's section. */
  readonly kind: AlarmName;
  readonly alarmName: string;
  /** What breaks for the people who use the reports: whoever is woken reads it first. */
  readonly impact: string;
  readonly firstStep: string;
  /** Where in the AWS console to begin. */
  readonly consoleLink: string;
  /** The alarm goes off at 1 and above. */
  readonly metric: IMetric;
  /** So many of the metric's periods in a row. */
  readonly periods: number;
  readonly missingData: TreatMissingData;
  readonly topic: ITopic;
}

/** An alarm that says why it matters and where to go on. The same people are told when all is well again. */
export class OperatorAlarm extends Construct {
  readonly alarm: Alarm;

  constructor(scope: Construct, id: string, props: OperatorAlarmProps) {
    super(scope, id);
    this.alarm = new Alarm(this, 'Alarm', {
      alarmName: props.alarmName,
      // At most 1,024 characters (PutMetricAlarm, API reference).
      alarmDescription: [
        `${props.impact}.`,
        `First: ${props.firstStep}.`,
        `Runbook: ${runbookSection(props.stage.runbook, props.kind)}`,
        `Console: ${props.consoleLink}`,
      ].join('\n'),
      metric: props.metric,
      threshold: 1,
      comparisonOperator: ComparisonOperator.GREATER_THAN_OR_EQUAL_TO_THRESHOLD,
      evaluationPeriods: props.periods,
      treatMissingData: props.missingData,
    });
    const tell = new SnsAction(props.topic);
    this.alarm.addAlarmAction(tell);
    this.alarm.addOkAction(tell);
  }
}
