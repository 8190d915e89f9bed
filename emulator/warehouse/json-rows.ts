import { JsonDuckDBValueConverter, type DuckDBValueConverter, type Json } from '@duckdb/node-api';
import { identifier } from '../sql/duckdb-text.ts';
import type { Column } from '../sql/scope.ts';
import { isScalar, type SparkType } from '../sql/spark-types.ts';

/** Rows as JSON. */

/** DuckDB's values as JSON; whole numbers stay numbers as long as JavaScript can hold them. */
export const jsonConverter: DuckDBValueConverter<Json> = (value, type, converter) => {
  const isSmall = typeof value === 'bigint' && Number.isSafeInteger(Number(value));
  return isSmall ? Number(value) : JsonDuckDBValueConverter(value, type, converter);
};

/** The select list that gives a table's rows the form of {@link ndjsonValue}. */
export function ndjsonList(columns: readonly Column[]): string {
  return columns.map(({ name, type }) => `${ndjsonValue(identifier(name), type, 0)} AS ${identifier(name)}`).join(', ');
}

/**
 * A value as others read it from JSON: instants in ISO 8601 with `Z`, to the millisecond where nothing is lost; binary
 * in base 64; maps as objects.
 */
function ndjsonValue(sql: string, type: SparkType, depth: number): string {
  if (!needsChange(type)) return sql;
  const item = identifier(`item_${depth}`);
  switch (type.kind) {
    case 'array':
      return `list_transform(${sql}, lambda ${item}: ${ndjsonValue(item, type.items, depth + 1)})`;
    case 'map': {
      const value = ndjsonValue(`(${item}).value`, type.value, depth + 1);
      return `map_from_entries(list_transform(map_entries(${sql}), lambda ${item}: {'key': (${item}).key, 'value': ${value}}))`;
    }
    case 'struct': {
      const fields = type.fields.map(
        (field) => `${identifier(field.name)}: ${ndjsonValue(`(${sql}).${identifier(field.name)}`, field.type, depth)}`,
      );
      return `CASE WHEN ${sql} IS NOT NULL THEN {${fields.join(', ')}} END`;
    }
    default:
      if (isScalar(type, 'binary')) return `base64(${sql})`;
      return `strftime(${sql}, CASE WHEN microsecond(${sql}) % 1000 = 0 THEN '%Y-%m-%dT%H:%M:%S.%gZ' ELSE '%Y-%m-%dT%H:%M:%S.%fZ' END)`;
  }
}

function needsChange(type: SparkType): boolean {
  switch (type.kind) {
    case 'array':
      return needsChange(type.items);
    case 'map':
      return needsChange(type.value);
    case 'struct':
      return type.fields.some((field) => needsChange(field.type));
    default:
      return isScalar(type, 'timestamp', 'binary');
  }
}
