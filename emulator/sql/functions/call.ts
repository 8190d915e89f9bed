import * as z from 'zod';
import { isGiven, kindOf, nodeReader, Part, Parts } from '../ast.ts';
import { expression, type Emission, type Typed } from '../emission.ts';
import { singleName } from '../names.ts';
import { SqlError, SqlNotSupported } from '../sql-error.ts';
import { overClause } from '../window.ts';
import { AGGREGATES, WINDOW_FUNCTIONS } from './aggregates.ts';
import { ARRAY_FUNCTIONS } from './arrays.ts';
import { CONDITION_FUNCTIONS } from './conditions.ts';
import { HIGHER_ORDER_FUNCTIONS } from './higher-order.ts';
import { MAP_FUNCTIONS } from './maps.ts';
import { DATE_FUNCTIONS, NUMBER_FUNCTIONS } from './numbers-and-dates.ts';
import type { FunctionTable } from './scalar-function.ts';
import { TEXT_FUNCTIONS } from './text.ts';

/** Every function that the emulator knows; a function is added together with Spark's answers at its edges. */
const SCALAR_FUNCTIONS = new Map(
  Object.entries({
    ...TEXT_FUNCTIONS,
    ...NUMBER_FUNCTIONS,
    ...DATE_FUNCTIONS,
    ...ARRAY_FUNCTIONS,
    ...MAP_FUNCTIONS,
    ...CONDITION_FUNCTIONS,
  } satisfies FunctionTable),
);
const aggregates = new Map(Object.entries(AGGREGATES));
const windowFunctions = new Map(Object.entries(WINDOW_FUNCTIONS));
const higherOrder = new Map(Object.entries(HIGHER_ORDER_FUNCTIONS));

const GENERATORS: readonly string[] = ['explode', 'explode_outer', 'posexplode', 'inline'];

const readFunction = nodeReader('A function call', {
  name: Parts,
  args: Part,
  filter: Part,
  over: Part,
  parameters: z.literal('None').default('None'),
});
const readArguments = nodeReader('Arguments', { args: Parts, duplicate_treatment: z.string().nullish() });
const readExpressionArgument = nodeReader('An argument', { Expr: Part });

/** A function call, taken apart. */
export interface FunctionCall {
  readonly name: string;
  readonly args: readonly unknown[];
  readonly isStar: boolean;
  readonly isDistinct: boolean;
  readonly filter: unknown;
  readonly over: unknown;
}

export function readCall(node: unknown): FunctionCall {
  const { name, args, filter, over } = readFunction(node);
  const call = { name: singleName(name, 'A function').toLowerCase(), filter, over };
  if (args === 'None') return { ...call, args: [], isStar: false, isDistinct: false };
  const [form, list] = kindOf(args);
  if (form !== 'List') throw new SqlNotSupported(`${call.name}: arguments of this form are not supported.`);
  const { args: given, duplicate_treatment: treatment } = readArguments(list);
  const nodes = given.map((argument) => {
    const [kind, value] = kindOf(argument);
    if (kind !== 'Unnamed') throw new SqlNotSupported(`${call.name}: named arguments are not supported.`);
    return value;
  });
  const isStar = nodes.length === 1 && nodes[0] === 'Wildcard';
  const expressions = isStar ? [] : nodes.map((argument) => readExpressionArgument(argument).Expr);
  return { ...call, args: expressions, isStar, isDistinct: treatment === 'Distinct' };
}

export function isGenerator(call: FunctionCall): boolean {
  return GENERATORS.includes(call.name);
}

/** @throws SqlNotSupported for a function that is not in the tables, or is called in a way that they do not know */
export function functionCall(emission: Emission, node: unknown): Typed {
  const call = readCall(node);
  if (isGenerator(call)) {
    throw new SqlNotSupported(`${call.name} is only supported as an item of the select list or in LATERAL VIEW.`);
  }
  try {
    return emitCall(emission, call);
  } catch (error) {
    if (error instanceof SqlNotSupported && !error.message.startsWith(`${call.name}:`)) {
      throw new SqlNotSupported(`${call.name}: ${error.message}`);
    }
    throw error;
  }
}

function emitCall(emission: Emission, call: FunctionCall): Typed {
  const aggregate = aggregates.get(call.name) ?? windowFunctions.get(call.name);
  if (aggregate !== undefined) {
    if (windowFunctions.has(call.name) && !isGiven(call.over)) throw new SqlNotSupported('OVER is expected.');
    if (call.isStar && call.name !== 'count') throw new SqlError('42601', `${call.name}(*) has no meaning.`);
    return aggregate(
      call.args.map((arg) => expression(emission, arg)),
      {
        distinct: call.isDistinct,
        filter: isGiven(call.filter) ? expression(emission, call.filter).sql : '',
        over: isGiven(call.over) ? overClause(emission, call.over) : '',
      },
    );
  }
  if (call.isStar || call.isDistinct || isGiven(call.filter) || isGiven(call.over)) {
    throw new SqlNotSupported('*, DISTINCT, FILTER and OVER are for aggregates.');
  }
  const takesLambdas = higherOrder.get(call.name);
  if (takesLambdas !== undefined) return takesLambdas(emission, call.args);
  const scalar = SCALAR_FUNCTIONS.get(call.name);
  if (scalar === undefined) throw new SqlNotSupported('the emulator does not have this function.');
  if (call.args.length < scalar.least || call.args.length > scalar.most) {
    throw new SqlNotSupported(`${call.args.length} arguments are not supported.`);
  }
  return scalar.emit(
    call.args.map((arg) => expression(emission, arg)),
    emission,
  );
}
