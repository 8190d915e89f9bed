import { commonType, isNumber } from './coercion.ts';
import { duckdbTypeText } from './duckdb-types.ts';
import type { Typed } from './emission.ts';
import { BIGINT, DATE, DOUBLE, isInteger, isScalar, sparkTypeText, type SparkType } from './spark-types.ts';
import { SqlNotSupported } from './sql-error.ts';

/** `+`, `-`, `*` and `%`: a DATE takes whole days. */
export function calculate(operator: string, a: Typed, b: Typed): Typed {
  const sql = `(${a.sql} ${operator} ${b.sql})`;
  if (isScalar(a.type, 'date') && isInteger(b.type) && /[+-]/.test(operator)) return { sql, type: DATE };
  refuseOtherThanNumbers(operator, a, b);
  const type = decimalResult(operator, a, b);
  if (type !== null) return { sql: `CAST(${sql} AS ${duckdbTypeText(type)})`, type };
  return { sql, type: commonType([a.type, b.type]) };
}

/** Division by zero is NULL (Spark without ANSI mode). Spark divides decimals as decimals, DuckDB as doubles. */
export function divide(a: Typed, b: Typed): Typed {
  refuseOtherThanNumbers('/', a, b);
  const isDouble = [a, b].some(({ type }) => isScalar(type, 'float', 'double'));
  if (!isDouble && [a, b].some(({ type }) => type.kind === 'decimal' || type.kind === 'unknown')) {
    throw new SqlNotSupported('Division of decimals is not supported: CAST one as DOUBLE.');
  }
  return { sql: `(CAST(${a.sql} AS DOUBLE) / nullif(${b.sql}, 0))`, type: DOUBLE };
}

export function divideWhole(a: Typed, b: Typed): Typed {
  refuseOtherThanNumbers('DIV', a, b);
  return { sql: `CAST(${a.sql} // ${b.sql} AS BIGINT)`, type: BIGINT };
}

export function negate(a: Typed): Typed {
  refuseOtherThanNumbers('-', a, a);
  return { sql: `(-${a.sql})`, type: a.type, ...(typeof a.literal === 'number' ? { literal: -a.literal } : {}) };
}

/** Spark would read text as a number; that hides mistakes. */
function refuseOtherThanNumbers(operator: string, ...operands: readonly Typed[]): void {
  for (const { type } of operands) {
    if (isNumber(type) || isScalar(type, 'void') || type.kind === 'unknown') continue;
    throw new SqlNotSupported(`"${operator}" with ${sparkTypeText(type)} is not supported: CAST it first.`);
  }
}

type Decimal = Extract<SparkType, { kind: 'decimal' }>;

/** Spark's precision and scale for calculations with a decimal (docs: Spark SQL, "Decimal precision"); null: none is. */
function decimalResult(operator: string, a: Typed, b: Typed): SparkType | null {
  if (a.type.kind !== 'decimal' && b.type.kind !== 'decimal') return null;
  const [x, y] = [asDecimal(a), asDecimal(b)];
  if (x === null || y === null) return null;
  if (operator === '%') throw new SqlNotSupported('"%" with decimals is not supported: CAST them first.');
  const scale = operator === '*' ? x.scale + y.scale : Math.max(x.scale, y.scale);
  const whole = Math.max(x.precision - x.scale, y.precision - y.scale);
  const precision = operator === '*' ? x.precision + y.precision + 1 : whole + scale + 1;
  if (precision > 38) throw new SqlNotSupported(`A decimal of ${precision} digits is not supported: CAST to fewer.`);
  return { kind: 'decimal', precision, scale };
}

const DIGITS: Readonly<Record<string, number>> = { tinyint: 3, smallint: 5, int: 10, bigint: 20 };

function asDecimal({ type, literal }: Typed): Decimal | null {
  if (type.kind === 'decimal') return type;
  const digits = type.kind === 'scalar' ? DIGITS[type.name] : undefined;
  if (digits === undefined) return null;
  const precision = typeof literal === 'number' ? String(Math.abs(literal)).length : digits;
  return { kind: 'decimal', precision, scale: 0 };
}
