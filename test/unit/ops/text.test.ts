import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { html } from '../../../ops/report/html.ts';
import { shortName, syncOfArn } from '../../../ops/runs/names.ts';
import { nearest } from '../../../ops/text/nearest.ts';
import { oneLine } from '../../../ops/text/one-line.ts';
import { duration, longMoment, moment, second } from '../../../ops/text/times.ts';

describe('durations', () => {
  it.each([
    [0, '0 s'],
    [59_400, '59 s'],
    [59_600, '1 min'],
    [59.6 * 60_000, '1 h 00 min'],
    [65 * 60_000, '1 h 05 min'],
    [47 * 3_600_000, '47 h 00 min'],
    [76 * 3_600_000, '3 d 4 h'],
  ])('%d milliseconds', (milliseconds, text) => {
    expect(duration(milliseconds)).toBe(text);
  });
});

it('moments are in UTC, wherever the operator is', () => {
  const at = new Date('2026-09-02T04:00:15Z');
  expect([moment(at), second(at), longMoment(at)]).toEqual([
    '2026-09-02 04:00 UTC',
    '2026-09-02 04:00:15',
    '2 September 2026, 04:00 UTC',
  ]);
});

describe('the nearest name', () => {
  it.each([
    ['exmaple', ['daily', 'example'], 'example'],
    ['dayly', ['daily', 'weekly'], 'daily'],
    ['x', ['daily'], null],
    ['example', [], null],
  ])('to %s among %j', (typed, candidates, expected) => {
    expect(nearest(typed, candidates)).toBe(expected);
  });
});

describe('names', () => {
  it('are short where they were generated, and whole where a person gave them', () => {
    expect(shortName('1b9d7f3e-9c2a-4d10-8e11-3f2a7c5d9b00')).toBe('1b9d7f3e');
    expect(shortName('manual-20260902T040000-a1b2')).toBe('manual-20260902T040000-a1b2');
  });

  it('of syncs may hold hyphens', () => {
    expect(syncOfArn('arn:aws:states:r:1:stateMachine:audience-sync-prod-loyalty-daily')).toBe('loyalty-daily');
  });
});

it('text from people comes out on one line of bearable length, without commands to a terminal', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary', maxLength: 200 }), fc.integer({ min: 2, max: 80 }), (text, longest) => {
      const line = oneLine(text, longest);
      expect(line).not.toMatch(/[\p{Cc}\u2028\u2029]/u);
      expect(Array.from(line).length).toBeLessThanOrEqual(longest);
    }),
  );
  expect(oneLine('Gold "A\\B"')).toBe('Gold "A\\B"');
});

it('whatever is put into HTML stays text, in text and in quoted attributes', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary' }), (text) => {
      const inner = html`<p title="${text}">${text}</p>`.text.slice('<p title="'.length, -'</p>'.length);
      expect(inner.replace('">', '')).not.toMatch(/[<>"']/);
    }),
  );
  const items = html`${[1, 2].map((item) => html`<li>${item}</li>`)}${null}`;
  expect(items.text).toBe('<li>1</li><li>2</li>');
});
