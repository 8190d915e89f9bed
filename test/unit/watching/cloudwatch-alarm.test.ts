import { describe, expect, it } from '@jest/globals';
import { transitionsOf } from '../../e2e/lateness/cloudwatch-alarm.ts';

const MINUTE = 60_000;
const START = Date.parse('2027-03-10T06:00:00Z');

const alarm = (fields: object = {}): object => ({
  AlarmName: 'alarm',
  AlarmDescription: 'why',
  AlarmActions: ['topic'],
  OKActions: ['topic'],
  Tags: [],
  Namespace: 'AudienceSync',
  MetricName: 'MinutesLate',
  Dimensions: [{ Name: 'Sync', Value: 'nightly' }],
  Statistic: 'Maximum',
  Period: 300,
  EvaluationPeriods: 1,
  Threshold: 1,
  ComparisonOperator: 'GreaterThanOrEqualToThreshold',
  ...fields,
});

/** What the alarm makes of one value in each period; null: none. One letter for each period's state. */
function states(properties: object, values: readonly (number | null)[], metric: object = {}): string {
  const metrics = values.flatMap((value, index) =>
    value === null
      ? []
      : [
          {
            namespace: 'AudienceSync',
            name: 'MinutesLate',
            unit: 'None',
            value,
            dimensions: { Sync: 'nightly' },
            timestamp: START + index * 5 * MINUTE + MINUTE,
            ...metric,
          },
        ],
  );
  const transitions = transitionsOf(properties, metrics, START, START + values.length * 5 * MINUTE);
  let state = 'I';
  return values
    .map((_, index) => {
      const at = new Date(START + index * 5 * MINUTE).toISOString();
      state = transitions.find((transition) => transition.at === at)?.state[0] ?? state;
      return state;
    })
    .join('');
}

describe('the reading of an alarm', () => {
  it.each<[string, object, (number | null)[], string]>([
    ['compares with its threshold', {}, [0, 1, 5, 0], 'OAAO'],
    [
      'takes more than the threshold where it says so',
      { ComparisonOperator: 'GreaterThanThreshold' },
      [1, 2, 1],
      'OAO',
    ],
    [
      'waits for as many periods as it says',
      { EvaluationPeriods: 3, TreatMissingData: 'breaching' },
      [0, 1, 1, 1, 0],
      'OOOAO',
    ],
    [
      'waits for so many data points of them',
      { EvaluationPeriods: 3, DatapointsToAlarm: 2, TreatMissingData: 'notBreaching' },
      [1, 0, 1, 0, 0],
      'OOAOO',
    ],
    ['ignores what is missing', { TreatMissingData: 'ignore' }, [null, 0, null, 1, null, null, 0], 'IOOAAAO'],
    ['takes what is missing for breaching', { TreatMissingData: 'breaching' }, [0, null, 0], 'OAO'],
    ['takes what is missing for well', { TreatMissingData: 'notBreaching' }, [1, null, 1], 'AOA'],
    ['does not know what is missing', {}, [0, null, 1], 'OIA'],
  ])('%s', (_, fields, values, expected) => {
    expect(states(alarm(fields), values)).toBe(expected);
  });

  it.each([
    ['another namespace', { namespace: 'Other' }],
    ['another name', { name: 'HeldBySwing' }],
    ['another dimension', { dimensions: { Sync: 'weekly' } }],
    ['a dimension more', { dimensions: { Sync: 'nightly', Stage: 'dev' } }],
  ])('does not take a metric of %s for its own', (_, metric) => {
    expect(states(alarm({ TreatMissingData: 'ignore' }), [1, 1], metric)).toBe('II');
  });

  it('refuses an alarm with what it does not know, or without anybody to tell', () => {
    expect(() => states(alarm({ Metrics: [] }), [])).toThrow(/Metrics/);
    expect(() => states(alarm({ OKActions: [] }), [])).toThrow(/OKActions/);
  });
});
