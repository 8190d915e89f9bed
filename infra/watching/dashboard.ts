import { Duration } from 'aws-cdk-lib';
import {
  AlarmStatusWidget,
  Dashboard,
  GraphWidget,
  type IAlarm,
  type IMetric,
  type IWidget,
  Stats,
  TextWidget,
} from 'aws-cdk-lib/aws-cloudwatch';
import type { StateMachine } from 'aws-cdk-lib/aws-stepfunctions';
import { Construct } from 'constructs';
import type { RunMetricName } from '../../shared/watching/metrics.ts';
import type { Stage } from '../stages.ts';
import { consoleLinks } from './console-links.ts';
import { levelMetric, runMetric } from './metrics.ts';

/** A sync as it stands on the dashboard. */
export interface DashboardSync {
  readonly name: string;
  readonly stateMachine: StateMachine;
  readonly lateAlarm: IAlarm;
}

interface OperatorDashboardProps {
  readonly stage: Stage;
  readonly syncs: readonly DashboardSync[];
  readonly stageAlarms: readonly IAlarm[];
}

const WHOLE_ROW = 24;
const THIRD = 8;
const HEIGHT = 6;

/**
 * One page per stage, in the order in which an operator asks: is anything late, did anything fail, and then for each sync
 * what its runs did and how long they took.
 */
export class OperatorDashboard extends Construct {
  constructor(scope: Construct, id: string, { stage, syncs, stageAlarms }: OperatorDashboardProps) {
    super(scope, id);
    new Dashboard(this, 'Dashboard', {
      dashboardName: `audience-sync-${stage.name}`,
      defaultInterval: Duration.days(14),
      widgets: [
        [heading(stage)],
        [alarmsNow(syncs, stageAlarms)],
        [lateness(stage, syncs)],
        [troubles(stage, syncs)],
        ...syncs.flatMap((sync) => rowsOf(stage, sync)),
      ],
    });
  }
}

const heading = ({ name, runbook }: Stage): IWidget =>
  new TextWidget({
    width: WHOLE_ROW,
    height: 2,
    markdown: [
      `# Audience Sync ${name}`,
      `Runbook: ${runbook} · [Alarms](${consoleLinks.alarms(`audience-sync-${name}`)})`,
    ].join('\n'),
  });

const alarmsNow = (syncs: readonly DashboardSync[], stageAlarms: readonly IAlarm[]): IWidget =>
  new AlarmStatusWidget({
    title: 'Late, or not watched',
    width: WHOLE_ROW,
    height: 3,
    alarms: [...syncs.map(({ lateAlarm }) => lateAlarm), ...stageAlarms],
  });

const lateness = ({ name: stage }: Stage, syncs: readonly DashboardSync[]): IWidget =>
  graph(
    'Minutes late',
    WHOLE_ROW,
    syncs.map(({ name }) => levelMetric(stage, name, 'MinutesLate', { label: name })),
  );

const troubles = ({ name: stage }: Stage, syncs: readonly DashboardSync[]): IWidget =>
  graph(
    'Runs that failed and are not repaired, or are held by a swing',
    WHOLE_ROW,
    syncs.flatMap(({ name }) => [
      levelMetric(stage, name, 'FailedAndNotRepaired', { label: `${name}: failed` }),
      levelMetric(stage, name, 'HeldBySwing', { label: `${name}: held by a swing` }),
    ]),
  );

function rowsOf({ name: stage }: Stage, { name, stateMachine }: DashboardSync): IWidget[][] {
  const figures = (...names: RunMetricName[]): IMetric[] =>
    names.map((figure) => runMetric(stage, name, figure, { label: figure }));
  const ofExecutions = { period: Duration.hours(1), statistic: Stats.SUM };
  return [
    [
      new TextWidget({
        width: WHOLE_ROW,
        height: 1,
        markdown: `## ${name} · [Executions](${consoleLinks.stateMachine(stateMachine.stateMachineArn)})`,
      }),
    ],
    [
      graph('Joined, left and rows written per run', THIRD, figures('Joined', 'Left', 'RowsWritten')),
      new GraphWidget({
        title: 'Minutes per step of a run',
        width: THIRD,
        height: HEIGHT,
        stacked: true,
        left: figures('ExportMinutes', 'TransformMinutes', 'CjaMinutes'),
        leftYAxis: FROM_ZERO,
      }),
      graph('Failures and warnings', THIRD, [
        stateMachine.metricFailed({ ...ofExecutions, label: 'Failed' }),
        stateMachine.metricTimedOut({ ...ofExecutions, label: 'Timed out' }),
        stateMachine.metricAborted({ ...ofExecutions, label: 'Stopped' }),
        ...figures('Warnings', 'ProfilesWithoutIdentity'),
      ]),
    ],
  ];
}

const FROM_ZERO = { min: 0, showUnits: false };

const graph = (title: string, width: number, left: IMetric[]): IWidget =>
  new GraphWidget({ title, width, height: HEIGHT, left, leftYAxis: FROM_ZERO });
