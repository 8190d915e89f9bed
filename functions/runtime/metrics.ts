import { Metrics } from '@aws-lambda-powertools/metrics';
import { METRIC_NAMESPACE, type MetricName, METRICS } from '../../shared/watching/metrics.ts';
import { logger } from './log.ts';

/** Values of some metrics; null where nobody knows, which is then not published. */
export type MetricValues = Readonly<Partial<Record<MetricName, number | null>>>;

export interface Publication {
  readonly sync?: string;
  /** ISO 8601: when the values were true, which may be long before they are published. */
  readonly at: string;
  readonly values: MetricValues;
}
export type Publish = (publication: Publication) => void;

const metrics = new Metrics({ namespace: METRIC_NAMESPACE, logger });
// Powertools' own dimension, `service`, has the same value everywhere.
metrics.clearDefaultDimensions();
metrics.setDefaultDimensions({ Stage: process.env['STAGE'] ?? '' });

/** One line of CloudWatch's embedded metric format. */
export const publish: Publish = ({ sync, at, values }) => {
  if (sync !== undefined) metrics.addDimension('Sync', sync);
  metrics.setTimestamp(Date.parse(at));
  for (const [name, value] of Object.entries(values)) {
    if (isMetricName(name) && value !== null) metrics.addMetric(name, METRICS[name].unit, value);
  }
  metrics.publishStoredMetrics();
};

const isMetricName = (name: string): name is MetricName => Object.hasOwn(METRICS, name);
