import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { createChance, type Range } from '../../../emulator/chance.ts';

describe('chance', () => {
  it('draws within the range, the same value for the same seed and name', () => {
    const range = fc
      .tuple(fc.integer({ min: 0, max: 1000 }), fc.nat(1000))
      .map(([low, width]): Range => [low, low + width]);
    fc.assert(
      fc.property(fc.integer(), range, fc.string(), (seed, [low, high], name) => {
        const drawn = createChance(seed).between([low, high], name);
        expect(drawn).toBeGreaterThanOrEqual(low);
        expect(drawn).toBeLessThanOrEqual(high);
        expect(createChance(seed).between([low, high], name)).toBe(drawn);
      }),
    );
  });

  it('reaches both ends of a range', () => {
    const chance = createChance(1);
    const drawn = new Set(Array.from({ length: 200 }, (_, index) => chance.between([1, 3], index)));
    expect([...drawn].sort()).toEqual([1, 2, 3]);
  });

  it('makes ids of the usual forms; ULIDs sort by time', () => {
    const chance = createChance(1);
    expect(chance.uuid('query', 1)).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
    expect(chance.ulid(1_776_968_523_715, 'a')).toMatch(/^01KPX[0-9A-HJKMNP-TV-Z]{21}$/);
    expect(chance.ulid(1000, 'z') < chance.ulid(2000, 'a')).toBe(true);
  });
});
