import { describe, expect, it } from '@jest/globals';
import { Metrics, MetricUnit } from '@aws-lambda-powertools/metrics';
import { embeddedMetrics } from '../../../local/metrics/embedded-metrics.ts';

const directive = {
  Namespace: 'audience-sync',
  Dimensions: [['sync'], ['sync', 'stage']],
  Metrics: [{ Name: 'Minutes', Unit: 'Count' }, { Name: 'Rows' }],
};
const document = {
  _aws: { Timestamp: 1_800_000_000_000, CloudWatchMetrics: [directive] },
  sync: 'nightly',
  stage: 'dev',
  Minutes: 12.5,
  Rows: [1, 2],
  note: 'a property',
};
const lineOf = (changes: object): string => JSON.stringify({ ...document, ...changes });
const withDirective = (changes: object): string =>
  lineOf({ _aws: { Timestamp: 1, CloudWatchMetrics: [{ ...directive, ...changes }] } });

// docs "Specification: Embedded metric format" (CloudWatch).
describe('a line in the embedded metric format', () => {
  it('gives each value with each set of dimensions', () => {
    const common = { namespace: 'audience-sync', timestamp: 1_800_000_000_000 };
    const small = { sync: 'nightly' };
    const large = { sync: 'nightly', stage: 'dev' };
    expect(embeddedMetrics(JSON.stringify(document))).toEqual([
      { ...common, name: 'Minutes', unit: 'Count', value: 12.5, dimensions: small },
      { ...common, name: 'Minutes', unit: 'Count', value: 12.5, dimensions: large },
      { ...common, name: 'Rows', unit: 'None', value: 1, dimensions: small },
      { ...common, name: 'Rows', unit: 'None', value: 1, dimensions: large },
      { ...common, name: 'Rows', unit: 'None', value: 2, dimensions: small },
      { ...common, name: 'Rows', unit: 'None', value: 2, dimensions: large },
    ]);
  });

  it('is what Powertools writes', () => {
    const metrics = new Metrics({ namespace: 'audience-sync', serviceName: 'watch' });
    metrics.addDimension('sync', 'nightly');
    metrics.addMetric('MinutesLate', MetricUnit.Count, 3);
    const timestamp = Date.now();
    metrics.setTimestamp(timestamp);
    expect(embeddedMetrics(JSON.stringify(metrics.serializeMetrics()))).toEqual([
      {
        namespace: 'audience-sync',
        name: 'MinutesLate',
        unit: 'Count',
        value: 3,
        dimensions: { service: 'watch', sync: 'nightly' },
        timestamp,
      },
    ]);
  });

  it.each(['', 'text', '{"a":1}', '{"_aws"', '[1]', 'null', '{broken'])('an ordinary line has none: %s', (line) => {
    expect(embeddedMetrics(line)).toEqual([]);
  });

  it.each<[string, string, string]>([
    ['no metadata', lineOf({ _aws: 1 }), '_aws'],
    ['a timestamp in seconds with fractions', lineOf({ _aws: { Timestamp: 1.5, CloudWatchMetrics: [] } }), 'Timestamp'],
    ['an unknown field', withDirective({ Other: 1 }), 'Other'],
    ['an unknown unit', withDirective({ Metrics: [{ Name: 'Minutes', Unit: 'Minutes' }] }), 'Unit'],
    ['101 metrics', withDirective({ Metrics: Array.from({ length: 101 }, () => ({ Name: 'Minutes' })) }), 'Metrics'],
    ['a metric without a value', withDirective({ Metrics: [{ Name: 'Absent' }] }), '"Absent"'],
    ['text as value', lineOf({ Minutes: '12' }), '"Minutes"'],
    ['101 values', lineOf({ Rows: Array.from({ length: 101 }, () => 1) }), '"Rows"'],
    ['a dimension without a value', lineOf({ stage: undefined }), '"stage"'],
    ['an empty dimension', lineOf({ stage: '' }), '"stage"'],
  ])('%s is refused', (_, line, what) => {
    expect(() => embeddedMetrics(line)).toThrow(what);
  });
});
