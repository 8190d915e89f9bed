import type { Emission, Typed } from '../emission.ts';
import type { SparkType } from '../spark-types.ts';
import { SqlNotSupported } from '../sql-error.ts';

/** A function of values: how many arguments it takes, and what DuckDB is told. */
export interface ScalarFunction {
  readonly least: number;
  readonly most: number;
  emit(args: readonly Typed[], emission: Emission): Typed;
}

export type FunctionTable = Readonly<Record<string, ScalarFunction>>;

export function typed(sql: string, type: SparkType): Typed {
  return { sql, type };
}

export function nullary(emit: (emission: Emission) => Typed): ScalarFunction {
  return { least: 0, most: 0, emit: (_, emission) => emit(emission) };
}

export function unary(emit: (x: Typed) => Typed): ScalarFunction {
  return { least: 1, most: 1, emit: (args) => emit(argument(args, 0)) };
}

export function binary(emit: (x: Typed, y: Typed) => Typed): ScalarFunction {
  return { least: 2, most: 2, emit: (args) => emit(argument(args, 0), argument(args, 1)) };
}

export function ternary(emit: (x: Typed, y: Typed, z: Typed) => Typed): ScalarFunction {
  return { least: 3, most: 3, emit: (args) => emit(argument(args, 0), argument(args, 1), argument(args, 2)) };
}

/** One argument, and one that may be left out. */
export function oneOrTwo(emit: (x: Typed, y: Typed | undefined) => Typed): ScalarFunction {
  return { least: 1, most: 2, emit: (args) => emit(argument(args, 0), args[1]) };
}

export function twoOrThree(emit: (x: Typed, y: Typed, z: Typed | undefined) => Typed): ScalarFunction {
  return { least: 2, most: 3, emit: (args) => emit(argument(args, 0), argument(args, 1), args[2]) };
}

export function variadic(least: number, emit: (args: readonly Typed[], emission: Emission) => Typed): ScalarFunction {
  return { least, most: Infinity, emit };
}

function argument(args: readonly Typed[], index: number): Typed {
  const found = args[index];
  if (found === undefined) throw new SqlNotSupported(`Argument ${index + 1} is missing.`);
  return found;
}

/** What a text literal says, where the emulator has to know it beforehand. */
export function literalText(value: Typed, what: string): string {
  if (typeof value.literal === 'string') return value.literal;
  throw new SqlNotSupported(`${what} is only supported as a text literal.`);
}

export function sqlOf(args: readonly Typed[]): string {
  return args.map((arg) => arg.sql).join(', ');
}
