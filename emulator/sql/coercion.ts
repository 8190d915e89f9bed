import type { Typed } from './emission.ts';
import { duckdbTypeText } from './duckdb-types.ts';
import {
  arrayOf,
  DATE,
  DOUBLE,
  isInteger,
  isScalar,
  sparkTypeText,
  STRING,
  TIMESTAMP,
  UNKNOWN,
  VOID,
  type ScalarName,
  type SparkType,
  type StructField,
} from './spark-types.ts';
import { SqlNotSupported } from './sql-error.ts';

/**
 * CAST as Spark 3.5 does it without ANSI mode: what cannot be converted is NULL. Whether Query Service's Spark runs in
 * ANSI mode, where it is an error, is not documented.
 */
export function cast(value: Typed, to: SparkType): Typed {
  const { sql, type: from } = value;
  if (sparkTypeText(from) === sparkTypeText(to)) return value;
  if (isVoid(from)) return { sql: `CAST(${sql} AS ${duckdbTypeText(to)})`, type: to };
  const converted = to.kind === 'scalar' || to.kind === 'decimal' ? convert(sql, from, to) : null;
  if (converted === null) {
    throw new SqlNotSupported(`CAST of ${sparkTypeText(from)} as ${sparkTypeText(to)} is not supported.`);
  }
  return { sql: converted, type: to };
}

/** NULL, or an array or a struct of nothing but NULL. */
function isVoid(type: SparkType): boolean {
  if (type.kind === 'array') return isVoid(type.items);
  return isScalar(type, 'void');
}

function convert(sql: string, from: SparkType, to: SparkType): string | null {
  const target = duckdbTypeText(to);
  if (isScalar(to, 'string')) return textOf(sql, from);
  if (isInteger(to)) return integerOf(sql, from, target);
  if (isScalar(to, 'float', 'double')) {
    if (isScalar(from, 'string')) return `CAST(spark_double(${sql}) AS ${target})`;
    if (isScalar(from, 'timestamp')) return `CAST(epoch(${sql}) AS ${target})`;
    return isNumber(from) || isScalar(from, 'boolean') ? `CAST(${sql} AS ${target})` : null;
  }
  if (to.kind === 'decimal') {
    if (isScalar(from, 'string')) return `TRY_CAST(spark_decimal_text(${sql}) AS ${target})`;
    return isNumber(from) ? `TRY_CAST(${sql} AS ${target})` : null;
  }
  if (isScalar(to, 'boolean')) {
    if (isScalar(from, 'string')) return `spark_boolean(${sql})`;
    return isNumber(from) ? `(${sql} <> 0)` : null;
  }
  if (isScalar(to, 'date')) {
    if (isScalar(from, 'string')) return `spark_date(${sql})`;
    return isScalar(from, 'timestamp') ? `CAST(${sql} AS DATE)` : null;
  }
  if (isScalar(to, 'timestamp')) {
    if (isScalar(from, 'string')) return `spark_timestamp(${sql})`;
    if (isScalar(from, 'date')) return `CAST(${sql} AS TIMESTAMPTZ)`;
    return isInteger(from) ? `make_timestamptz(CAST(${sql} AS BIGINT) * 1000000)` : null;
  }
  return isScalar(to, 'binary') && isScalar(from, 'string') ? `encode(${sql})` : null;
}

function textOf(sql: string, from: SparkType): string | null {
  if (from.kind === 'decimal' || isInteger(from) || isScalar(from, 'boolean', 'date')) return `CAST(${sql} AS VARCHAR)`;
  if (isScalar(from, 'double', 'float')) return `spark_double_text(${sql})`;
  if (isScalar(from, 'timestamp')) return `spark_timestamp_text(${sql})`;
  return isScalar(from, 'binary') ? `decode(${sql})` : null;
}

