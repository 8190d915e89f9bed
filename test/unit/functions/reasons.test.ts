import { describe, expect, it } from '@jest/globals';
import { reasonsText } from '../../../functions/attempts/reasons.ts';

describe('what Adobe says of a job that ended badly', () => {
  it.each([
    ['keeps its code', [{ code: '0100000003', message: 'Error in Export Job' }], ': 0100000003 Error in Export Job'],
    [
      'loses what may be a person ID',
      [{ code: '58000', message: `cannot cast '4711' of 12345678901234 for jo@example.com` }],
      `: 58000 cannot cast '***' of *** for ***`,
    ],
    [
      'leaves the full stop to the sentence',
      [{ code: '58000', message: 'Batch query execution failed.' }],
      ': 58000 Batch query execution failed',
    ],
    ['is nothing where it says nothing', [], ''],
    ['ends after three', ['a', 'b', 'c', 'd'].map((message) => ({ code: '1', message })), ': 1 a; 1 b; 1 c'],
  ])('%s', (_, errors, text) => {
    expect(reasonsText(errors)).toBe(text);
  });
});
