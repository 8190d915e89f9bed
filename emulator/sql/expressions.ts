import * as z from 'zod';
import { isGiven, kindOf, nodeReader, Part, Parts } from './ast.ts';
import { cast, commonType, comparable } from './coercion.ts';
import { expression, query, type Emission, type Typed } from './emission.ts';
import { functionCall } from './functions/call.ts';
import { itemsOf } from './functions/arrays.ts';
import { struct } from './functions/maps.ts';
import { NUMBER_FUNCTIONS, DATE_FUNCTIONS } from './functions/numbers-and-dates.ts';
import { TEXT_FUNCTIONS } from './functions/text.ts';
import { literal, typedLiteral } from './literals.ts';
import { nameOf } from './names.ts';
import { binaryOperation, unaryOperation } from './operators.ts';
import { predicate } from './predicates.ts';
import { field, resolve } from './scope.ts';
import { SqlNotSupported } from './sql-error.ts';
import { typeNamed } from './type-names.ts';

const readCase = nodeReader('CASE', { operand: Part, conditions: Parts, else_result: Part });
const readWhen = nodeReader('WHEN', { condition: Part, result: Part });
const readCast = nodeReader('CAST', { kind: z.enum(['Cast', 'TryCast', 'DoubleColon']), expr: Part, data_type: Part });
const readAccess = nodeReader('Access to a part', { root: Part, access_chain: Parts });
const readIndex = nodeReader('An index', { index: Part });
const readStruct = nodeReader('struct', { values: Parts });
const readNamed = nodeReader('A struct field', { expr: Part, name: Part });
const readOperand = nodeReader('A function call', { expr: Part });
const readRounding = nodeReader('A function call', { expr: Part, field: z.unknown() });
const readSubstring = nodeReader('substring', {
  expr: Part,
  substring_from: Part,
  substring_for: Part,
  special: z.boolean(),
  shorthand: z.boolean(),
});
const readExtract = nodeReader('extract', { field: z.string(), expr: Part, syntax: z.string() });

/** Any expression. What the parser gives a node of its own, though it is a function, goes to that function. */
export function emitExpression(emission: Emission, node: unknown): Typed {
  const [kind, body] = kindOf(node);
  switch (kind) {
    case 'Identifier':
      return resolve(emission.scope, [nameOf(body)]);
    case 'CompoundIdentifier':
      return resolve(emission.scope, Parts.parse(body).map(nameOf));
    case 'CompoundFieldAccess':
      return access(emission, body);
    case 'Value':
      return literal(emission, body);
    case 'TypedString':
      return typedLiteral(emission, body);
    case 'Nested':
      return expression(emission, body);
    case 'BinaryOp':
      return binaryOperation(emission, body);
    case 'UnaryOp':
      return unaryOperation(emission, body);
    case 'Case':
      return caseExpression(emission, body);
    case 'Cast': {
      const { expr, data_type: type } = readCast(body);
      return cast(expression(emission, expr), typeNamed(type));
    }
    case 'Struct':
      return structExpression(emission, body);
    case 'Subquery':
      return scalarSubquery(emission, body);
    case 'Function':
      return functionCall(emission, body);
    case 'Trim':
      return named(TEXT_FUNCTIONS['trim'], emission, [readOperand(body).expr]);
    case 'Ceil':
    case 'Floor':
      return named(NUMBER_FUNCTIONS[kind.toLowerCase()], emission, [readRounding(body).expr]);
    case 'Substring': {
      const { expr, substring_from: from, substring_for: length } = readSubstring(body);
      return named(TEXT_FUNCTIONS['substring'], emission, [expr, from, ...(isGiven(length) ? [length] : [])]);
    }
    case 'Extract': {
      const { field: part, expr } = readExtract(body);
      return named(DATE_FUNCTIONS[part.toLowerCase()], emission, [expr]);
    }
    default: {
      const condition = predicate(emission, kind, body);
      if (condition === null) throw new SqlNotSupported(`An expression of the kind ${kind} is not supported.`);
      return condition;
    }
  }
}

