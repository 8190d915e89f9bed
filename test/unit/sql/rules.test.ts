import { describe, expect, it } from '@jest/globals';
import { transformMarker } from '../../../shared/sql/marker.ts';
import { transformSql } from '../../../shared/sql/transform.ts';
import { GOLDEN_SPECS } from './specs.ts';
import { statementsOf, tokensOf } from './tokens.ts';

/** docs: "Spark SQL functions in Query Service", and raise_error, which docs "SQL syntax in Query Service" uses in a block. */
const DOCUMENTED_FUNCTIONS = new Set(
  `array array_contains array_join cast coalesce collect_list concat count explode filter lower max nullif raise_error replace
   row_number size slice sort_array split struct sum transform trim zip_with`.split(/\s+/),
);
const WORDS_BEFORE_A_PARENTHESIS = new Set(['and', 'or', 'in', 'from', 'join', 'over', 'not', 'then', 'else', 'as']);

describe.each(Object.entries(GOLDEN_SPECS))('the transform %s', (_, spec) => {
  const block = transformSql(spec);
  const tokens = tokensOf(block);
  const words = tokens.filter(({ kind }) => kind === 'word').map(({ text }) => text.toLowerCase());

  it('calls only functions that Adobe documents', () => {
    const calls = tokens
      .filter((token, index) => token.kind === 'word' && tokens[index + 1]?.text === '(')
      .map(({ text }) => text.toLowerCase())
      .filter((word) => !WORDS_BEFORE_A_PARENTHESIS.has(word));
    expect(calls.filter((name) => !DOCUMENTED_FUNCTIONS.has(name))).toEqual([]);
  });

  it('has no form that Query Service lacks or nobody has shown to work there', () => {
    const undocumented = [
      'with',
      'values',
      'cross',
      'lateral',
      'exception',
      'view',
      'qualify',
      'except',
      'merge',
      'update',
      'delete',
    ];
    expect(words.filter((word) => undocumented.includes(word))).toEqual([]);
    expect(block).not.toMatch(/INSERT INTO \w+\s*\(/);
  });

  it('is one anonymous block of statements that nothing inside can end', () => {
    expect(block.match(/\$/g)).toHaveLength(4);
    expect(block).toMatch(/^\$\$ BEGIN\n[^$]*\nEND; \$\$;$/);
    expect(block).toMatch(/^[\n\x20-\x7e]*$/);
    const literals = tokens.filter(({ kind }) => kind === 'literal').map(({ text }) => text);
    expect(literals.filter((literal) => /[;$@"`{}/*%\n]|--/.test(literal))).toEqual([]);
    const comments = tokens.filter(({ kind }) => kind === 'comment').map(({ text }) => text);
    expect(comments.filter((comment) => !/^-- [A-Za-z ,:]+$/.test(comment))).toEqual([]);
  });

  it('writes twice, after six temp tables', () => {
    const beginnings = statementsOf(block).map(
      (statement) => /^--.*\n(CREATE TEMP TABLE \w+ AS|INSERT INTO \w+)\n/.exec(statement)?.[1],
    );
    expect(beginnings).toEqual([
      'CREATE TEMP TABLE sync_run AS',
      'CREATE TEMP TABLE sync_audiences AS',
      'CREATE TEMP TABLE sync_members AS',
      'CREATE TEMP TABLE sync_counts AS',
      'CREATE TEMP TABLE sync_guard AS',
      'CREATE TEMP TABLE sync_changes AS',
      `INSERT INTO ${spec.targetTable}`,
      `INSERT INTO ${spec.ledgerTable}`,
    ]);
  });

  it('begins with its marker, before any name that people gave', () => {
    expect(tokens.find(({ kind }) => kind === 'literal')?.text).toBe(transformMarker(spec));
  });
});
