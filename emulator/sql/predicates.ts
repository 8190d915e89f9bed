import * as z from 'zod';
import { Flag, kindOf, nodeReader, Part, Parts } from './ast.ts';
import { asText, comparable } from './coercion.ts';
import { expression, query, type Emission, type Typed } from './emission.ts';
import { regex } from './functions/regex.ts';
import { compare } from './operators.ts';
import { BOOLEAN } from './spark-types.ts';
import { SqlNotSupported } from './sql-error.ts';

const readInList = nodeReader('IN', { expr: Part, list: Parts, negated: Flag });
const readInSubquery = nodeReader('IN', { expr: Part, subquery: Part, negated: Flag });
const readExists = nodeReader('EXISTS', { subquery: Part, negated: Flag });
const readBetween = nodeReader('BETWEEN', { expr: Part, low: Part, high: Part, negated: Flag });
const readLike = nodeReader('LIKE', { expr: Part, pattern: Part, negated: Flag });
const readRLike = nodeReader('RLIKE', { expr: Part, pattern: Part, negated: Flag, regexp: z.boolean().nullish() });

const IS_TESTS: Readonly<Record<string, string>> = {
  IsNull: 'IS NULL',
  IsNotNull: 'IS NOT NULL',
  IsTrue: 'IS TRUE',
  IsNotTrue: 'IS NOT TRUE',
  IsFalse: 'IS FALSE',
  IsNotFalse: 'IS NOT FALSE',
};

/** A condition that is no plain operator; null if the node is none. */
export function predicate(emission: Emission, kind: string, node: unknown): Typed | null {
  const test = IS_TESTS[kind];
  if (test !== undefined) return condition(`(${expression(emission, node).sql} ${test})`);
  switch (kind) {
    case 'InList':
      return inList(emission, node);
    case 'InSubquery':
      return inSubquery(emission, node);
    case 'Exists': {
      const { subquery, negated } = readExists(node);
      return condition(`(${not(negated)}EXISTS (${query(emission, subquery).sql}))`);
    }
    case 'Between': {
      const { expr, low, high, negated } = readBetween(node);
      const value = expression(emission, expr);
      const from = compare('>=', value, expression(emission, low));
      const to = compare('<=', value, expression(emission, high));
      return condition(`(${not(negated)}(${from.sql} AND ${to.sql}))`);
    }
    case 'Like': {
      const { expr, pattern, negated } = readLike(node);
      const [value, like] = [expression(emission, expr), expression(emission, pattern)];
      return condition(`(${asText(value).sql} ${not(negated)}LIKE ${asText(like).sql} ESCAPE '\\')`);
    }
    case 'RLike': {
      const { expr, pattern, negated } = readRLike(node);
      const [value, like] = [expression(emission, expr), expression(emission, pattern)];
      return condition(`(${not(negated)}regexp_matches(${asText(value).sql}, ${regex(like)}))`);
    }
    case 'IsDistinctFrom':
    case 'IsNotDistinctFrom': {
      const [a, b] = z.tuple([z.unknown(), z.unknown()]).parse(node);
      refuseGreedyOperand(b);
      const operator = kind === 'IsDistinctFrom' ? 'IS DISTINCT FROM' : 'IS NOT DISTINCT FROM';
      return compare(operator, expression(emission, a), expression(emission, b));
    }
    default:
      return null;
  }
}

/** The parser takes everything behind FROM for the operand, Spark only up to AND, OR and the like. */
function refuseGreedyOperand(node: unknown): void {
  if (PRIMARY.includes(kindOf(node)[0])) return;
  throw new SqlNotSupported('IS DISTINCT FROM is only supported with a simple operand, or one in parentheses.');
}

const PRIMARY = [
  'Value',
  'Identifier',
  'CompoundIdentifier',
  'CompoundFieldAccess',
  'Function',
  'Cast',
  'Nested',
  'TypedString',
];

function inList(emission: Emission, node: unknown): Typed {
  const { expr, list, negated } = readInList(node);
  const value = expression(emission, expr);
  const pairs = list.map((item) => comparable(value, expression(emission, item)));
  const readings = new Set(pairs.map(([read]) => read.sql));
  const [reading, ...others] = readings;
  if (reading === undefined || others.length > 0)
    throw new SqlNotSupported('IN with values of several types is not supported.');
  return condition(`(${reading} ${not(negated)}IN (${pairs.map(([, item]) => item.sql).join(', ')}))`);
}

function inSubquery(emission: Emission, node: unknown): Typed {
  const { expr, subquery, negated } = readInSubquery(node);
  const rows = query(emission, subquery);
  const [column, ...more] = rows.columns;
  if (column === undefined || more.length > 0) throw new SqlNotSupported('The subquery of IN has one column.');
  const [value] = comparable(expression(emission, expr), { sql: '', type: column.type });
  return condition(`(${value.sql} ${not(negated)}IN (${rows.sql}))`);
}

function condition(sql: string): Typed {
  return { sql, type: BOOLEAN };
}

function not(negated: boolean): string {
  return negated ? 'NOT ' : '';
}
