import * as z from 'zod';
import { isGiven, kindOf, nodeReader, Part, Parts } from './ast.ts';
import { identifier } from './duckdb-text.ts';
import { expression, within, type Emission, type TypedQuery } from './emission.ts';
import { ownName } from './expressions.ts';
import { isGenerator, readCall } from './functions/call.ts';
import { generate } from './generators.ts';
import { nameOf, singleName } from './names.ts';
import { fromClause } from './relations.ts';
import { EMPTY_SCOPE, isSameName, starColumns, type Column, type Scope } from './scope.ts';
import { SqlNotSupported } from './sql-error.ts';

/** What an expression without a name is called: nobody can say it, as in Spark, where it is the expression's text. */
export const UNNAMED = '(unnamed)';

/** A SELECT without ORDER BY, and the scope of what ORDER BY can name. */
export interface Selected extends TypedQuery {
  readonly scope: Scope;
}

const readSelect = nodeReader('SELECT', {
  projection: Parts,
  distinct: z.literal('Distinct').nullish(),
  from: Parts,
  lateral_views: Parts,
  selection: Part,
  group_by: Part,
  having: Part,
  flavor: z.literal('Standard'),
});
const readAliased = nodeReader('A select item', { expr: Part, alias: Part });
const readAliasedMany = nodeReader('A select item', { expr: Part, aliases: Parts });
const readStar = nodeReader('*', {});
const GroupBy = z.tuple([Parts, Parts]);

export function emitSelect(emission: Emission, node: unknown): Selected {
  const { projection, distinct, from, lateral_views: views, selection, group_by: groupBy, having } = readSelect(node);
  const outside = { ...emission.scope, variables: new Map(), aliases: [] };
  const nested = within(emission, { ...EMPTY_SCOPE, outer: outside });
  const { sql: fromSql, relations } = fromClause(nested, from, views);
  const rows: Scope = { ...nested.scope, relations };
  const list = selectList(within(emission, rows), projection);
  const groups = groupingOf(groupBy);
  if (list.generators > 1) throw new SqlNotSupported('Only one generator like explode is allowed in a select list.');
  if (list.generators > 0 && (groups.length > 0 || isGiven(having))) {
    throw new SqlNotSupported('A generator like explode together with GROUP BY is not supported.');
  }
  const grouped = within(emission, { ...rows, aliases: list.columns });
  const columns = relations.flatMap((relation) => relation.columns);
  const shadowed = list.computed.filter((name) => columns.some((column) => isSameName(column.name, name)));
  const clauses = [
    `SELECT ${isGiven(distinct) ? 'DISTINCT ' : ''}${list.sql}`,
    fromSql === '' ? '' : `FROM ${fromSql}`,
    isGiven(selection) ? `WHERE ${expression(within(emission, rows), selection).sql}` : '',
    groups.length > 0 ? `GROUP BY ${groups.map((group) => expression(grouped, group).sql).join(', ')}` : '',
    isGiven(having) ? `HAVING ${expression(grouped, having).sql}` : '',
  ];
  return {
    sql: clauses.filter((clause) => clause !== '').join(' '),
    columns: list.columns,
    scope: { ...grouped.scope, shadowed },
  };
}

function groupingOf(node: unknown): readonly unknown[] {
  const [kind, body] = kindOf(node);
  if (kind !== 'Expressions') throw new SqlNotSupported(`GROUP BY ${kind.toUpperCase()} is not supported.`);
  const [expressions, modifiers] = GroupBy.parse(body);
  if (modifiers.length > 0) throw new SqlNotSupported('GROUP BY with ROLLUP, CUBE or the like is not supported.');
  return expressions;
}

interface SelectList extends TypedQuery {
  readonly generators: number;
  /** Names of items that are not just a column of that name. */
  readonly computed: readonly string[];
}

/** Later items may name earlier ones. */
function selectList(emission: Emission, items: readonly unknown[]): SelectList {
  return items.reduce<SelectList>(
    (before, node) => {
      const here = within(emission, { ...emission.scope, aliases: before.columns });
      const item = selectItem(here, node);
      return {
        sql: before.sql === '' ? item.sql : `${before.sql}, ${item.sql}`,
        columns: [...before.columns, ...item.columns],
        generators: before.generators + item.generators,
        computed: [...before.computed, ...item.computed],
      };
    },
    { sql: '', columns: [], generators: 0, computed: [] },
  );
}

function selectItem(emission: Emission, node: unknown): SelectList {
  const [kind, body] = kindOf(node);
  switch (kind) {
    case 'UnnamedExpr':
      return item(emission, body, null);
    case 'ExprWithAlias': {
      const { expr, alias } = readAliased(body);
      return item(emission, expr, [nameOf(alias)]);
    }
    case 'ExprWithAliases': {
      const { expr, aliases } = readAliasedMany(body);
      return item(emission, expr, aliases.map(nameOf));
    }
    case 'Wildcard':
      readStar(body);
      return { sql: '*', columns: starColumns(emission.scope, null), generators: 0, computed: [] };
    case 'QualifiedWildcard': {
      const [target, options] = z.tuple([z.unknown(), z.unknown()]).parse(body);
      readStar(options);
      const [form, parts] = kindOf(target);
      if (form !== 'ObjectName') throw new SqlNotSupported('Fields of an expression by ".*" are not supported.');
      const name = singleName(Parts.parse(parts), 'A table before ".*"');
      return { sql: `${identifier(name)}.*`, columns: starColumns(emission.scope, name), generators: 0, computed: [] };
    }
    default:
      throw new SqlNotSupported(`A select item of the kind ${kind} is not supported.`);
  }
}

function item(emission: Emission, node: unknown, names: readonly string[] | null): SelectList {
  const [kind, body] = withoutParentheses(node);
  const call = kind === 'Function' ? readCall(body) : null;
  if (call !== null && isGenerator(call)) {
    const { sql, columns } = generate(emission, call, names ?? []);
    return { sql, columns, generators: 1, computed: columns.map(({ name }) => name) };
  }
  // Spark shows FALSE where SQL's answer is NULL.
  if (kind === 'InSubquery') throw new SqlNotSupported('IN with a subquery is only supported in conditions.');
  const { sql, type } = expression(emission, node);
  const [alias, ...more] = names ?? [];
  if (more.length > 0) throw new SqlNotSupported('Several names for one expression are not supported.');
  const name = alias ?? ownName(node) ?? UNNAMED;
  const column: Column = { name, type };
  const isColumn = sql === identifier(name) || (sql.endsWith(`.${identifier(name)}`) && !sql.includes('('));
  return {
    sql: `${sql} AS ${identifier(name)}`,
    columns: [column],
    generators: 0,
    computed: isColumn ? [] : [name],
  };
}

function withoutParentheses(node: unknown): [kind: string, body: unknown] {
  const [kind, body] = kindOf(node);
  return kind === 'Nested' ? withoutParentheses(body) : [kind, body];
}
