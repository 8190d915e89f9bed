import { isNumber } from '../coercion.ts';
import { duckdbTypeText } from '../duckdb-types.ts';
import type { Typed } from '../emission.ts';
import { arrayOf, BIGINT, DOUBLE, INT, isInteger, sparkTypeText, type SparkType } from '../spark-types.ts';
import { hasParts, sortKey } from '../sort-key.ts';
import { SqlNotSupported } from '../sql-error.ts';

/** What follows an aggregate's arguments. */
export interface AggregateContext {
  readonly distinct: boolean;
  /** A condition, or '' */
  readonly filter: string;
  /** ` OVER (…)`, or '' */
  readonly over: string;
}

export type Aggregate = (args: readonly Typed[], context: AggregateContext) => Typed;

export const AGGREGATES: Readonly<Record<string, Aggregate>> = {
  count: (args, context) => {
    if (args.length > 1) throw new SqlNotSupported('count of several expressions is not supported.');
    return { sql: call('count', args[0]?.sql ?? '*', context), type: BIGINT };
  },
  sum: one((x, context) => {
    refuseOther('sum', x, isNumber);
    // DuckDB's sum of integers is a HUGEINT, Spark's a BIGINT.
    if (isInteger(x.type)) return { sql: `CAST(${call('sum', x.sql, context)} AS BIGINT)`, type: BIGINT };
    const sum = call('sum', x.sql, context);
    if (x.type.kind !== 'decimal') return { sql: sum, type: DOUBLE };
    const type = { ...x.type, precision: Math.min(x.type.precision + 10, 38) };
    return { sql: `CAST(${sum} AS ${duckdbTypeText(type)})`, type };
  }),
  avg: one((x, context) => {
    refuseOther('avg', x, (type) => isNumber(type) && type.kind !== 'decimal');
    return { sql: call('avg', x.sql, context), type: DOUBLE };
  }),
  min: one((x, context) => extreme('min', x, context)),
  max: one((x, context) => extreme('max', x, context)),
  // Which value it is, is not defined; unlike DuckDB's any_value it may be NULL.
  any_value: one((x, context) => ({ sql: call('first', x.sql, context), type: x.type })),
  collect_list: one(collect),
  collect_set: one((x, context) => collect(x, { ...context, distinct: true })),
};

/** Functions that need OVER. */
export const WINDOW_FUNCTIONS: Readonly<Record<string, Aggregate>> = {
  row_number: ranking('row_number'),
  rank: ranking('rank'),
  dense_rank: ranking('dense_rank'),
  ntile: ranking('ntile'),
  lag: neighbour('lag'),
  lead: neighbour('lead'),
  first_value: one((x, context) => ({ sql: call('first_value', x.sql, context), type: x.type })),
  last_value: one((x, context) => ({ sql: call('last_value', x.sql, context), type: x.type })),
};

function one(emit: (x: Typed, context: AggregateContext) => Typed): Aggregate {
  return (args, context) => {
    const [x, ...more] = args;
    if (x === undefined || more.length > 0) throw new SqlNotSupported('One argument is expected.');
    return emit(x, context);
  };
}

/** The greatest or least value; of structs and arrays, the one whose sort key is. */
function extreme(name: 'min' | 'max', x: Typed, context: AggregateContext): Typed {
  if (!hasParts(x.type)) return { sql: call(name, x.sql, context), type: x.type };
  if (context.distinct) return extreme(name, x, { ...context, distinct: false });
  return { sql: call(`arg_${name}`, `${x.sql}, ${sortKey(x)}`, context), type: x.type };
}

/** NULLs are left out, and nothing gives an empty array, not NULL. */
function collect(x: Typed, context: AggregateContext): Typed {
  const isThere = `${x.sql} IS NOT NULL`;
  const filter = context.filter === '' ? isThere : `${isThere} AND (${context.filter})`;
  return { sql: `coalesce(${call('list', x.sql, { ...context, filter })}, [])`, type: arrayOf(x.type) };
}

/** DuckDB counts rows in BIGINT where Spark counts in INT. */
function ranking(name: string): Aggregate {
  return (args, context) => ({
    sql: `CAST(${call(name, args.map((arg) => arg.sql).join(', '), context)} AS INTEGER)`,
    type: INT,
  });
}

function neighbour(name: string): Aggregate {
  return (args, context) => {
    const [x] = args;
    if (x === undefined || args.length > 3) throw new SqlNotSupported(`${name} takes one to three arguments.`);
    return { sql: call(name, args.map((arg) => arg.sql).join(', '), context), type: x.type };
  };
}

function call(name: string, args: string, { distinct, filter, over }: AggregateContext): string {
  return `${name}(${distinct ? 'DISTINCT ' : ''}${args})${filter === '' ? '' : ` FILTER (WHERE ${filter})`}${over}`;
}

function refuseOther(name: string, x: Typed, isRight: (type: SparkType) => boolean): void {
  if (isRight(x.type) || x.type.kind === 'unknown' || sparkTypeText(x.type) === 'void') return;
  throw new SqlNotSupported(`${name} of ${sparkTypeText(x.type)} is not supported: CAST it first.`);
}
