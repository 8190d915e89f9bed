import * as z from 'zod';
import type { Metric } from '../../../local/index.ts';

export type AlarmState = 'OK' | 'ALARM' | 'INSUFFICIENT_DATA';

/** An alarm's definition as CloudFormation takes it; whatever this reading does not know is refused. */
const AlarmProperties = z.strictObject({
  AlarmName: z.string(),
  AlarmDescription: z.unknown(),
  AlarmActions: z.array(z.unknown()).min(1),
  OKActions: z.array(z.unknown()).min(1),
  Tags: z.unknown(),
  Namespace: z.string(),
  MetricName: z.string(),
  Dimensions: z.array(z.strictObject({ Name: z.string(), Value: z.string() })),
  Statistic: z.enum(['Maximum', 'Minimum', 'Sum']),
  Period: z.int().min(60),
  EvaluationPeriods: z.int().min(1),
  DatapointsToAlarm: z.int().min(1).optional(),
  Threshold: z.number(),
  ComparisonOperator: z.enum(['GreaterThanOrEqualToThreshold', 'GreaterThanThreshold']),
  TreatMissingData: z.enum(['breaching', 'notBreaching', 'ignore', 'missing']).default('missing'),
});
type AlarmProperties = z.infer<typeof AlarmProperties>;

export interface Transition {
  /** ISO 8601: the start of the newest period that was evaluated. */
  readonly at: string;
  readonly state: AlarmState;
}

/**
 * How an alarm changes its state over metrics (docs "Using Amazon CloudWatch alarms", Evaluating an alarm and Configuring how
 * CloudWatch alarms treat missing data). Simplified: CloudWatch also looks at some older data points where recent ones are
 * missing, and evaluates more often than once a period.
 */
export function transitionsOf(
  properties: unknown,
  metrics: readonly Metric[],
  from: number,
  until: number,
): Transition[] {
  const alarm = AlarmProperties.parse(properties);
  const milliseconds = alarm.Period * 1000;
  const values = periodsOf(alarm, metrics);
  const transitions: Transition[] = [];
  let state: AlarmState = 'INSUFFICIENT_DATA';
  for (
    let start = Math.ceil(from / milliseconds) * milliseconds;
    start + milliseconds <= until;
    start += milliseconds
  ) {
    const window = Array.from({ length: alarm.EvaluationPeriods }, (_, index) =>
      values.get(start - index * milliseconds),
    );
    const next = evaluate(alarm, window, state);
    if (next !== state) transitions.push({ at: new Date(start).toISOString(), state: next });
    state = next;
  }
  return transitions;
}

/** The statistic of each period that has data, by the period's start. */
function periodsOf(alarm: AlarmProperties, metrics: readonly Metric[]): Map<number, number> {
  const dimensions = Object.fromEntries(alarm.Dimensions.map(({ Name, Value }) => [Name, Value]));
  const values = new Map<number, number>();
  for (const metric of metrics) {
    const isMeant =
      metric.namespace === alarm.Namespace &&
      metric.name === alarm.MetricName &&
      Object.keys(metric.dimensions).length === alarm.Dimensions.length &&
      Object.entries(metric.dimensions).every(([name, value]) => dimensions[name] === value);
    if (!isMeant) continue;
    const start = Math.floor(metric.timestamp / (alarm.Period * 1000)) * alarm.Period * 1000;
    const before = values.get(start);
    values.set(start, before === undefined ? metric.value : STATISTICS[alarm.Statistic](before, metric.value));
  }
  return values;
}

const STATISTICS = { Maximum: Math.max, Minimum: Math.min, Sum: (left: number, right: number) => left + right };

function evaluate(alarm: AlarmProperties, window: readonly (number | undefined)[], state: AlarmState): AlarmState {
  const present = window.filter((value) => value !== undefined);
  if (present.length === 0 && alarm.TreatMissingData === 'missing') return 'INSUFFICIENT_DATA';
  if (present.length === 0 && alarm.TreatMissingData === 'ignore') return state;
  const breaching = window.filter((value) =>
    value === undefined ? alarm.TreatMissingData === 'breaching' : isBreaching(alarm, value),
  );
  return breaching.length >= (alarm.DatapointsToAlarm ?? alarm.EvaluationPeriods) ? 'ALARM' : 'OK';
}

const isBreaching = ({ ComparisonOperator, Threshold }: AlarmProperties, value: number): boolean =>
  ComparisonOperator === 'GreaterThanThreshold' ? value > Threshold : value >= Threshold;
