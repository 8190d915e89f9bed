import { describe, expect, it } from '@jest/globals';
import { readQueryText } from '../../../emulator/sql/block.ts';

const shown = (sql: string) =>
  readQueryText(sql).steps.map((step) => (step.kind === 'set' ? { hides: step.dropSystemColumns } : step.sql));

describe('the text of a query', () => {
  it.each([
    ['one statement', 'SELECT 1', ['SELECT 1']],
    ['one statement with ";"', ' SELECT 1 ; -- that is all', ['SELECT 1']],
    ['a block', '$$ BEGIN SELECT 1; INSERT INTO t SELECT 2; END; $$;', ['SELECT 1', 'INSERT INTO t SELECT 2']],
    ['a block without ";" at its end', '$$BEGIN\nSELECT 1;\nEND $$', ['SELECT 1']],
    ['a block in small letters', '$$ begin select 1; end; $$', ['select 1']],
    ['SET in a block', '$$ BEGIN SET drop_system_columns=false; SELECT 1; END; $$', [{ hides: false }, 'SELECT 1']],
    [
      'SET again',
      '$$ BEGIN SET drop_system_columns = FALSE; SELECT 1; SET drop_system_columns=true; SELECT 2; END $$;',
      [{ hides: false }, 'SELECT 1', { hides: true }, 'SELECT 2'],
    ],
    ['the word END in a literal and a name', "$$ BEGIN SELECT 'END; ' AS the_end; END; $$", ["SELECT 's0' AS the_end"]],
  ])('is %s', (_, sql, steps) => {
    expect(shown(sql)).toEqual(steps);
  });

  it.each([
    ['nothing', '', '42601', 'empty'],
    ['a comment only', '-- nothing', '42601', 'empty'],
    ['two statements without a block', 'SELECT 1; SELECT 2', '42601', 'One statement is expected'],
    ['an empty block', '$$ BEGIN END; $$', '42601', 'empty'],
    ['a block without END', '$$ BEGIN SELECT 1; $$', '42601', '$$ BEGIN'],
    ['a block without BEGIN', '$$ SELECT 1; END; $$', '42601', '$$ BEGIN'],
    ['a block that goes on', '$$ BEGIN SELECT 1; END; $$; SELECT 2', '42601', '$$ BEGIN'],
    ['$$ within', '$$ BEGIN SELECT 1; $$; END; $$', '42601', '$$ stands inside'],
    ['$$ in a literal of a block', "$$ BEGIN SELECT '$$'; END; $$", '42601', '$$ stands inside'],
    ['EXCEPTION', "$$ BEGIN SELECT 1; EXCEPTION WHEN OTHERS THEN SELECT 'ERROR'; END; $$", '0A000', 'EXCEPTION'],
    ['IF', "$$ BEGIN IF 1 = 1 THEN SELECT raise_error('x'); END IF; END; $$", '0A000', 'IF'],
    ['a variable', '$$ BEGIN SET @v = SELECT 1; SELECT 1; END; $$', '0A000', 'SET @variable'],
    ['another setting', '$$ BEGIN SET auto_to_json=true; SELECT 1; END; $$', '0A000', 'SET auto_to_json'],
    ['SET outside a block', 'SET drop_system_columns=false', '0A000', 'SET'],
    ['a nested block', '$$ BEGIN BEGIN SELECT 1; END; END; $$', '0A000', 'BEGIN'],
    ['DROP', '$$ BEGIN DROP TABLE t; END; $$', '0A000', 'DROP'],
    ['UPDATE', "UPDATE t SET a = 'x'", '0A000', 'only appends'],
    ['DELETE', 'DELETE FROM t', '0A000', 'only appends'],
    ['MERGE', 'MERGE INTO t USING s ON t.a = s.a WHEN MATCHED THEN DELETE', '0A000', 'only appends'],
    ['TRUNCATE', 'TRUNCATE TABLE t', '0A000', 'only appends'],
    ['COPY', "COPY t TO 'x.csv'", '0A000', 'COPY'],
    ['ATTACH', "ATTACH 'x.db'", '0A000', 'ATTACH'],
    ['substitution by Spark', "SELECT '${env:HOME}'", '0A000', '${…}'],
  ])('is refused: %s', (_, sql, code, words) => {
    expect(() => shown(sql)).toThrow(expect.objectContaining({ code, message: expect.stringContaining(words) }));
  });
});
