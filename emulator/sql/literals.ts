import * as z from 'zod';
import { kindOf, nodeReader, Part } from './ast.ts';
import { cast } from './coercion.ts';
import { textLiteral } from './duckdb-text.ts';
import type { Emission, Typed } from './emission.ts';
import { BIGINT, BOOLEAN, DATE, DOUBLE, INT, STRING, TIMESTAMP, VOID, type SparkType } from './spark-types.ts';
import { SqlNotSupported } from './sql-error.ts';

const readValue = nodeReader('A literal', { value: Part });
const readTypedString = nodeReader('A literal', { data_type: Part, value: Part });
const NumberLiteral = z.tuple([z.string(), z.boolean()]);

/** A literal: text, number, TRUE, FALSE or NULL. */
export function literal(emission: Emission, node: unknown): Typed {
  const [kind, value] = kindOf(readValue(node).value);
  switch (kind) {
    case 'Number':
      return numberLiteral(...NumberLiteral.parse(value));
    case 'SingleQuotedString': {
      const text = emission.textOf(z.string().parse(value));
      return { sql: textLiteral(text), type: STRING, literal: text };
    }
    case 'Boolean':
      return { sql: z.boolean().parse(value) ? 'TRUE' : 'FALSE', type: BOOLEAN };
    case 'Null':
      return { sql: 'NULL', type: VOID };
    default:
      throw new SqlNotSupported(`A literal of the kind ${kind} is not supported.`);
  }
}

/** Spark's number literals: 1 is an INT, 1L a BIGINT, 1.0 a DECIMAL, 1e0 a DOUBLE. */
function numberLiteral(digits: string, isLong: boolean): Typed {
  if (/^\d+$/.test(digits)) {
    const value = BigInt(digits);
    if (value > 9_223_372_036_854_775_807n)
      throw new SqlNotSupported('A number of more than 64 bits is not supported.');
    const isInt = !isLong && value <= 2_147_483_647n;
    return { sql: isInt ? digits : `CAST(${digits} AS BIGINT)`, type: isInt ? INT : BIGINT, literal: Number(digits) };
  }
  if (/e/i.test(digits)) return { sql: `CAST(${digits} AS DOUBLE)`, type: DOUBLE };
  const [whole = '', fraction = ''] = digits.split('.');
  const scale = fraction.length;
  const precision = Math.max(whole.replace(/^0+/, '').length + scale, 1);
  if (isLong || precision > 38) throw new SqlNotSupported(`The number ${digits} is not supported.`);
  return { sql: `CAST(${digits} AS DECIMAL(${precision}, ${scale}))`, type: { kind: 'decimal', precision, scale } };
}

/** `DATE '2026-01-31'` and `TIMESTAMP '2026-01-31 00:00:00'`. */
export function typedLiteral(emission: Emission, node: unknown): Typed {
  const { data_type: dataType, value } = readTypedString(node);
  const type = LITERAL_TYPES[kindOf(dataType)[0]];
  if (type === undefined) throw new SqlNotSupported('Of typed literals, only DATE and TIMESTAMP are supported.');
  return cast(literal(emission, value), type);
}

const LITERAL_TYPES: Readonly<Record<string, SparkType>> = { Date: DATE, Timestamp: TIMESTAMP };
