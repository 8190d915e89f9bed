import * as z from 'zod';
import { Flag, isGiven, kindOf, nodeReader, Part, Parts } from './ast.ts';
import { identifier } from './duckdb-text.ts';
import { expression, query, within, type Emission } from './emission.ts';
import { generate } from './generators.ts';
import { readCall } from './functions/call.ts';
import { nameOf, singleName } from './names.ts';
import { isSameName, type Column, type NamedQuery, type Relation, type Scope } from './scope.ts';
import { SqlError, SqlNotSupported } from './sql-error.ts';

/** A FROM clause: its text, and the relations whose columns can be named. */
export interface From {
  readonly sql: string;
  readonly relations: readonly Relation[];
}

const readFromItem = nodeReader('FROM', { relation: Part, joins: Parts });
const readTable = nodeReader('A table in FROM', { name: Parts, alias: Part });
const readDerived = nodeReader('A subquery in FROM', { subquery: Part, alias: Part });
const readNestedJoin = nodeReader('A join in parentheses', { table_with_joins: Part });
const readAlias = nodeReader('A table alias', {
  name: Part,
  columns: Parts.default([]),
  explicit: z.boolean().optional(),
});
const readAliasColumn = nodeReader('A column alias', { name: Part });
const readJoin = nodeReader('JOIN', { relation: Part, join_operator: Part });
const readLateralView = nodeReader('LATERAL VIEW', {
  lateral_view: Part,
  lateral_view_name: Parts,
  lateral_col_alias: Parts,
  outer: Flag,
});

/** FROM with its joins and lateral views. */
export function fromClause(emission: Emission, items: readonly unknown[], lateralViews: readonly unknown[]): From {
  const joined = items.map((item) => joinedRelations(emission, item));
  const from = {
    sql: joined.map(({ sql }) => sql).join(', '),
    relations: joined.flatMap(({ relations }) => relations),
  };
  return lateralViews.reduce<From>((before, view) => lateralView(emission, before, view), from);
}

function joinedRelations(emission: Emission, node: unknown): From {
  const { relation: first, joins } = readFromItem(node);
  return joins.reduce<From>(
    (before, join) => {
      const { relation: node, join_operator: operator } = readJoin(join);
      return joinWith(emission, before, relation(emission, node), operator);
    },
    relation(emission, first),
  );
}

const JOINS: Readonly<Record<string, string>> = {
  Join: 'JOIN',
  Inner: 'JOIN',
  Left: 'LEFT JOIN',
  LeftOuter: 'LEFT JOIN',
  Right: 'RIGHT JOIN',
  RightOuter: 'RIGHT JOIN',
  FullOuter: 'FULL JOIN',
  LeftSemi: 'SEMI JOIN',
  Semi: 'SEMI JOIN',
  LeftAnti: 'ANTI JOIN',
  Anti: 'ANTI JOIN',
  CrossJoin: 'CROSS JOIN',
};

function joinWith(emission: Emission, left: From, right: From, operator: unknown): From {
  const [kind, constraint] = kindOf(operator);
  const word = JOINS[kind];
  if (word === undefined) throw new SqlNotSupported(`The join ${kind} is not supported.`);
  const both = [...left.relations, ...right.relations];
  const [form, condition] = kindOf(constraint);
  const shown = word === 'SEMI JOIN' || word === 'ANTI JOIN' ? left.relations : both;
  if (kind === 'CrossJoin') return { sql: `${left.sql} CROSS JOIN ${right.sql}`, relations: both };
  if (form === 'On') {
    const inJoin = within(emission, { ...emission.scope, relations: [...emission.scope.relations, ...both] });
    return { sql: `${left.sql} ${word} ${right.sql} ON ${expression(inJoin, condition).sql}`, relations: shown };
  }
  if (form === 'Using') {
    const names = z
      .array(Parts)
      .parse(condition)
      .map((parts) => singleName(parts, 'A column of USING'));
    const merged = right.relations.map((joined) => ({ ...joined, merged: [...joined.merged, ...names] }));
    const relations = shown === left.relations ? shown : [...left.relations, ...merged];
    return { sql: `${left.sql} ${word} ${right.sql} USING (${names.map(identifier).join(', ')})`, relations };
  }
  throw new SqlNotSupported('A join without ON or USING is not supported.');
}

