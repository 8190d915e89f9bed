import { textLiteral } from '../duckdb-text.ts';
import type { Typed } from '../emission.ts';
import { SqlNotSupported } from '../sql-error.ts';
import { literalText } from './scalar-function.ts';

/**
 * A pattern that Java (Spark) and RE2 (DuckDB) read alike. What RE2 does not have (look-around, back references) DuckDB
 * refuses itself; a class within a class, or an intersection, it would read as plain characters.
 */
export function regex(pattern: Typed): string {
  const text = literalText(pattern, 'A regular expression');
  if (/\[[^\]]*(\[|&&)/.test(text.replaceAll(/\\./g, '__'))) {
    throw new SqlNotSupported(`A class within a class in a regular expression is not supported.`);
  }
  return textLiteral(text);
}

/** A pattern to split at. Java and RE2 do not agree on what an empty match leaves, but for the empty pattern. */
export function separatorRegex(pattern: Typed): string {
  const sql = regex(pattern);
  const text = literalText(pattern, 'A regular expression');
  if (text !== '' && new RegExp(`^(?:${text})$`).test('')) {
    throw new SqlNotSupported('split at a pattern that matches nothing is not supported.');
  }
  return sql;
}

/** Java's replacement text as RE2's: `$1` is a group, a backslash makes the next character plain. */
export function replacement(by: Typed): string {
  const source = literalText(by, 'The replacement of regexp_replace');
  const text = source.replace(/\\([\s\S])|\$(\d)|\\|\$/g, (whole, plain?: string, group?: string) => {
    if (plain !== undefined) return plain === '\\' ? '\\\\' : plain;
    if (group !== undefined) return `\\${group}`;
    throw new SqlNotSupported(`"${whole}" in the replacement of regexp_replace is not supported.`);
  });
  return textLiteral(text);
}
