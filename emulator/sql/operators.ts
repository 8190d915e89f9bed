import { kindOf, nodeReader, Part } from './ast.ts';
import { calculate, divide, divideWhole, negate } from './arithmetic.ts';
import { asText, comparable } from './coercion.ts';
import { expression, type Emission, type Typed } from './emission.ts';
import { BOOLEAN, STRING } from './spark-types.ts';
import { sortKey } from './sort-key.ts';
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
  if (arithmetic !== undefined) return calculate(arithmetic, a, b);
  switch (operator) {
    case 'And':
    case 'Or':
      return { sql: `(${a.sql} ${operator.toUpperCase()} ${b.sql})`, type: BOOLEAN };
    case 'Divide':
      return divide(a, b);
    case 'MyIntegerDivide':
      // The parser gives DIV another precedence than Spark does.
      if ([left, right].some((operand) => kindOf(operand)[0] === 'BinaryOp')) {
        throw new SqlNotSupported('DIV next to other operators is only supported with parentheses.');
      }
      return divideWhole(a, b);
    case 'StringConcat':
      if (a.type.kind === 'array') return concatArrays([a, b]);
      return { sql: `(${asText(a).sql} || ${asText(b).sql})`, type: STRING };
    default:
      throw new SqlNotSupported(`The operator ${operator} is not supported.`);
  }
}

export function compare(operator: string, left: Typed, right: Typed): Typed {
  const [a, b] = comparable(left, right);
  if (a.type.kind === 'map' || b.type.kind === 'map') throw new SqlNotSupported('Maps cannot be compared.');
  const isOrder = operator.startsWith('<') || operator.startsWith('>');
  const [x, y] = isOrder && operator !== '<>' ? [sortKey(a), sortKey(b)] : [a.sql, b.sql];
  return { sql: `(${x} ${operator} ${y})`, type: BOOLEAN };
}

export function unaryOperation(emission: Emission, node: unknown): Typed {
  const { op, expr } = readUnary(node);
  const operand = expression(emission, expr);
  switch (kindOf(op)[0]) {
    case 'Not':
      return { sql: `(NOT ${operand.sql})`, type: BOOLEAN };
    case 'Minus':
      return negate(operand);
    case 'Plus':
      return operand;
    default:
      throw new SqlNotSupported(`The operator ${kindOf(op)[0]} is not supported.`);
  }
}
