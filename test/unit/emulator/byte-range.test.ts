import { expect, it } from '@jest/globals';
import { readByteRange } from '../../../emulator/services/data-access/byte-range.ts';

it.each<[string | undefined, ReturnType<typeof readByteRange>]>([
  [undefined, 'whole'],
  ['bytes=0-9', { first: 0, last: 9 }],
  ['bytes=90-', { first: 90, last: 99 }],
  ['bytes=90-200', { first: 90, last: 99 }],
  ['bytes=-8', { first: 92, last: 99 }],
  ['bytes=-200', { first: 0, last: 99 }],
  ['bytes=99-99', { first: 99, last: 99 }],
  ['bytes=100-', 'beyond'],
  ['bytes=-0', 'beyond'],
  ['bytes=9-0', 'whole'],
  ['bytes=-', 'whole'],
  ['bytes=0-1,5-6', 'whole'],
  ['items=0-9', 'whole'],
])('of 100 bytes, %p is %p', (header, range) => {
  expect(readByteRange(header, 100)).toEqual(range);
});
