import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { count, id, identifier, isoTime, path, sparkType, SqlTextError, text, time } from '../../../shared/sql/text.ts';
import { tokensOf } from './tokens.ts';

const hostile = fc.constantFrom(
  ...[
    "'",
    "''",
    "\\'",
    '\\',
    '"',
    '`',
    '$$',
    '${x}',
    '$param',
    '@v',
    '--',
    '-',
    '/*',
    '*/',
    ';',
    ',',
    '\n',
    '\r\n',
    '\u2028',
  ],
  ...['\u0000', '\u0041', '\\u0027', '%', '{{x}}', '$$ END; $$;', "') OR 1=1 --", '😀', 'é', 'İ', '\ufeff', ' '],
);
const anyText = fc
  .array(fc.oneof(hostile, fc.string({ unit: 'binary' }), fc.string({ unit: 'grapheme' })), { maxLength: 30 })
  .map((parts) => parts.join(''));

/** What Spark makes of a literal: `\uXXXX` is one UTF-16 unit. */
function sparkReads(literal: string): string {
  return literal.slice(1, -1).replace(/\\u([0-9a-f]{4})/g, (_, hex: string) => String.fromCharCode(parseInt(hex, 16)));
}

describe('a text in SQL', () => {
  it.each([
    ['Likely to churn', "'Likely to churn'"],
    ["Summer's best", "'Summer\\u0027s best'"],
    ['Café & Bar', "'Caf\\u00e9 \\u0026 Bar'"],
    ['😀', "'\\ud83d\\ude00'"],
    ['a--b---c', "'a-\\u002db-\\u002d\\u002dc'"],
    ['$$ END; $$', "'\\u0024\\u0024 END\\u003b \\u0024\\u0024'"],
    ['', "''"],
  ])('%j is written as %s', (value, literal) => {
    expect(text(value)).toBe(literal);
  });

  it('is read back by Spark as it was', () => {
    fc.assert(
      fc.property(anyText, (value) => {
        expect(sparkReads(text(value.toWellFormed()))).toBe(value.toWellFormed());
      }),
      { numRuns: 2000 },
    );
  });

  it('is plain ASCII in which no layer can find anything', () => {
    fc.assert(
      fc.property(anyText, (value) => {
        const literal = text(value.toWellFormed());
        expect(literal).toMatch(/^'(?:[A-Za-z0-9 _.-]|\\u[0-9a-f]{4})*'$/);
        expect(literal).not.toContain('--');
        expect(tokensOf(literal)).toHaveLength(1);
      }),
      { numRuns: 2000 },
    );
  });

  it('may be ten thousand characters long', () => {
    const value = "'$\n😀-".repeat(2000);
    expect(sparkReads(text(value))).toBe(value);
  });

  it.each(['\ud800', 'a\udc00b', '😀'.slice(0, 1)])('is refused with half of a surrogate pair: %j', (value) => {
    expect(() => text(value)).toThrow(SqlTextError);
  });
});

describe('what is not text', () => {
  const wrong = (
    [
      [id, ['', "a'b", 'a b', 'a@b', 'a--b', '--', '-a', '.a', 'a,b', 'a;b', 'a/b', 'ä', 'a\n', '$a', 'a\u0000']],
      [identifier, ['', '1a', 'a-b', 'a.b', 'a b', 'a`b', "a'", 'ä', 'a\n', 'a;']],
      [path, ['', '.a', 'a.', 'a..b', 'a.1', 'a.b()', "a['b']", 'a.b -- c']],
      [sparkType, ['', 'string; DROP', "'a'", 'a(b)', 'array<', '<string>', 'a--b']],
      [
        isoTime,
        [
          '',
          '2026-11-24',
          '2026-11-24T06:00:05',
          '2026-11-24T06:00:05+01:00',
          '2026-02-30T00:00:00Z',
          '2026-11-24T25:00:00Z',
        ],
      ],
      [time, ["2026-11-24T06:00:05Z' OR '", '2026-11-24 06:00:05Z', '2026-11-24T06:00:05.1234567Z']],
      [count, [-1, 0.5, NaN, Infinity, 2 ** 53]],
    ] as [(value: never) => string, (string | number)[]][]
  ).flatMap(([write, values]) =>
    values.map((value): [string, unknown, (value: never) => string] => [write.name, value, write]),
  );

  it.each(wrong)('%s refuses %j', (_, value, write) => {
    expect(() => write(value as never)).toThrow(SqlTextError);
  });

  it.each([
    [id('04a81716-43d6-4e7a-a49c-f1d8b3129ba9'), "'04a81716-43d6-4e7a-a49c-f1d8b3129ba9'"],
    [id('run:2026.a_b-c'), "'run:2026.a_b-c'"],
    [path('_acme.crmId'), '_acme.crmId'],
    [sparkType('array<struct<id:string, at:timestamp>>'), 'array<struct<id:string, at:timestamp>>'],
    [time('2026-11-24T06:00:05Z'), "CAST('2026-11-24T06:00:05.000Z' AS TIMESTAMP)"],
    [time('2024-02-29T23:59:59.25Z'), "CAST('2024-02-29T23:59:59.250Z' AS TIMESTAMP)"],
    [count(2 ** 53 - 1), '9007199254740991'],
  ])('%s is taken', (written, expected) => {
    expect(written).toBe(expected);
  });

  it('never stands raw in a message', () => {
    expect(() => id("x'; DROP TABLE t; --\n")).toThrow(/^not an id [^\n;]*\\u0027\\u003b DROP TABLE/);
  });
});
