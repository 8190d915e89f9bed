import { describe, expect, it } from '@jest/globals';
import * as fc from 'fast-check';
import { lex } from '../../../emulator/sql/lexer.ts';

describe('the lexer', () => {
  it.each([
    ['cuts at ";"', 'SELECT 1; SELECT 2 ;', ['SELECT 1', 'SELECT 2'], []],
    ['takes literals out', 'SELECT \'a\', "b"', ["SELECT 's0', 's1'"], ['a', 'b']],
    ['joins adjacent literals', "SELECT 'a' -- x\n 'b', 'c'", ["SELECT 's0'    , 's1'"], ['ab', 'c']],
    ['keeps apart what is not adjacent', "SELECT 'a' || 'b'", ["SELECT 's0' || 's1'"], ['a', 'b']],
    ['leaves ";" and comments in literals alone', "SELECT '-- ; /*'", ["SELECT 's0'"], ['-- ; /*']],
    ['drops comments, also nested ones', 'SELECT /* a /* b */ ; */ 1 -- ; c', ['SELECT   1'], []],
    ['leaves names in backticks alone', "SELECT `a;'b`", ["SELECT `a;'b`"], []],
    ['decodes escapes', "'\\'\\\\\\n\\t\\u0041\\U0001F600\\101\\q'", ["'s0'"], ["'\\\n\tA😀Aq"]],
    ['leaves % and _ to LIKE', "'\\%\\_'", ["'s0'"], ['\\%\\_']],
    ['reads raw literals', 'r\'a\\n\' R"b"', ["'s0'"], ['a\\nb']],
    ['does not take the r of a name for a raw literal', "SELECT bar'x'", ["SELECT bar's0'"], ['x']],
    ['reads 1.5D as a double', 'SELECT 1.5D, 2d, d2D, 3', ['SELECT 1.5e0, 2e0, d2D, 3'], []],
  ])('%s', (_, sql, statements, texts) => {
    const read = lex(sql);
    const withOneBlank = (text: string) => text.replaceAll(/\s+/g, ' ').replaceAll(' ,', ',');
    expect(read.statements.map(withOneBlank)).toEqual(statements.map(withOneBlank));
    expect(read.texts).toEqual(texts);
  });

  it.each([
    ["SELECT 'a", 'A text literal has no end.'],
    ["SELECT 'a\\", 'A text literal has no end.'],
    ['SELECT `a', 'A name in backticks has no end.'],
    ['SELECT /* a /* b */', 'A comment has no end.'],
    ["SELECT '\\u00g1'", '"\\u00g1" in a literal is no character.'],
    ["SELECT '\\U00110000'", '"\\U00110000" in a literal is no character.'],
    ["SELECT '\\ud800'", 'Half a surrogate pair in a literal is not supported.'],
  ])('refuses %s', (sql, message) => {
    expect(() => lex(sql)).toThrow(message);
  });

  it('reads back any text whose characters are all escaped', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (text) => {
        const units = Array.from({ length: text.length }, (_, index) => text.charCodeAt(index));
        const literal = units.map((unit) => `\\u${unit.toString(16).padStart(4, '0')}`).join('');
        expect(lex(`SELECT '${literal}'`).texts).toEqual([text]);
      }),
    );
  });

  it('never takes longer text for shorter: what is in a literal never becomes SQL', () => {
    const piece = fc.constantFrom("\\'", '\\\\', ';', '--', '/*', '*/', '$$', '`', '"', 'x', '\n', '${x}');
    fc.assert(
      fc.property(fc.array(piece), (pieces) => {
        expect(lex(`SELECT '${pieces.join('')}' AS x`).statements).toEqual(["SELECT 's0' AS x"]);
      }),
    );
  });
});
