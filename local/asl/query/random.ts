import { xoroshiro128plus } from 'pure-rand/generator/xoroshiro128plus';
import { createHash } from 'node:crypto';

const TWO_TO_32 = 2 ** 32;

/** Everything an execution leaves to chance, reproducible by its seed. */
export interface Random {
  /** At least 0, below 1. */
  fraction(): number;
  /** A version 4 UUID. */
  uuid(): string;
}

export function seededRandom(seed: number | string): Random {
  const generator = xoroshiro128plus(seedNumber(seed));
  const next = (): number => generator.next() >>> 0;
  return {
    fraction: () => next() / TWO_TO_32,
    uuid: () => {
      const hex = Array.from({ length: 4 }, () => next().toString(16).padStart(8, '0')).join('');
      const variant = ((Number.parseInt(hex[16] ?? '0', 16) & 0x3) | 0x8).toString(16);
      return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-4${hex.slice(13, 16)}-${variant}${hex.slice(17, 20)}-${hex.slice(20, 32)}`;
    },
  };
}

function seedNumber(seed: number | string): number {
  return createHash('sha256').update(String(seed)).digest().readInt32BE(0);
}
