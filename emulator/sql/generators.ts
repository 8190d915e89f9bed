import { identifier } from './duckdb-text.ts';
import { expression, type Emission } from './emission.ts';
import type { FunctionCall } from './functions/call.ts';
import { itemsOf } from './functions/arrays.ts';
import type { Column } from './scope.ts';
import { INT } from './spark-types.ts';
import { SqlError, SqlNotSupported } from './sql-error.ts';

/** A function that gives rows: items for a select list, and the columns that they make. */
export interface Generated {
  readonly sql: string;
  readonly columns: readonly Column[];
}

/**
 * `explode` and its like.
 * @param names those of AS; none: Spark's own (`col`; `key`, `value`; `pos`, `col`)
 */
export function generate(emission: Emission, call: FunctionCall, names: readonly string[]): Generated {
  const [node, ...more] = call.args;
  if (node === undefined || more.length > 0) throw new SqlError('42601', `${call.name} takes one argument.`);
  const value = expression(emission, node);
  const made: { sql: string; column: Column }[] = [];
  const isOuter = call.name === 'explode_outer';
  const unnest = (list: string): string => `unnest(${isOuter ? `spark_or_null(${list})` : list})`;
  if (call.name === 'inline') {
    const { type } = value;
    if (type.kind !== 'array' || type.items.kind !== 'struct')
      throw new SqlNotSupported('inline takes an array of structs.');
    for (const field of type.items.fields) {
      const items = `list_transform(${value.sql}, lambda item: (item).${identifier(field.name)})`;
      made.push({ sql: unnest(items), column: field });
    }
  } else if (value.type.kind === 'map' && call.name !== 'posexplode') {
    made.push({ sql: unnest(`map_keys(${value.sql})`), column: { name: 'key', type: value.type.key } });
    made.push({ sql: unnest(`map_values(${value.sql})`), column: { name: 'value', type: value.type.value } });
  } else {
    if (call.name === 'posexplode') {
      made.push({
        sql: `CAST(generate_subscripts(${value.sql}, 1) - 1 AS INTEGER)`,
        column: { name: 'pos', type: INT },
      });
    }
    made.push({ sql: unnest(value.sql), column: { name: 'col', type: itemsOf(value) } });
  }
  if (names.length > 0 && names.length !== made.length) {
    throw new SqlError('42601', `${call.name} makes ${made.length} columns here, not ${names.length}.`);
  }
  const columns = made.map(({ column }, index) => ({ name: names[index] ?? column.name, type: column.type }));
  return {
    sql: made.map(({ sql }, index) => `${sql} AS ${identifier(columns[index]?.name ?? '')}`).join(', '),
    columns,
  };
}
