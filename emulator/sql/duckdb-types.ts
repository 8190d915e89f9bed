import {
  DuckDBDecimalType,
  DuckDBListType,
  DuckDBMapType,
  DuckDBStructType,
  DuckDBTypeId,
  type DuckDBType,
} from '@duckdb/node-api';
import { identifier } from './duckdb-text.ts';
import { arrayOf, scalar, UNKNOWN, type ScalarName, type SparkType } from './spark-types.ts';

/** Spark's types as DuckDB's, and back. */

const DUCKDB_NAMES: Readonly<Record<ScalarName, string>> = {
  string: 'VARCHAR',
  boolean: 'BOOLEAN',
  tinyint: 'TINYINT',
  smallint: 'SMALLINT',
  int: 'INTEGER',
  bigint: 'BIGINT',
  float: 'FLOAT',
  double: 'DOUBLE',
  date: 'DATE',
  /** Spark's timestamps are instants. */
  timestamp: 'TIMESTAMPTZ',
  binary: 'BLOB',
  void: 'INTEGER',
};

const SCALARS_BY_ID = new Map<DuckDBTypeId, ScalarName>([
  [DuckDBTypeId.VARCHAR, 'string'],
  [DuckDBTypeId.BOOLEAN, 'boolean'],
  [DuckDBTypeId.TINYINT, 'tinyint'],
  [DuckDBTypeId.SMALLINT, 'smallint'],
  [DuckDBTypeId.INTEGER, 'int'],
  [DuckDBTypeId.BIGINT, 'bigint'],
  [DuckDBTypeId.FLOAT, 'float'],
  [DuckDBTypeId.DOUBLE, 'double'],
  [DuckDBTypeId.DATE, 'date'],
  [DuckDBTypeId.TIMESTAMP_TZ, 'timestamp'],
  [DuckDBTypeId.BLOB, 'binary'],
]);

/** The type as DuckDB's SQL writes it. */
export function duckdbTypeText(type: SparkType): string {
  switch (type.kind) {
    case 'scalar':
      return DUCKDB_NAMES[type.name];
    case 'decimal':
      return `DECIMAL(${type.precision}, ${type.scale})`;
    case 'array':
      return `${duckdbTypeText(type.items)}[]`;
    case 'map':
      return `MAP(${duckdbTypeText(type.key)}, ${duckdbTypeText(type.value)})`;
    case 'struct':
      return `STRUCT(${type.fields.map((field) => `${identifier(field.name)} ${duckdbTypeText(field.type)}`).join(', ')})`;
    case 'unknown':
      throw new Error('a column needs a type');
  }
}

/** The Spark type of a DuckDB result column; `unknown` for what Spark does not have (HUGEINT, TIME …). */
export function sparkTypeOf(type: DuckDBType): SparkType {
  if (type instanceof DuckDBListType) return arrayOf(sparkTypeOf(type.valueType));
  if (type instanceof DuckDBMapType) {
    return { kind: 'map', key: sparkTypeOf(type.keyType), value: sparkTypeOf(type.valueType) };
  }
  if (type instanceof DuckDBStructType) {
    return {
      kind: 'struct',
      fields: type.entryNames.map((name, index) => {
        const entry = type.entryTypes[index];
        return { name, type: entry === undefined ? UNKNOWN : sparkTypeOf(entry) };
      }),
    };
  }
  if (type instanceof DuckDBDecimalType) return { kind: 'decimal', precision: type.width, scale: type.scale };
  const name = SCALARS_BY_ID.get(type.typeId);
  return name === undefined ? UNKNOWN : scalar(name);
}
