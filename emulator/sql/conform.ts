import type { DuckDBType } from '@duckdb/node-api';
import { sparkTypeOf } from './duckdb-types.ts';
import type { Column } from './scope.ts';
import { sparkTypeText, type SparkType } from './spark-types.ts';
import { SqlError } from './sql-error.ts';

/** A column of a result, as DuckDB says it. */
export interface ResultColumn {
  readonly name: string;
  readonly type: DuckDBType;
}

/**
 * Refuses rows that are not exactly a table's: the same columns and struct fields, in the same order, of the same types.
 * Spark goes by position and silently renames; DuckDB goes by name and silently leaves out; which of them Query Service
 * follows is not documented. What passes here is right under either rule.
 * @throws SqlError 42P10 naming the first difference
 */
export function conform(table: string, wanted: readonly Column[], given: readonly ResultColumn[]): void {
  const struct = (columns: readonly Column[]): SparkType => ({ kind: 'struct', fields: columns });
  const rows = given.map(({ name, type }) => ({ name, type: sparkTypeOf(type) }));
  const difference = firstDifference('', struct(wanted), struct(rows));
  if (difference !== null) throw new SqlError('42P10', `The rows do not fit table ${table}: ${difference}.`);
}

function firstDifference(path: string, wanted: SparkType, given: SparkType): string | null {
  if (wanted.kind === 'struct' && given.kind === 'struct') {
    for (const [index, field] of wanted.fields.entries()) {
      const found = given.fields[index];
      const place = path === '' ? field.name : `${path}.${field.name}`;
      if (found === undefined) return `${place} is missing`;
      if (found.name !== field.name) return `${place} is expected where ${found.name} stands`;
      const difference = firstDifference(place, field.type, found.type);
      if (difference !== null) return difference;
    }
    const extra = given.fields[wanted.fields.length];
    return extra === undefined ? null : `${path === '' ? '' : `${path}.`}${extra.name} is not in the table`;
  }
  if (wanted.kind === 'array' && given.kind === 'array') return firstDifference(`${path}[]`, wanted.items, given.items);
  if (wanted.kind === 'map' && given.kind === 'map') {
    return (
      firstDifference(`${path} (key)`, wanted.key, given.key) ??
      firstDifference(`${path} (value)`, wanted.value, given.value)
    );
  }
  const [is, shouldBe] = [sparkTypeText(given), sparkTypeText(wanted)];
  return is === shouldBe ? null : `${path} is ${is}, the table has ${shouldBe}`;
}
