import { createHash } from 'node:crypto';
import { parseJson, type Json } from '../json.ts';
import { compile } from './expression.ts';
import { type Random, seededRandom } from './random.ts';

const HASHES: Readonly<Record<string, string>> = {
  MD5: 'md5',
  'SHA-1': 'sha1',
  'SHA-256': 'sha256',
  'SHA-384': 'sha384',
  'SHA-512': 'sha512',
};

/** What a range or a partition may at most hold; the limit of States.ArrayRange. */
const MOST_ITEMS = 1000;

/**
 * The functions that Step Functions adds to JSONata, and those of JSONata's own that depend on time or chance, which here come
 * from the execution's clock and seed.
 * Source: docs "Transforming data with JSONata in Step Functions", JSONata functions provided by Step Functions.
 */
export function statesFunctions(random: Random, now: () => number): Record<string, (...args: never[]) => unknown> {
  return {
    uuid: () => random.uuid(),
    random: (seed?: number) => (seed === undefined ? random : seededRandom(seed)).fraction(),
    shuffle: (items: readonly Json[]) => shuffled(items, random),
    hash,
    partition,
    range,
    parse,
    now: async (picture?: string, timeZone?: string): Promise<unknown> =>
      compile('$fromMillis($at, $picture, $timeZone)').evaluate(undefined, { at: now(), picture, timeZone }),
    millis: () => now(),
  };
}

function parse(text: string): Json {
  if (typeof text !== 'string') throw new Error('$parse needs a string');
  return parseJson(text);
}

function hash(text: string, algorithm: string): string {
  const name = HASHES[algorithm];
  if (name === undefined) throw new Error(`$hash knows ${Object.keys(HASHES).join(', ')}, not "${algorithm}"`);
  return createHash(name).update(text).digest('hex');
}

function partition(items: Json | undefined, size: number): Json[][] {
  if (!Array.isArray(items)) throw new Error('$partition needs an array');
  if (!Number.isInteger(size) || size < 1) throw new Error('$partition needs a positive whole number of items');
  return Array.from({ length: Math.ceil(items.length / size) }, (_, index) =>
    items.slice(index * size, (index + 1) * size),
  );
}

function range(first: number, last: number, delta: number): number[] {
  if (!Number.isInteger(delta) || delta === 0) throw new Error('$range needs a whole number other than 0 as its step');
  const length = Math.max(0, Math.floor((last - first) / delta) + 1);
  if (length > MOST_ITEMS) throw new Error(`$range gives at most ${MOST_ITEMS} items`);
  return Array.from({ length }, (_, index) => first + index * delta);
}

function shuffled(items: readonly Json[], random: Random): Json[] {
  const result = [...items];
  for (let index = result.length - 1; index > 0; index -= 1) {
    const other = Math.floor(random.fraction() * (index + 1));
    const [a = null, b = null] = [result[index], result[other]];
    [result[index], result[other]] = [b, a];
  }
  return result;
}
