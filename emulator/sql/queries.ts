import * as z from 'zod';
import { Flag, isGiven, kindOf, nodeReader, Part, Parts } from './ast.ts';
import { commonType } from './coercion.ts';
import { identifier } from './duckdb-text.ts';
import { expression, query, within, type Emission, type TypedQuery } from './emission.ts';
import { nameOf } from './names.ts';
import { EMPTY_SCOPE, type NamedQuery, type Scope } from './scope.ts';
import { emitSelect, type Selected } from './select.ts';
import { SqlError, SqlNotSupported } from './sql-error.ts';
import { orderList } from './window.ts';

const readQuery = nodeReader('A query', { with: Part, body: Part, order_by: Part, limit_clause: Part });
const readWith = nodeReader('WITH', { cte_tables: Parts });
const readNamed = nodeReader('WITH', { alias: Part, query: Part });
const readNamedAlias = nodeReader('WITH', { name: Part, explicit: Flag });
const readOrderBy = nodeReader('ORDER BY', { kind: Part });
const readLimit = nodeReader('LIMIT', { limit: Part, offset: Part });
const readOffset = nodeReader('OFFSET', { value: Part, rows: z.literal('None').nullish() });
const readValues = nodeReader('VALUES', { rows: Parts, value_keyword: Flag });
const readValuesRow = nodeReader('VALUES', { content: Parts });
const readSetOperation = nodeReader('A set operation', {
  left: Part,
  right: Part,
  op: z.enum(['Union', 'Intersect', 'Except', 'Minus']),
  set_quantifier: z.enum(['None', 'All', 'Distinct']),
});

/** A whole query: WITH, the SELECTs, ORDER BY and LIMIT. */
export function emitQuery(emission: Emission, node: unknown): TypedQuery {
  const { with: namedQueries, body, order_by: order, limit_clause: limit } = readQuery(node);
  const { sql: withSql, emission: inside } = withClause(emission, namedQueries);
  const selected = queryBody(inside, body);
  const clauses = [
    withSql,
    selected.sql,
    isGiven(order) ? `ORDER BY ${orderBy(within(inside, selected.scope), order)}` : '',
    isGiven(limit) ? limitClause(inside, limit) : '',
  ];
  return { sql: clauses.filter((clause) => clause !== '').join(' '), columns: selected.columns };
}

function withClause(emission: Emission, node: unknown): { sql: string; emission: Emission } {
  if (!isGiven(node)) return { sql: '', emission };
  let inside = emission;
  const parts = readWith(node).cte_tables.map((table) => {
    const { alias, query: definition } = readNamed(table);
    const name = nameOf(readNamedAlias(alias).name);
    const { sql, columns } = query(inside, definition);
    const named: NamedQuery[] = [...inside.scope.named, { name, columns }];
    inside = within(inside, { ...inside.scope, named });
    return `${identifier(name)} AS (${sql})`;
  });
  return { sql: `WITH ${parts.join(', ')}`, emission: inside };
}

function queryBody(emission: Emission, node: unknown): Selected {
  const [kind, body] = kindOf(node);
  switch (kind) {
    case 'Select':
      return emitSelect(emission, body);
    case 'Query': {
      const inner = query(emission, body);
      return withoutSources(emission, { sql: `(${inner.sql})`, columns: inner.columns });
    }
    case 'Values':
      return values(emission, body);
    case 'SetOperation':
      return setOperation(emission, body);
    default:
      throw new SqlNotSupported(`A query of the kind ${kind} is not supported.`);
  }
}

/** What ORDER BY can name then is the columns of the result only. */
function withoutSources(emission: Emission, { sql, columns }: TypedQuery): Selected {
  const scope: Scope = { ...EMPTY_SCOPE, aliases: columns, outer: emission.scope };
  return { sql, columns, scope };
}

/** Columns without other names are called `col1`, `col2` … */
function values(emission: Emission, node: unknown): Selected {
  const rows = readValues(node).rows.map((row) =>
    readValuesRow(row).content.map((value) => expression(emission, value)),
  );
  const columns = (rows[0] ?? []).map((_, index) => ({
    name: `col${index + 1}`,
    type: commonType(rows.flatMap((row) => row[index]?.type ?? [])),
  }));
  const table = identifier(emission.freshName('values'));
  const list = rows.map((row) => `(${row.map((value) => value.sql).join(', ')})`).join(', ');
  const sql = `SELECT * FROM (VALUES ${list}) AS ${table}(${columns.map(({ name }) => identifier(name)).join(', ')})`;
  return withoutSources(emission, { sql, columns });
}

const SET_OPERATORS = { Union: 'UNION', Intersect: 'INTERSECT', Except: 'EXCEPT', Minus: 'EXCEPT' } as const;

function setOperation(emission: Emission, node: unknown): Selected {
  const { left, right, op, set_quantifier: quantifier } = readSetOperation(node);
  const [a, b] = [queryBody(emission, left), queryBody(emission, right)];
  if (a.columns.length !== b.columns.length) {
    throw new SqlError('42601', `${op}: the sides have ${a.columns.length} and ${b.columns.length} columns.`);
  }
  const columns = a.columns.map(({ name, type }, index) => ({
    name,
    type: commonType([type, ...(b.columns[index] === undefined ? [] : [b.columns[index].type])]),
  }));
  const operator = `${SET_OPERATORS[op]}${quantifier === 'All' ? ' ALL' : ''}`;
  return withoutSources(emission, { sql: `(${a.sql}) ${operator} (${b.sql})`, columns });
}

function orderBy(emission: Emission, node: unknown): string {
  const [kind, items] = kindOf(readOrderBy(node).kind);
  if (kind !== 'Expressions') throw new SqlNotSupported(`ORDER BY ${kind.toUpperCase()} is not supported.`);
  return orderList(emission, Parts.parse(items));
}

function limitClause(emission: Emission, node: unknown): string {
  const [kind, body] = kindOf(node);
  if (kind !== 'LimitOffset') throw new SqlNotSupported('LIMIT is only supported as LIMIT n OFFSET m.');
  const { limit, offset } = readLimit(body);
  const count = isGiven(limit) ? ` LIMIT ${expression(emission, limit).sql}` : '';
  const skipped = isGiven(offset) ? ` OFFSET ${expression(emission, readOffset(offset).value).sql}` : '';
  return `${count}${skipped}`.trim();
}