function integerOf(sql: string, from: SparkType, target: string): string | null {
  if (isScalar(from, 'string')) return `TRY_CAST(spark_integer_text(${sql}) AS ${target})`;
  if (isInteger(from) || isScalar(from, 'boolean')) return `CAST(${sql} AS ${target})`;
  // Spark cuts off, DuckDB rounds. What does not fit is an error here: Spark's answer to it depends on the types.
  if (isScalar(from, 'float', 'double') || from.kind === 'decimal') return `CAST(trunc(${sql}) AS ${target})`;
  return isScalar(from, 'timestamp') ? `CAST(floor(epoch(${sql})) AS ${target})` : null;
}

/** A value as text, where Spark takes other types too. */
export function asText(value: Typed): Typed {
  return isScalar(value.type, 'string') ? value : cast(value, STRING);
}

export function asDate(value: Typed): Typed {
  return cast(value, DATE);
}

export function asTimestamp(value: Typed): Typed {
  return cast(value, TIMESTAMP);
}

export function isNumber(type: SparkType): boolean {
  return isInteger(type) || isScalar(type, 'float', 'double') || type.kind === 'decimal';
}

const WIDTHS: readonly ScalarName[] = ['tinyint', 'smallint', 'int', 'bigint', 'float', 'double'];

/**
 * The type that values of several types have together, in an array, CASE, COALESCE or UNION.
 * @throws SqlNotSupported where Spark and DuckDB do not agree; structs, e.g., go by order for one and by name for the other
 */
export function commonType(types: readonly SparkType[]): SparkType {
  return types.reduce(wider, VOID);
}

function wider(a: SparkType, b: SparkType): SparkType {
  if (isScalar(a, 'void')) return b;
  if (isScalar(b, 'void')) return a;
  if (a.kind === 'array' && b.kind === 'array') return arrayOf(wider(a.items, b.items));
  if (a.kind === 'map' && b.kind === 'map') {
    return { kind: 'map', key: wider(a.key, b.key), value: wider(a.value, b.value) };
  }
  if (a.kind === 'struct' && b.kind === 'struct') return widerStruct(a.fields, b.fields);
  if (sparkTypeText(a) === sparkTypeText(b)) return a;
  if (a.kind === 'unknown' || b.kind === 'unknown') return UNKNOWN;
  if (isNumber(a) && isNumber(b)) return widerNumber(a, b);
  if (isScalar(a, 'date', 'timestamp') && isScalar(b, 'date', 'timestamp')) return TIMESTAMP;
  // Spark would make text of both, DuckDB the other of the text.
  throw new SqlNotSupported(
    `${sparkTypeText(a)} together with ${sparkTypeText(b)} is not supported: CAST one of them.`,
  );
}

function widerStruct(a: readonly StructField[], b: readonly StructField[]): SparkType {
  const names = (fields: readonly StructField[]): string => fields.map(({ name }) => name).join(', ');
  if (names(a) !== names(b)) {
    throw new SqlNotSupported(`Structs of ${names(a)} together with structs of ${names(b)} are not supported.`);
  }
  return {
    kind: 'struct',
    fields: a.map(({ name, type }, index) => ({ name, type: wider(type, b[index]?.type ?? VOID) })),
  };
}

function widerNumber(a: SparkType, b: SparkType): SparkType {
  if (a.kind === 'scalar' && b.kind === 'scalar') {
    return { kind: 'scalar', name: WIDTHS[Math.max(WIDTHS.indexOf(a.name), WIDTHS.indexOf(b.name))] ?? a.name };
  }
  return isScalar(a, 'float', 'double') || isScalar(b, 'float', 'double') ? DOUBLE : UNKNOWN;
}

/**
 * Two values made comparable as Spark does: text is read as the other's date or time.
 * @throws SqlNotSupported for text and number: Spark's rule for it (the text becomes a number) hides mistakes
 */
export function comparable(a: Typed, b: Typed): [Typed, Typed] {
  return [readAs(a, b), readAs(b, a)];
}

function readAs(value: Typed, other: Typed): Typed {
  if (!isScalar(value.type, 'string')) return value;
  if (isScalar(other.type, 'date', 'timestamp')) return cast(value, other.type);
  if (isNumber(other.type) || isScalar(other.type, 'boolean')) {
    throw new SqlNotSupported(
      `A comparison of string with ${sparkTypeText(other.type)} is not supported: CAST one of them.`,
    );
  }
  return value;
}
