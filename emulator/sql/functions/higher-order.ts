import * as z from 'zod';
import { EXISTS_FUNCTION, kindOf, nodeReader, Part } from '../ast.ts';
import { cast } from '../coercion.ts';
import { identifier } from '../duckdb-text.ts';
import { expression, within, type Emission, type Typed } from '../emission.ts';
import { nameOf } from '../names.ts';
import { arrayOf, BOOLEAN, INT, VOID, type SparkType } from '../spark-types.ts';
import { SqlNotSupported } from '../sql-error.ts';
import { itemsOf } from './arrays.ts';

/** A function that takes lambda functions: it gets its arguments as nodes. */
type HigherOrderFunction = (emission: Emission, args: readonly unknown[]) => Typed;

export const HIGHER_ORDER_FUNCTIONS: Readonly<Record<string, HigherOrderFunction>> = {
  transform: (emission, args) => {
    const [array, lambda] = take(args, 2);
    const list = expression(emission, array);
    const { sql, body } = itemLambda(emission, lambda, itemsOf(list));
    return { sql: `list_transform(${list.sql}, ${sql})`, type: arrayOf(body.type) };
  },
  filter: (emission, args) => {
    const [array, lambda] = take(args, 2);
    const list = expression(emission, array);
    return { sql: `list_filter(${list.sql}, ${itemLambda(emission, lambda, itemsOf(list)).sql})`, type: list.type };
  },
  // True if it holds for one item; otherwise NULL if that is not known of all the others.
  [EXISTS_FUNCTION]: (emission, args) => {
    const [array, lambda] = take(args, 2);
    const list = expression(emission, array);
    const holds = `list_transform(${list.sql}, ${itemLambda(emission, lambda, itemsOf(list)).sql})`;
    const sql = `CASE WHEN list_contains(${holds}, TRUE) THEN TRUE WHEN len(list_filter(${holds}, lambda h: h IS NULL)) = 0 THEN FALSE END`;
    return { sql, type: BOOLEAN };
  },
  aggregate,
  reduce: aggregate,
  zip_with: (emission, args) => {
    const [first, second, lambda] = take(args, 3);
    const [a, b] = [expression(emission, first), expression(emission, second)];
    const pair = identifier(emission.freshName('pair'));
    const body = lambdaBody(emission, lambda, [
      { sql: `${pair}[1]`, type: itemsOf(a) },
      { sql: `${pair}[2]`, type: itemsOf(b) },
    ]);
    // The shorter array is filled up with NULL by both; if one array is NULL, only Spark's answer is NULL.
    const zipped = `list_transform(list_zip(${a.sql}, ${b.sql}), lambda ${pair}: ${body.sql})`;
    const sql = `CASE WHEN ${a.sql} IS NOT NULL AND ${b.sql} IS NOT NULL THEN ${zipped} END`;
    return { sql, type: arrayOf(body.type) };
  },
};

/**
 * DuckDB's reduce keeps to the type of the items. So it goes over pairs of a sum and an item: the first one holds the
 * start, the others an item each.
 */
function aggregate(emission: Emission, args: readonly unknown[]): Typed {
  const [array, start, merge, finish] = args;
  if (args.length < 3 || args.length > 4) throw new SqlNotSupported('aggregate takes three or four arguments.');
  const list = expression(emission, array);
  const initial = expression(emission, start);
  const [sumType, itemType] = [initial.type, itemsOf(list)];
  const noSum = cast({ sql: 'NULL', type: VOID }, sumType).sql;
  const noItem = itemType.kind === 'unknown' ? 'NULL' : cast({ sql: 'NULL', type: VOID }, itemType).sql;
  const [before, next, item] = ['before', 'next', 'item'].map((name) => identifier(emission.freshName(name)));
  const merged = lambdaBody(emission, merge, [
    { sql: `(${before}).sum`, type: sumType },
    { sql: `(${next}).item`, type: itemType },
  ]);
  const pairs = `list_concat([{'sum': ${initial.sql}, 'item': ${noItem}}], list_transform(${list.sql}, lambda ${item}: {'sum': ${noSum}, 'item': ${item}}))`;
  const reduced = `list_reduce(${pairs}, lambda ${before}, ${next}: {'sum': ${cast(merged, sumType).sql}, 'item': ${noItem}})`;
  const sum = { sql: `CASE WHEN ${list.sql} IS NOT NULL THEN (${reduced}).sum END`, type: sumType };
  if (finish === undefined) return sum;
  const total = identifier(emission.freshName('total'));
  const last = lambdaBody(emission, finish, [{ sql: total, type: sumType }]);
  return { sql: `list_extract(list_transform([${sum.sql}], lambda ${total}: ${last.sql}), 1)`, type: last.type };
}

/** `x -> …` or `(x, i) -> …`, where `i` counts from 0 in Spark and from 1 in DuckDB. */
function itemLambda(emission: Emission, node: unknown, items: SparkType): { sql: string; body: Typed } {
  const count = parametersOf(node).parameters.length;
  const [item, index] = [identifier(emission.freshName('item')), identifier(emission.freshName('index'))];
  const body = lambdaBody(emission, node, [
    { sql: item, type: items },
    ...(count > 1 ? [{ sql: `CAST(${index} - 1 AS INTEGER)`, type: INT }] : []),
  ]);
  return { sql: `lambda ${count > 1 ? `${item}, ${index}` : item}: ${body.sql}`, body };
}

/** A lambda function's body, for given values of its parameters. */
function lambdaBody(emission: Emission, node: unknown, values: readonly Typed[]): Typed {
  const { parameters, body } = parametersOf(node);
  if (parameters.length !== values.length) {
    throw new SqlNotSupported(`A lambda function of ${parameters.length} parameters is not supported here.`);
  }
  const variables = new Map(emission.scope.variables);
  parameters.forEach((name, index) => {
    const value = values[index];
    if (value !== undefined) variables.set(name.toLowerCase(), value);
  });
  return expression(within(emission, { ...emission.scope, variables }), body);
}

const readLambda = nodeReader('A lambda function', { params: Part, body: Part, syntax: z.literal('Arrow') });
const readParameter = nodeReader('A lambda parameter', { name: Part });

function parametersOf(node: unknown): { parameters: string[]; body: unknown } {
  const [kind, lambda] = kindOf(node);
  if (kind !== 'Lambda') throw new SqlNotSupported('A lambda function is expected here.');
  const { params, body } = readLambda(lambda);
  const [form, given] = kindOf(params);
  const nodes = form === 'Many' ? z.array(z.unknown()).parse(given) : [given];
  return { parameters: nodes.map((parameter) => nameOf(readParameter(parameter).name)), body };
}

function take(args: readonly unknown[], count: number): readonly unknown[] {
  if (args.length !== count) throw new SqlNotSupported(`${count} arguments are expected, not ${args.length}.`);
  return args;
}
