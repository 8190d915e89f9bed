import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { DuckDBInstance, type DuckDBConnection } from '@duckdb/node-api';
import * as fc from 'fast-check';
import { readQueryText } from '../../../emulator/sql/block.ts';
import { parse, translate } from '../../../emulator/sql/translate.ts';

/** The bytes that arrive in DuckDB for a literal, since its client drops a leading U+FEFF when it reads text. */
const asHex = (text: string) => Buffer.from(text, 'utf8').toString('hex').toUpperCase();

const FRAGMENTS = [
  "'",
  '"',
  '`',
  '\\',
  '$',
  '$$',
  'END; $$;',
  '${x}',
  '$param',
  '@v',
  '--',
  '/*',
  '*/',
  ';',
  ',',
  '\n',
  '\0',
  '\u2028',
  '😀',
  '\uFEFF',
  "' OR 1=1 --",
  's0',
  "'s0'",
  'DROP TABLE canary',
];
const hostile = fc.oneof(
  fc.string({ unit: 'binary' }),
  fc.string({ unit: 'grapheme' }),
  fc.array(fc.constantFrom(...FRAGMENTS)).map((pieces) => pieces.join('')),
);

describe('any text in a literal', () => {
  let connection: DuckDBConnection;
  beforeAll(async () => {
    connection = await (await DuckDBInstance.create(':memory:')).connect();
    await connection.run('CREATE TABLE canary AS SELECT 1 AS alive');
  });
  afterAll(() => {
    connection.closeSync();
  });

  async function arrives(literal: string): Promise<unknown> {
    const { steps, texts } = readQueryText(`SELECT ${literal} AS x`);
    const [step] = steps;
    if (step?.kind !== 'statement') throw new Error('a statement is expected');
    const { query } = translate(parse(step.sql, texts), { find: () => undefined }, 0);
    const reader = await connection.runAndReadAll(`SELECT hex(encode(x)) FROM (${query.sql})`);
    return reader.getRows();
  }

  it('arrives as it is, when each character is escaped', async () => {
    const escaped = (text: string) =>
      `'${Array.from({ length: text.length }, (_, index) => `\\u${text.charCodeAt(index).toString(16).padStart(4, '0')}`).join('')}'`;
    await fc.assert(
      fc.asyncProperty(hostile, async (text) => {
        expect(await arrives(escaped(text))).toEqual([[asHex(text)]]);
      }),
      { numRuns: 500 },
    );
    expect((await connection.runAndReadAll('SELECT alive FROM canary')).getRows()).toEqual([[1]]);
  });

  it('arrives as it is, when only quote and backslash are escaped', async () => {
    const escaped = (text: string) => `'${text.replaceAll(/['\\]/g, (character) => `\\${character}`)}'`;
    const withoutSubstitution = hostile.filter((text) => !text.includes('${') && !/\\[%_]/.test(escaped(text)));
    await fc.assert(
      fc.asyncProperty(withoutSubstitution, async (text) => {
        fc.pre(!text.includes('$$'));
        expect(await arrives(escaped(text))).toEqual([[asHex(text)]]);
      }),
      { numRuns: 500 },
    );
  });
});
