import { describe, expect, it } from '@jest/globals';
import type { Json, JsonObject } from '../../../local/asl/json.ts';
import { eventPattern } from '../../../local/eventbridge/event-pattern.ts';

const event: JsonObject = {
  source: 'aws.states',
  'detail-type': 'Step Functions Execution Status Change',
  resources: ['arn:a', 'arn:b'],
  detail: {
    status: 'FAILED',
    name: 'nightly.1',
    redriveCount: 2,
    stopDate: null,
    output: '',
    path: 'a/lib/b*c',
    flag: true,
  },
};
const detail = (pattern: Json): Json => ({ detail: pattern });

// docs "Creating event patterns in Amazon EventBridge" and "Comparison operators for use in event patterns in Amazon EventBridge".
describe('an event pattern', () => {
  it.each<[string, Json, boolean]>([
    ['one of the values', { source: ['aws.s3', 'aws.states'] }, true],
    ['none of the values', { source: ['aws.s3'] }, false],
    ['every field must match', { source: ['aws.states'], 'detail-type': ['Other'] }, false],
    ['fields inside of fields', detail({ status: ['FAILED', 'ABORTED'] }), true],
    ['a field that is not there', detail({ other: ['x'] }), false],
    ['one item of a list in the event', { resources: ['arn:b'] }, true],
    ['no item of a list in the event', { resources: ['arn:c'] }, false],
    ['an object is no value', { detail: ['x'] }, false],
    ['null', detail({ stopDate: [null] }), true],
    ['empty text', detail({ output: [''] }), true],
    ['numbers by value', detail({ redriveCount: [2] }), true],
    ['text is no number', detail({ redriveCount: ['2'] }), false],
    ['booleans', detail({ flag: [true] }), true],
    ['prefix', detail({ name: [{ prefix: 'nightly.' }] }), true],
    ['prefix, other case', detail({ name: [{ prefix: 'NIGHTLY' }] }), false],
    ['prefix ignoring case', detail({ name: [{ prefix: { 'equals-ignore-case': 'NIGHTLY' } }] }), true],
    ['suffix', detail({ name: [{ suffix: '.1' }] }), true],
    ['suffix ignoring case', detail({ status: [{ suffix: { 'equals-ignore-case': 'iled' } }] }), true],
    ['equals-ignore-case', detail({ status: [{ 'equals-ignore-case': 'failed' }] }), true],
    ['wildcard', detail({ path: [{ wildcard: '*/lib/*' }] }), true],
    ['wildcard is anchored', detail({ path: [{ wildcard: 'lib*' }] }), false],
    ['wildcard with an asterisk meant as such', detail({ path: [{ wildcard: String.raw`a*b\*c` }] }), true],
    ['wildcard, a dot is a dot', detail({ name: [{ wildcard: 'nightly?1' }] }), false],
    ['numeric', detail({ redriveCount: [{ numeric: ['>', 0, '<=', 2] }] }), true],
    ['numeric, out of range', detail({ redriveCount: [{ numeric: ['<', 2] }] }), false],
    ['numeric of text', detail({ name: [{ numeric: ['>', 0] }] }), false],
    ['exists', detail({ status: [{ exists: true }] }), true],
    ['exists although null', detail({ stopDate: [{ exists: true }] }), true],
    ['does not exist', detail({ other: [{ exists: false }] }), true],
    ['does not exist, though it does', detail({ status: [{ exists: false }] }), false],
    ['does not exist inside of what does not exist', { other: { inner: [{ exists: false }] } }, true],
    ['anything but a value', detail({ status: [{ 'anything-but': 'SUCCEEDED' }] }), true],
    ['anything but this value', detail({ status: [{ 'anything-but': 'FAILED' }] }), false],
    ['anything but some', detail({ status: [{ 'anything-but': ['RUNNING', 'FAILED'] }] }), false],
    ['anything but a number', detail({ redriveCount: [{ 'anything-but': 0 }] }), true],
    ['anything but a prefix', detail({ name: [{ 'anything-but': { prefix: 'nightly' } }] }), false],
    ['anything but some prefixes', detail({ name: [{ 'anything-but': { prefix: ['a', 'b'] } }] }), true],
    ['anything but a suffix', detail({ name: [{ 'anything-but': { suffix: '.2' } }] }), true],
    ['anything but in any case', detail({ status: [{ 'anything-but': { 'equals-ignore-case': 'failed' } }] }), false],
    ['anything but a wildcard', detail({ path: [{ 'anything-but': { wildcard: '*/lib/*' } }] }), false],
    ['anything but needs a field', detail({ other: [{ 'anything-but': 'x' }] }), false],
    ['one operator of several', detail({ status: ['SUCCEEDED', { prefix: 'FAIL' }] }), true],
    ['$or', { source: ['aws.states'], $or: [{ source: ['x'] }, { detail: { status: ['FAILED'] } }] }, true],
    ['$or inside of a field', detail({ $or: [{ status: ['RUNNING'] }, { redriveCount: [0] }] }), false],
  ])('%s', (_, pattern, matches) => {
    expect(eventPattern(pattern)(event)).toBe(matches);
  });

  it.each<[string, Json, string]>([
    ['nothing', {}, 'event pattern: fields are needed'],
    ['text', 'x', 'event pattern: fields are needed'],
    [
      'a value without a list',
      { source: 'aws.states' },
      'event pattern /source: a list of values or an object is needed',
    ],
    ['an empty list', detail({ status: [] }), 'event pattern /detail/status: an empty list matches nothing'],
    ['a list in a list', { source: [['x']] }, 'event pattern /source: a list inside a list'],
    ['addresses', detail({ ip: [{ cidr: '10.0.0.0/24' }] }), 'the operator {"cidr":"10.0.0.0/24"} is not implemented'],
    ['two operators in one', detail({ a: [{ prefix: 'x', suffix: 'y' }] }), 'is not implemented'],
    ['half a range', detail({ a: [{ numeric: ['>'] }] }), 'is not implemented'],
    ['an unknown comparison', detail({ a: [{ numeric: ['!=', 1] }] }), 'is not implemented'],
    ['$or with one alternative', { $or: [{ source: ['x'] }] }, 'event pattern /$or: a list of two or more'],
  ])('%s is refused', (_, pattern, problem) => {
    expect(() => eventPattern(pattern)).toThrow(problem);
  });
});
