import { cast, commonType } from '../coercion.ts';
import type { Typed } from '../emission.ts';
import { arrayOf, BIGINT, BOOLEAN, INT, sparkTypeText, STRING, UNKNOWN, type SparkType } from '../spark-types.ts';
import { hasParts, sortedArray } from '../sort-key.ts';
import { SqlNotSupported } from '../sql-error.ts';
import {
  binary,
  oneOrTwo,
  sqlOf,
  ternary,
  twoOrThree,
  typed,
  unary,
  variadic,
  type FunctionTable,
} from './scalar-function.ts';

export const ARRAY_FUNCTIONS: FunctionTable = {
  array: variadic(0, (args) => typed(`[${sqlOf(args)}]`, arrayOf(commonType(args.map((arg) => arg.type))))),
  size: unary(size),
  cardinality: unary(size),
  element_at: binary((x, key) => {
    if (x.type.kind === 'map') return typed(`map_extract_value(${x.sql}, ${key.sql})`, x.type.value);
    return typed(`spark_element(${x.sql}, ${key.sql})`, itemsOf(x));
  }),
  array_contains: binary((x, item) => typed(`spark_array_contains(${array(x)}, ${item.sql})`, BOOLEAN)),
  array_position: binary((x, item) => typed(`CAST(spark_array_position(${array(x)}, ${item.sql}) AS BIGINT)`, BIGINT)),
  array_join: twoOrThree((x, separator, absent) => {
    const words = cast(x, arrayOf(STRING)).sql;
    return absent === undefined
      ? typed(`spark_array_join(${words}, ${separator.sql})`, STRING)
      : typed(`spark_array_join_all(${words}, ${separator.sql}, ${absent.sql})`, STRING);
  }),
  slice: ternary((x, start, length) => typed(`spark_slice(${array(x)}, ${start.sql}, ${length.sql})`, x.type)),
  array_sort: unary((x) => typed(sortedArray(x.sql, itemsOf(x), { direction: 'ASC', nulls: 'LAST' }), x.type)),
  sort_array: oneOrTwo((x, isAscending) => {
    const ascending = sortedArray(x.sql, itemsOf(x), { direction: 'ASC', nulls: 'FIRST' });
    const descending = sortedArray(x.sql, itemsOf(x), { direction: 'DESC', nulls: 'LAST' });
    if (isAscending === undefined) return typed(ascending, x.type);
    return typed(`CASE WHEN ${isAscending.sql} THEN ${ascending} ELSE ${descending} END`, x.type);
  }),
  array_distinct: unary((x) => typed(`spark_array_distinct(${array(x)})`, x.type)),
  array_union: binary((x, y) => typed(`spark_array_union(${array(x)}, ${array(y)})`, commonType([x.type, y.type]))),
  array_except: binary((x, y) => typed(`spark_array_except(${array(x)}, ${array(y)})`, x.type)),
  array_intersect: binary((x, y) => typed(`spark_array_intersect(${array(x)}, ${array(y)})`, x.type)),
  array_remove: binary((x, item) => typed(`spark_array_remove(${array(x)}, ${item.sql})`, x.type)),
  arrays_overlap: binary((x, y) => typed(`spark_arrays_overlap(${array(x)}, ${array(y)})`, BOOLEAN)),
  array_max: unary((x) => typed(`list_max(${arrayOfPlain(x)})`, itemsOf(x))),
  array_min: unary((x) => typed(`list_min(${arrayOfPlain(x)})`, itemsOf(x))),
  flatten: unary((x) => typed(`spark_flatten(${array(x)})`, itemsOf(x))),
};

/** `concat` of arrays: NULL if one of them is, where DuckDB's list_concat would leave it out. */
export function concatArrays(args: readonly Typed[]): Typed {
  return typed(`(${args.map(array).join(' || ')})`, commonType(args.map((arg) => arg.type)));
}

/** Spark 3.5's answer for NULL is -1. */
function size(x: Typed): Typed {
  const entries = x.type.kind === 'map' ? `cardinality(${x.sql})` : `len(${array(x)})`;
  return typed(`coalesce(CAST(${entries} AS INTEGER), -1)`, INT);
}

function array(x: Typed): string {
  itemsOf(x);
  return x.sql;
}

function arrayOfPlain(x: Typed): string {
  if (hasParts(itemsOf(x))) throw new SqlNotSupported(`Items of ${sparkTypeText(itemsOf(x))} are not supported.`);
  return x.sql;
}

/**
 * The type of an array's items.
 * @throws SqlNotSupported for what is no array
 */
export function itemsOf(x: Typed): SparkType {
  if (x.type.kind === 'array') return x.type.items;
  if (sparkTypeText(x.type) === 'void') return UNKNOWN;
  throw new SqlNotSupported(`An array is expected, not ${sparkTypeText(x.type)}.`);
}
