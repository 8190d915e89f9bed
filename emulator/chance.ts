import { createHash } from 'node:crypto';

/** Lowest and highest value that may be drawn, both included. */
export type Range = readonly [lowest: number, highest: number];

/**
 * What is left to chance, drawn from a seed and from the name of what it is drawn for. Nothing depends on the order of
 * the draws: the same export job takes the same time whatever else was asked of the emulator in between.
 */
export interface Chance {
  /** A whole number within the range. */
  between(range: Range, ...name: readonly (string | number)[]): number;
  uuid(...name: readonly (string | number)[]): string;
  /** A ULID: 10 characters of time, 16 of chance; ids of Catalog batches look like it. */
  ulid(time: number, ...name: readonly (string | number)[]): string;
}

const CROCKFORD = '0123456789ABCDEFGHJKMNPQRSTVWXYZ';
const TWO_TO_THE_48 = 2 ** 48;

export function createChance(seed: number): Chance {
  const digest = (name: readonly (string | number)[]): Buffer =>
    createHash('sha256')
      .update(JSON.stringify([seed, ...name]))
      .digest();
  return {
    between: ([lowest, highest], ...name) =>
      lowest + Math.floor((digest(name).readUIntBE(0, 6) / TWO_TO_THE_48) * (highest - lowest + 1)),
    uuid: (...name) => {
      const hex = digest(name).toString('hex');
      // Version 4, variant 1 (RFC 9562), as Adobe's ids are.
      return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-4${hex.slice(13, 16)}-a${hex.slice(17, 20)}-${hex.slice(20, 32)}`;
    },
    ulid: (time, ...name) => {
      const ofTime = Array.from({ length: 10 }, (_, index) => Math.floor(time / 32 ** (9 - index)) % 32);
      const ofChance = [...digest(name).subarray(0, 16)].map((byte) => byte % 32);
      return [...ofTime, ...ofChance].map((value) => CROCKFORD.charAt(value)).join('');
    },
  };
}
