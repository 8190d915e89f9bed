import { asDate, asTimestamp, commonType } from '../coercion.ts';
import type { Emission, Typed } from '../emission.ts';
import { textLiteral } from '../duckdb-text.ts';
import { duckdbTypeText } from '../duckdb-types.ts';
import { hasParts } from '../sort-key.ts';
import {
  BIGINT,
  DATE,
  DOUBLE,
  INT,
  isInteger,
  isScalar,
  sparkTypeText,
  STRING,
  TIMESTAMP,
  type SparkType,
} from '../spark-types.ts';
import { SqlNotSupported } from '../sql-error.ts';
import {
  binary,
  literalText,
  nullary,
  oneOrTwo,
  sqlOf,
  typed,
  unary,
  variadic,
  type FunctionTable,
  type ScalarFunction,
} from './scalar-function.ts';

export const NUMBER_FUNCTIONS: FunctionTable = {
  abs: unary((x) => typed(`abs(${x.sql})`, x.type)),
  round: oneOrTwo(round),
  ceil: unary((x) => wholeNumber('ceil', x)),
  floor: unary((x) => wholeNumber('floor', x)),
  greatest: variadic(2, (args) => typed(`greatest(${sqlOf(args)})`, plainType(args))),
  least: variadic(2, (args) => typed(`least(${sqlOf(args)})`, plainType(args))),
};

export const DATE_FUNCTIONS: FunctionTable = {
  current_timestamp: nullary(now),
  now: nullary(now),
  current_date: nullary((emission) => typed(`CAST(${now(emission).sql} AS DATE)`, DATE)),
  to_date: unary(asDate),
  to_timestamp: unary(asTimestamp),
  date_add: binary((x, days) => typed(`(${asDate(x).sql} + CAST(${days.sql} AS INTEGER))`, DATE)),
  date_sub: binary((x, days) => typed(`(${asDate(x).sql} - CAST(${days.sql} AS INTEGER))`, DATE)),
  datediff: binary((end, start) => typed(`CAST((${asDate(end).sql} - ${asDate(start).sql}) AS INTEGER)`, INT)),
  add_months: binary((x, months) => typed(`spark_add_months(${asDate(x).sql}, ${months.sql})`, DATE)),
  from_unixtime: unary((x) => typed(`spark_from_unixtime(${x.sql})`, STRING)),
  date_format: binary((x, format) =>
    typed(`strftime(CAST(${asTimestamp(x).sql} AS TIMESTAMP), ${textLiteral(strftimeFormat(format))})`, STRING),
  ),
  date_trunc: binary((unit, x) =>
    typed(`date_trunc(${textLiteral(truncationUnit(unit))}, ${asTimestamp(x).sql})`, TIMESTAMP),
  ),
  year: partOfDate('year'),
  month: partOfDate('month'),
  day: partOfDate('day'),
  dayofmonth: partOfDate('day'),
  hour: partOfTime('hour'),
  minute: partOfTime('minute'),
  second: partOfTime('second'),
};

/** Half away from zero. Spark rounds the decimal digits that a double shows, DuckDB its binary value. */
function round(x: Typed, digits: Typed | undefined): Typed {
  const places = digits?.literal ?? (digits === undefined ? 0 : null);
  if (typeof places !== 'number') throw new SqlNotSupported('round is only supported with a number literal.');
  if (isScalar(x.type, 'double')) {
    return typed(`CAST(round(CAST(CAST(${x.sql} AS VARCHAR) AS DECIMAL(38, 17)), ${places}) AS DOUBLE)`, DOUBLE);
  }
  if (x.type.kind === 'decimal' && places >= 0) {
    const scale = Math.min(x.type.scale, places);
    const type = {
      kind: 'decimal',
      precision: Math.min(x.type.precision - x.type.scale + 1 + scale, 38),
      scale,
    } as const;
    return typed(`CAST(round(${x.sql}, ${places}) AS ${duckdbTypeText(type)})`, type);
  }
  if (isInteger(x.type)) return typed(`round(${x.sql}, ${places})`, x.type);
  throw new SqlNotSupported(`round of ${sparkTypeText(x.type)} is not supported in this form.`);
}

function plainType(args: readonly Typed[]): SparkType {
  const type = commonType(args.map((arg) => arg.type));
  if (!hasParts(type)) return type;
  throw new SqlNotSupported(`${sparkTypeText(type)} is not supported here.`);
}

function wholeNumber(name: string, x: Typed): Typed {
  if (isInteger(x.type) || isScalar(x.type, 'void')) return typed(`CAST(${x.sql} AS BIGINT)`, BIGINT);
  if (isScalar(x.type, 'float', 'double')) return typed(`CAST(${name}(${x.sql}) AS BIGINT)`, BIGINT);
  if (x.type.kind === 'decimal') {
    const precision = Math.min(x.type.precision - x.type.scale + 1, 38);
    const type = { kind: 'decimal', precision, scale: 0 } as const;
    return typed(`CAST(${name}(${x.sql}) AS ${duckdbTypeText(type)})`, type);
  }
  throw new SqlNotSupported(`${name} of ${sparkTypeText(x.type)} is not supported.`);
}

function now(emission: Emission): Typed {
  return typed(`make_timestamptz(${emission.now * 1000})`, TIMESTAMP);
}

function partOfDate(part: string): ScalarFunction {
  return unary((x) => typed(`CAST(${part}(${asDate(x).sql}) AS INTEGER)`, INT));
}

function partOfTime(part: string): ScalarFunction {
  return unary((x) => typed(`CAST(${part}(${asTimestamp(x).sql}) AS INTEGER)`, INT));
}

const FORMAT_LETTERS: Readonly<Record<string, string>> = {
  yyyy: '%Y',
  MM: '%m',
  dd: '%d',
  HH: '%H',
  mm: '%M',
  ss: '%S',
};

/** Java's date pattern as strftime's. */
function strftimeFormat(format: Typed): string {
  const pattern = literalText(format, 'The format of a date');
  return pattern.replace(/([A-Za-z])\1*|[%'[\]{}#]/g, (letters) => {
    const found = FORMAT_LETTERS[letters];
    if (found === undefined) throw new SqlNotSupported(`"${letters}" in a date format is not supported.`);
    return found;
  });
}

const TRUNCATION_UNITS: Readonly<Record<string, string>> = {
  YEAR: 'year',
  YYYY: 'year',
  YY: 'year',
  QUARTER: 'quarter',
  MONTH: 'month',
  MON: 'month',
  MM: 'month',
  WEEK: 'week',
  DAY: 'day',
  DD: 'day',
  HOUR: 'hour',
  MINUTE: 'minute',
  SECOND: 'second',
};

function truncationUnit(unit: Typed): string {
  const name = literalText(unit, 'The unit of date_trunc');
  const found = TRUNCATION_UNITS[name.toUpperCase()];
  if (found === undefined) throw new SqlNotSupported(`date_trunc by "${name}" is not supported.`);
  return found;
}
