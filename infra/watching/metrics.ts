import { Duration } from 'aws-cdk-lib';
import { Metric, type MetricProps, Stats } from 'aws-cdk-lib/aws-cloudwatch';
import {
  type LevelMetricName,
  METRIC_NAMESPACE,
  type MetricName,
  type RunMetricName,
} from '../../shared/watching/metrics.ts';

/** How often the watcher looks; alarms judge in the same steps. */
export const WATCH_INTERVAL = Duration.minutes(5);

/** How a sync stands, at every watch. */
export const levelMetric = (stage: string, sync: string, name: LevelMetricName, props: MetricChoices = {}): Metric =>
  metric(name, { Stage: stage, Sync: sync }, { period: WATCH_INTERVAL, ...props });

/** A figure of a run. The statistic is a maximum, because a step that is retried publishes its figures again. */
export const runMetric = (stage: string, sync: string, name: RunMetricName, props: MetricChoices = {}): Metric =>
  metric(name, { Stage: stage, Sync: sync }, { period: Duration.hours(1), ...props });

/** How the watcher stands, at every watch. */
export const watcherMetric = (stage: string): Metric =>
  metric('SyncsNotRead', { Stage: stage }, { period: WATCH_INTERVAL });

type MetricChoices = Partial<Pick<MetricProps, 'label' | 'period'>>;

const metric = (name: MetricName, dimensionsMap: Record<string, string>, props: MetricChoices): Metric =>
  new Metric({ namespace: METRIC_NAMESPACE, metricName: name, dimensionsMap, statistic: Stats.MAXIMUM, ...props });