function relation(emission: Emission, node: unknown): From {
  const [kind, body] = kindOf(node);
  switch (kind) {
    case 'Table': {
      const { name, alias } = readTable(body);
      return table(emission, singleName(name, 'A table'), alias);
    }
    case 'Derived': {
      const { subquery, alias } = readDerived(body);
      const { sql, columns } = query(emission, subquery);
      return aliased(`(${sql})`, columns, alias, emission.freshName('subquery'), false);
    }
    case 'NestedJoin': {
      const { sql, relations } = joinedRelations(emission, readNestedJoin(body).table_with_joins);
      return { sql: `(${sql})`, relations };
    }
    default:
      throw new SqlNotSupported(`${kind} in FROM is not supported.`);
  }
}

/** A query of WITH, a temp table of the block, or a dataset's table: nothing else can be read. */
function table(emission: Emission, name: string, alias: unknown): From {
  const named = namedQuery(emission.scope, name);
  if (named !== null) return aliased(identifier(named.name), named.columns, alias, named.name, true);
  const found = emission.catalog.find(name);
  if (found === undefined) throw new SqlError('42P01', `Table ${name} does not exist.`);
  if (!found.isTemporary) emission.noteTableRead(found.name);
  return aliased(found.source, found.columns, alias, found.name, true);
}

function namedQuery(scope: Scope, name: string): NamedQuery | null {
  const here = scope.named.findLast((candidate) => isSameName(candidate.name, name));
  if (here !== undefined) return here;
  return scope.outer === null ? null : namedQuery(scope.outer, name);
}

/** @param ownName what the relation is called without an alias. @param canNameIt whether a statement can use that name */
function aliased(sql: string, columns: readonly Column[], alias: unknown, ownName: string, canNameIt: boolean): From {
  if (!isGiven(alias)) {
    return {
      sql: `${sql} AS ${identifier(ownName)}`,
      relations: [{ name: canNameIt ? ownName : null, columns, merged: [] }],
    };
  }
  const { name: nameNode, columns: columnNodes } = readAlias(alias);
  const name = nameOf(nameNode);
  const names = columnNodes.map((column) => nameOf(readAliasColumn(column).name));
  if (names.length === 0) {
    return { sql: `${sql} AS ${identifier(name)}`, relations: [{ name, columns, merged: [] }] };
  }
  if (names.length !== columns.length) {
    throw new SqlError('42601', `${name} has ${columns.length} columns, but ${names.length} names are given.`);
  }
  const renamed = columns.map(({ type }, index) => ({ name: names[index] ?? '', type }));
  return {
    sql: `${sql} AS ${identifier(name)}(${names.map(identifier).join(', ')})`,
    relations: [{ name, columns: renamed, merged: [] }],
  };
}

function lateralView(emission: Emission, before: From, node: unknown): From {
  const { lateral_view: call, lateral_view_name: viewName, lateral_col_alias: aliases, outer } = readLateralView(node);
  const [kind, body] = kindOf(call);
  if (kind !== 'Function') throw new SqlNotSupported('LATERAL VIEW takes a function like explode.');
  const inView = within(emission, { ...emission.scope, relations: before.relations });
  const { sql, columns } = generate(inView, readCall(body), aliases.map(nameOf));
  const name = singleName(viewName, 'A lateral view');
  const join = outer ? 'LEFT JOIN' : 'JOIN';
  return {
    sql: `${before.sql} ${join} LATERAL (SELECT ${sql}) AS ${identifier(name)} ON TRUE`,
    relations: [...before.relations, { name, columns, merged: [] }],
  };
}
