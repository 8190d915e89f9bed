import { identifier } from './duckdb-text.ts';
import type { Typed } from './emission.ts';
import { sparkTypeText, type SparkType } from './spark-types.ts';
import { SqlNotSupported } from './sql-error.ts';

/** Whether values of the type have parts, whose NULLs Spark and DuckDB put into different places. */
export function hasParts(type: SparkType): boolean {
  return type.kind === 'struct' || type.kind === 'array';
}

/**
 * What orders values in DuckDB as Spark orders them: a NULL inside a struct or an array is less than everything there,
 * for DuckDB it is greater. Before each part stands whether it is there.
 */
export function sortKey({ sql, type }: Typed): string {
  switch (type.kind) {
    case 'struct': {
      const parts = type.fields.map((field, index) => {
        const part = { sql: `(${sql}).${identifier(field.name)}`, type: field.type };
        return `'has_${index}': ${part.sql} IS NOT NULL, 'part_${index}': ${sortKey(part)}`;
      });
      return `CASE WHEN ${sql} IS NOT NULL THEN {${parts.join(', ')}} END`;
    }
    case 'array': {
      const part = sortKey({ sql: 'part', type: type.items });
      return `list_transform(${sql}, lambda part: {'has': part IS NOT NULL, 'part': ${part}})`;
    }
    case 'map':
      throw new SqlNotSupported(`${sparkTypeText(type)} has no order.`);
    default:
      return sql;
  }
}

/** An array in order. A NULL among structs or arrays is where `nulls` says. */
export function sortedArray(
  list: string,
  items: SparkType,
  order: { readonly direction: 'ASC' | 'DESC'; readonly nulls: 'FIRST' | 'LAST' },
): string {
  if (!hasParts(items)) return `list_sort(${list}, '${order.direction}', 'NULLS ${order.nulls}')`;
  const comesLater = (order.nulls === 'FIRST') === (order.direction === 'ASC') ? 'IS NOT NULL' : 'IS NULL';
  const keyed = `list_transform(${list}, lambda item: {'has': item ${comesLater}, 'key': ${sortKey({ sql: 'item', type: items })}, 'item': item})`;
  return `list_transform(list_sort(${keyed}, '${order.direction}'), lambda sorted: sorted.item)`;
}
