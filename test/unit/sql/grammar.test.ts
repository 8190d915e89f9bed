import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { build } from 'esbuild';
import { transformSql } from '../../../shared/sql/transform.ts';
import { GOLDEN_SPECS } from './specs.ts';
import { statementsOf } from './tokens.ts';

/** What this test uses of dt-sql-parser's Spark grammar. */
interface SparkGrammar {
  validate(sql: string): readonly { readonly message: string }[];
}

/**
 * The grammar is ANTLR's and slow at first: it builds its automaton while it parses, ten seconds on a busy machine. So all
 * statements are checked in this one file. Its package cannot be imported by Node (imports without extensions).
 */
describe('the grammar of Spark SQL', () => {
  const folder = mkdtempSync(join(tmpdir(), 'spark-grammar-'));
  let grammar: SparkGrammar;

  beforeAll(async () => {
    const outfile = join(folder, 'grammar.mjs');
    await build({
      stdin: {
        contents: "export { SparkSQL } from 'dt-sql-parser/dist/parser/spark';",
        resolveDir: import.meta.dirname,
      },
      bundle: true,
      format: 'esm',
      platform: 'node',
      outfile,
      logLevel: 'error',
    });
    const bundle = (await import(pathToFileURL(outfile).href)) as { SparkSQL: new () => SparkGrammar };
    grammar = new bundle.SparkSQL();
  });
  afterAll(() => {
    rmSync(folder, { recursive: true });
  });

  it.each(Object.entries(GOLDEN_SPECS))('takes every statement of %s', (_, spec) => {
    for (const statement of statementsOf(transformSql(spec))) {
      // TEMP is Query Service's word; Spark creates temp views.
      expect(grammar.validate(statement.replace('CREATE TEMP TABLE', 'CREATE TABLE'))).toEqual([]);
    }
  });

  it('refuses a statement that is none', () => {
    expect(grammar.validate('SELECT FROM WHERE;')).not.toEqual([]);
  });
});
