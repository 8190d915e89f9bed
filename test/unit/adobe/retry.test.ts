import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { retryAfterSeconds, retryDelay, type RetrySettings } from '../../../shared/adobe/retry.ts';

const SETTINGS: RetrySettings = {
  limit: 2,
  firstWaitMilliseconds: 1000,
  longestWaitMilliseconds: 20_000,
  wait: () => Promise.resolve(),
  random: () => 1,
};

describe('whether and when a call is repeated', () => {
  it.each<[number | null, 'repeatable' | 'creating', Record<string, string>, number, number | null]>([
    // status, kind of call, headers, repeats so far, delay
    [200, 'repeatable', {}, 0, null],
    [400, 'repeatable', {}, 0, null],
    [401, 'repeatable', {}, 0, null],
    [404, 'repeatable', {}, 0, null],
    [409, 'repeatable', {}, 0, null],
    [408, 'repeatable', {}, 0, 1000],
    [429, 'repeatable', {}, 0, 1000],
    [500, 'repeatable', {}, 0, 1000],
    [501, 'repeatable', {}, 0, null],
    [503, 'repeatable', {}, 1, 2000],
    [503, 'repeatable', {}, 2, null],
    [null, 'repeatable', {}, 0, 1000],
    [429, 'creating', {}, 0, 1000],
    [429, 'creating', {}, 2, null],
    [408, 'creating', {}, 0, null],
    [500, 'creating', {}, 0, null],
    [503, 'creating', { 'retry-after': '1' }, 0, null],
    [null, 'creating', {}, 0, null],
    [429, 'creating', { 'retry-after': '7' }, 0, 7000],
    [429, 'repeatable', { 'retry-after': '0' }, 0, 0],
    [503, 'repeatable', { 'retry-after': '20' }, 0, 20_000],
    [503, 'repeatable', { 'retry-after': '21' }, 0, null],
    [429, 'repeatable', { 'retry-after': 'soon' }, 0, 1000],
  ])('%p, %s call, %p, after %i repeats: %p ms', (status, kind, headers, repeats, delay) => {
    expect(retryDelay({ status, headers }, repeats, kind === 'repeatable', SETTINGS)).toBe(delay);
  });

  it('never waits longer than allowed, and never repeats more often than allowed', () => {
    fc.assert(
      fc.property(
        fc.option(fc.integer({ min: 100, max: 599 })),
        fc.nat(10),
        fc.boolean(),
        fc.option(fc.oneof(fc.nat().map(String), fc.string())),
        fc.double({ min: 0, max: 1, noNaN: true }),
        (status, repeats, isRepeatable, retryAfter, chance) => {
          const headers = retryAfter === null ? {} : { 'retry-after': retryAfter };
          const delay = retryDelay({ status, headers }, repeats, isRepeatable, { ...SETTINGS, random: () => chance });
          expect(delay ?? 0).toBeLessThanOrEqual(SETTINGS.longestWaitMilliseconds);
          expect(delay ?? 0).toBeGreaterThanOrEqual(0);
          if (repeats >= SETTINGS.limit) expect(delay).toBeNull();
        },
      ),
    );
  });
});

describe('Retry-After', () => {
  it.each<[string | undefined, number | null]>([
    [undefined, null],
    ['120', 120],
    [' 5 ', 5],
    ['Wed, 21 Oct 2015 07:28:00 GMT', 0],
    ['-1', null],
    ['', null],
    ['later', null],
  ])('%p means %p seconds', (value, seconds) => {
    expect(retryAfterSeconds(value === undefined ? {} : { 'retry-after': value })).toBe(seconds);
  });

  it('may be a date in the future', () => {
    const seconds = retryAfterSeconds({ 'retry-after': new Date(Date.now() + 90_000).toUTCString() });
    expect(seconds).toBeGreaterThan(80);
    expect(seconds).toBeLessThanOrEqual(90);
  });
});
