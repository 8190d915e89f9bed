import { comparable, commonType } from '../coercion.ts';
import type { Typed } from '../emission.ts';
import { BOOLEAN } from '../spark-types.ts';
import { binary, sqlOf, ternary, typed, unary, variadic, type FunctionTable } from './scalar-function.ts';

export const CONDITION_FUNCTIONS: FunctionTable = {
  coalesce: variadic(1, coalesce),
  ifnull: binary((x, y) => coalesce([x, y])),
  nvl: binary((x, y) => coalesce([x, y])),
  nvl2: ternary((x, y, z) => choice(`${x.sql} IS NOT NULL`, y, z)),
  if: ternary((condition, y, z) => choice(condition.sql, y, z)),
  nullif: binary((x, y) => {
    const [a, b] = comparable(x, y);
    return typed(`CASE WHEN ${a.sql} = ${b.sql} THEN NULL ELSE ${x.sql} END`, x.type);
  }),
  isnull: unary((x) => typed(`(${x.sql} IS NULL)`, BOOLEAN)),
  isnotnull: unary((x) => typed(`(${x.sql} IS NOT NULL)`, BOOLEAN)),
};

function coalesce(args: readonly Typed[]): Typed {
  return typed(`coalesce(${sqlOf(args)})`, commonType(args.map((arg) => arg.type)));
}

function choice(condition: string, y: Typed, z: Typed): Typed {
  return typed(`CASE WHEN ${condition} THEN ${y.sql} ELSE ${z.sql} END`, commonType([y.type, z.type]));
}