function named(
  rule: (typeof TEXT_FUNCTIONS)[string] | undefined,
  emission: Emission,
  nodes: readonly unknown[],
): Typed {
  if (rule === undefined) throw new SqlNotSupported('This function is not supported.');
  return rule.emit(
    nodes.map((node) => expression(emission, node)),
    emission,
  );
}

/** `x[0]`, `x['key'].name` … */
function access(emission: Emission, node: unknown): Typed {
  const { root, access_chain: chain } = readAccess(node);
  return chain.reduce<Typed>(
    (value, step) => {
      const [kind, body] = kindOf(step);
      if (kind === 'Dot') {
        const [nameKind, name] = kindOf(body);
        if (nameKind !== 'Identifier') throw new SqlNotSupported(`Access by ${nameKind} is not supported.`);
        return field(value, nameOf(name));
      }
      const [form, index] = kindOf(body);
      if (kind !== 'Subscript' || form !== 'Index') throw new SqlNotSupported('A slice in brackets is not supported.');
      return item(value, expression(emission, readIndex(index).index));
    },
    expression(emission, root),
  );
}

/** What is at a place of an array (from 0), or at a key of a map; NULL if there is nothing. */
function item(value: Typed, index: Typed): Typed {
  if (value.type.kind === 'map') {
    return { sql: `map_extract_value(${value.sql}, ${cast(index, value.type.key).sql})`, type: value.type.value };
  }
  return { sql: `spark_item(${value.sql}, ${index.sql})`, type: itemsOf(value) };
}

function caseExpression(emission: Emission, node: unknown): Typed {
  const { operand, conditions, else_result: otherwise } = readCase(node);
  const subject = isGiven(operand) ? expression(emission, operand) : null;
  const branches = conditions.map((when) => {
    const { condition, result } = readWhen(when);
    const test = expression(emission, condition);
    const [a, b] = subject === null ? [null, test] : comparable(subject, test);
    return { test: a === null ? b.sql : `${a.sql} = ${b.sql}`, result: expression(emission, result) };
  });
  const last = isGiven(otherwise) ? expression(emission, otherwise) : null;
  const whens = branches.map(({ test, result }) => `WHEN ${test} THEN ${result.sql}`).join(' ');
  const results = branches.map(({ result }) => result.type);
  return {
    sql: `CASE ${whens}${last === null ? '' : ` ELSE ${last.sql}`} END`,
    type: commonType(last === null ? results : [...results, last.type]),
  };
}

/** `struct(a AS x, b.c)`: a field without a name is named as its column, else `col1`, `col2` … by its place. */
function structExpression(emission: Emission, node: unknown): Typed {
  const fields = readStruct(node).values.map((value, index) => {
    const [kind, body] = kindOf(value);
    if (kind === 'Named') {
      const { expr, name } = readNamed(body);
      return { name: nameOf(name), value: expression(emission, expr) };
    }
    return { name: ownName(value) ?? `col${index + 1}`, value: expression(emission, value) };
  });
  return struct(fields);
}

/** The name that a column has without AS. */
export function ownName(node: unknown): string | null {
  const [kind, body] = kindOf(node);
  if (kind === 'Identifier') return nameOf(body);
  if (kind === 'CompoundIdentifier') return nameOf(Parts.parse(body).at(-1));
  if (kind !== 'CompoundFieldAccess') return null;
  const [step, last] = kindOf(readAccess(body).access_chain.at(-1));
  const [nameKind, name] = step === 'Dot' ? kindOf(last) : ['', undefined];
  return nameKind === 'Identifier' ? nameOf(name) : null;
}

function scalarSubquery(emission: Emission, node: unknown): Typed {
  const { sql, columns } = query(emission, node);
  const [column, ...more] = columns;
  if (column === undefined || more.length > 0) throw new SqlNotSupported('A subquery as a value has one column.');
  return { sql: `(${sql})`, type: column.type };
}
