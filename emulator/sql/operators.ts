import { kindOf, nodeReader, Part } from './ast.ts';
import { arithmeticType, asText, comparable, isNumber } from './coercion.ts';
import { expression, type Emission, type Typed } from './emission.ts';
import { BIGINT, BOOLEAN, DOUBLE, isScalar, STRING } from './spark-types.ts';
import { SqlNotSupported } from './sql-error.ts';
import { concatArrays } from './functions/arrays.ts';

const COMPARISONS: Readonly<Record<string, string>> = {
  Eq: '=',
  NotEq: '<>',
  Lt: '<',
  LtEq: '<=',
  Gt: '>',
  GtEq: '>=',
  Spaceship: 'IS NOT DISTINCT FROM',
};
const ARITHMETIC: Readonly<Record<string, string>> = { Plus: '+', Minus: '-', Multiply: '*', Modulo: '%' };

const readBinary = nodeReader('An operator', { left: Part, op: Part, right: Part });
const readUnary = nodeReader('An operator', { op: Part, expr: Part });

export function binaryOperation(emission: Emission, node: unknown): Typed {
  const { left, op, right } = readBinary(node);
  const [operator] = kindOf(op);
  const [a, b] = [expression(emission, left), expression(emission, right)];
  const comparison = COMPARISONS[operator];
  if (comparison !== undefined) return compare(comparison, a, b);
  const arithmetic = ARITHMETIC[operator];
  if (arithmetic !== undefined) {
    return { sql: `(${a.sql} ${arithmetic} ${b.sql})`, type: arithmeticType(arithmetic, a.type, b.type) };
  }
  switch (operator) {
    case 'And':
    case 'Or':
      return { sql: `(${a.sql} ${operator.toUpperCase()} ${b.sql})`, type: BOOLEAN };
    case 'Divide':
      return divide(a, b);
    case 'MyIntegerDivide':
      arithmeticType('DIV', a.type, b.type);
      return { sql: `CAST(${a.sql} // ${b.sql} AS BIGINT)`, type: BIGINT };
    case 'StringConcat':
      if (a.type.kind === 'array') return concatArrays([a, b]);
      return { sql: `(${asText(a).sql} || ${asText(b).sql})`, type: STRING };
    default:
      throw new SqlNotSupported(`The operator ${operator} is not supported.`);
  }
}

export function compare(operator: string, left: Typed, right: Typed): Typed {
  const [a, b] = comparable(left, right);
  return { sql: `(${a.sql} ${operator} ${b.sql})`, type: BOOLEAN };
}

/** Division by zero is NULL (Spark without ANSI mode). Spark divides decimals as decimals, DuckDB as doubles. */
function divide(a: Typed, b: Typed): Typed {
  arithmeticType('/', a.type, b.type);
  const isDouble = isScalar(a.type, 'float', 'double') || isScalar(b.type, 'float', 'double');
  const areFollowed = [a, b].every(({ type }) => type.kind === 'scalar' && (isNumber(type) || isScalar(type, 'void')));
  if (!isDouble && !areFollowed)
    throw new SqlNotSupported('Division of decimals is not supported: CAST one as DOUBLE.');
  return { sql: `(CAST(${a.sql} AS DOUBLE) / nullif(${b.sql}, 0))`, type: DOUBLE };
}

export function unaryOperation(emission: Emission, node: unknown): Typed {
  const { op, expr } = readUnary(node);
  const operand = expression(emission, expr);
  switch (kindOf(op)[0]) {
    case 'Not':
      return { sql: `(NOT ${operand.sql})`, type: BOOLEAN };
    case 'Minus':
      arithmeticType('-', operand.type, operand.type);
      return {
        sql: `(-${operand.sql})`,
        type: operand.type,
        ...(typeof operand.literal === 'number' ? { literal: -operand.literal } : {}),
      };
    case 'Plus':
      return operand;
    default:
      throw new SqlNotSupported(`The operator ${kindOf(op)[0]} is not supported.`);
  }
}
