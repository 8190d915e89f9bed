import type { FieldType, Fields, ScalarType } from './field-types.ts';
import type { SparkColumn } from './population.ts';

/** Fields as columns: the same types as DuckDB and as Spark SQL write them, and the paths to what lies inside. */

const DUCKDB: Record<ScalarType, string> = {
  boolean: 'BOOLEAN',
  bigint: 'BIGINT',
  double: 'DOUBLE',
  string: 'VARCHAR',
  timestamp: 'TIMESTAMPTZ',
};

export const SEGMENT_MEMBERSHIP_DUCKDB =
  'MAP(VARCHAR, MAP(VARCHAR, STRUCT("version" VARCHAR, lastQualificationTime TIMESTAMPTZ, validUntil TIMESTAMPTZ, status VARCHAR)))';
export const IDENTITY_MAP_DUCKDB = 'MAP(VARCHAR, STRUCT(id VARCHAR, "primary" BOOLEAN, authenticatedState VARCHAR)[])';
export const IDENTITY_MAP_COLUMN: SparkColumn = {
  name: 'identityMap',
  type: 'map<string,array<struct<id:string,primary:boolean,authenticatedState:string>>>',
};
export const SEGMENT_MEMBERSHIP_COLUMN: SparkColumn = {
  name: 'segmentMembership',
  type: 'map<string,map<string,struct<version:string,lastQualificationTime:timestamp,validUntil:timestamp,status:string>>>',
};

/** `"name"` as SQL takes it whatever the name is. */
export function identifier(name: string): string {
  return `"${name.replaceAll('"', '""')}"`;
}

/** Field access from a root column: `"commerce"."order"."priceTotal"`. */
export function access(path: readonly string[]): string {
  return path.map(identifier).join('.');
}

export function duckdbType(type: FieldType): string {
  switch (type.kind) {
    case 'unknown':
      return DUCKDB.string;
    case 'scalar':
      return DUCKDB[type.type];
    case 'list':
      return isEmptyStruct(type.items) ? `${DUCKDB.string}[]` : `${duckdbType(type.items)}[]`;
    case 'struct':
      return `STRUCT(${columnsOf(type.fields)
        .map(([name, field]) => `${identifier(name)} ${duckdbType(field)}`)
        .join(', ')})`;
  }
}

function sparkType(type: FieldType): string {
  switch (type.kind) {
    case 'unknown':
      return 'string';
    case 'scalar':
      return type.type;
    case 'list':
      return `array<${isEmptyStruct(type.items) ? 'string' : sparkType(type.items)}>`;
    case 'struct':
      return `struct<${columnsOf(type.fields)
        .map(([name, field]) => `${name}:${sparkType(field)}`)
        .join(',')}>`;
  }
}

export function sparkColumns(fields: Fields): SparkColumn[] {
  return columnsOf(fields).map(([name, type]) => ({ name, type: sparkType(type) }));
}

/** The fields that can be columns: an object that is empty in every record has no type at all. */
export function columnsOf(fields: Fields): [string, FieldType][] {
  return [...fields].filter(([, type]) => !isEmptyStruct(type));
}

function isEmptyStruct(type: FieldType): boolean {
  return type.kind === 'struct' && columnsOf(type.fields).length === 0;
}

/** The paths of everything that is not an object. A list is one leaf. */
export function leafPaths(fields: Fields, parent: readonly string[] = []): string[][] {
  return columnsOf(fields).flatMap(([name, type]) => {
    const path = [...parent, name];
    return type.kind === 'struct' ? leafPaths(type.fields, path) : [path];
  });
}

/** The type at a dotted path, spelled exactly; undefined where there is none. */
export function typeAt(fields: Fields, path: string): FieldType | undefined {
  let type: FieldType | undefined = { kind: 'struct', fields };
  for (const name of path.split('.')) type = type?.kind === 'struct' ? type.fields.get(name) : undefined;
  return type;
}

/**
 * A root column (or an object within) rebuilt leaf by leaf; an object whose leaves are all NULL is NULL itself.
 * @param leaf the SQL of the leaf at a path
 */
export function rebuild(path: readonly string[], type: FieldType, leaf: (path: readonly string[]) => string): string {
  if (type.kind !== 'struct') return leaf(path);
  const members = columnsOf(type.fields).map(
    ([name, field]) => `${identifier(name)} := ${rebuild([...path, name], field, leaf)}`,
  );
  const leaves = leafPaths(type.fields, path).map(leaf);
  return `CASE WHEN ${leaves.map((sql) => `${sql} IS NOT NULL`).join(' OR ')} THEN struct_pack(${members.join(', ')}) END`;
}
