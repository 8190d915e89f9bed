import { identifier, textLiteral } from './duckdb-text.ts';
import { arrayOf, fieldOf, isScalar, UNKNOWN, type SparkType } from './spark-types.ts';
import { SqlError, SqlNotSupported } from './sql-error.ts';

/** Which names are known at a place in a statement, and what they mean. Spark does not tell names apart by case. */
export interface Scope {
  readonly relations: readonly Relation[];
  /** Parameters of the lambda functions around the place, by their name in lower case. */
  readonly variables: ReadonlyMap<string, ScopedValue>;
  /** Items of the select list that can be named here. */
  readonly aliases: readonly Column[];
  /**
   * Aliases that are also the name of another column: in an expression of ORDER BY, Spark takes the alias and DuckDB the
   * column.
   */
  readonly shadowed: readonly string[];
  /** Queries of WITH. */
  readonly named: readonly NamedQuery[];
  /** The scope around a subquery. */
  readonly outer: Scope | null;
}

export interface Column {
  readonly name: string;
  readonly type: SparkType;
}

/** What stands in FROM. */
export interface Relation {
  readonly name: string | null;
  readonly columns: readonly Column[];
  /** Columns of JOIN … USING, which `*` shows once only. */
  readonly merged: readonly string[];
}

export interface NamedQuery {
  readonly name: string;
  readonly columns: readonly Column[];
}

interface ScopedValue {
  readonly sql: string;
  readonly type: SparkType;
}

export const EMPTY_SCOPE: Scope = {
  relations: [],
  variables: new Map(),
  aliases: [],
  shadowed: [],
  named: [],
  outer: null,
};

export function isSameName(a: string, b: string): boolean {
  return a.toLowerCase() === b.toLowerCase();
}

/**
 * What a dotted name means: a column, with or without its relation before it, and fields within.
 * @throws SqlError 42703 if there is nothing of that name
 */
export function resolve(scope: Scope, path: readonly string[]): ScopedValue {
  for (let place: Scope | null = scope; place !== null; place = place.outer) {
    const found = resolveIn(place, path);
    if (found !== null) return found;
  }
  throw new SqlError('42703', `Column ${path.join('.')} does not exist.`);
}

function resolveIn(scope: Scope, path: readonly string[]): ScopedValue | null {
  const [first = '', second, ...rest] = path;
  const fields = path.slice(1);
  const variable = scope.variables.get(first.toLowerCase());
  if (variable !== undefined) return fields.reduce(field, variable);
  if (second !== undefined) {
    for (const relation of scope.relations) {
      const column =
        relation.name !== null && isSameName(relation.name, first) ? onlyColumn(relation.columns, second) : null;
      if (column === null) continue;
      return rest.reduce(field, { sql: `${identifier(first)}.${identifier(column.name)}`, type: column.type });
    }
  }
  if (scope.shadowed.some((name) => isSameName(name, first))) {
    throw new SqlNotSupported(`${first} is an alias and a column: an expression of ORDER BY with it is not supported.`);
  }
  const column = onlyColumn(shownColumns(scope.relations), first) ?? onlyColumn(scope.aliases, first);
  return column === null ? null : fields.reduce(field, { sql: identifier(column.name), type: column.type });
}

/** DuckDB would take the first of several columns of the same name. */
function onlyColumn(columns: readonly Column[], name: string): Column | null {
  const [column, ...others] = columns.filter((candidate) => isSameName(candidate.name, name));
  if (others.length > 0) throw new SqlError('42702', `Column ${name} is ambiguous.`);
  return column ?? null;
}

function shownColumns(relations: readonly Relation[]): Column[] {
  return relations.flatMap(({ columns, merged }) =>
    columns.filter((column) => !merged.some((name) => isSameName(name, column.name))),
  );
}

/**
 * A field of a struct; of an array of structs, that field of each; of a map, the value of that key.
 * @throws SqlError 42703 if the struct has no such field
 */
export function field(value: ScopedValue, name: string): ScopedValue {
  const { sql, type } = value;
  if (type.kind === 'map' && isScalar(type.key, 'string')) {
    return { sql: `map_extract_value(${sql}, ${textLiteral(name)})`, type: type.value };
  }
  if (type.kind === 'array' && type.items.kind === 'struct') {
    const item = field({ sql: '"each"', type: type.items }, name);
    return { sql: `list_transform(${sql}, lambda "each": ${item.sql})`, type: arrayOf(item.type) };
  }
  if (type.kind === 'unknown') return { sql: `(${sql}).${identifier(name)}`, type: UNKNOWN };
  const found = fieldOf(type, name);
  if (found === undefined) throw new SqlError('42703', `There is no field ${name} in ${described(type)}.`);
  return { sql: `(${sql}).${identifier(found.name)}`, type: found.type };
}

function described(type: SparkType): string {
  if (type.kind === 'struct') return `a struct of ${type.fields.map((known) => known.name).join(', ')}`;
  return isScalar(type, 'string') ? 'a text' : 'what is no struct';
}

/** The columns that `*`, or `name.*`, stands for. */
export function starColumns(scope: Scope, relationName: string | null): readonly Column[] {
  const relations = scope.relations.filter(
    (relation) => relationName === null || (relation.name !== null && isSameName(relation.name, relationName)),
  );
  if (relations.length === 0)
    throw new SqlError('42P01', `There is no table ${relationName ?? ''} to take all columns of.`);
  return shownColumns(relations);
}
