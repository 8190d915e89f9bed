import { EvaluationError } from '../errors.ts';
import { isJsonObject, type Json, NotJson, toJson, typeName } from '../json.ts';
import { compile, expressionIn, problemOf } from './expression.ts';

/** What an expression can name with `$`: `states`, the variables in scope, and functions. */
export type Bindings = Readonly<Record<string, unknown>>;

/**
 * Replaces every JSONata expression inside the template by its value.
 * @param field the path of the template's field, for the error
 * @throws EvaluationError
 */
export async function evaluateTemplate(template: Json, bindings: Bindings, field: string): Promise<Json> {
  if (typeof template === 'string') {
    const expression = expressionIn(template);
    return expression === null ? template : evaluateExpression(expression, bindings, field);
  }
  if (Array.isArray(template)) {
    const items: Json[] = [];
    for (const [index, item] of template.entries())
      items.push(await evaluateTemplate(item, bindings, `${field}[${index}]`));
    return items;
  }
  if (!isJsonObject(template)) return template;
  const members: [string, Json][] = [];
  for (const [key, member] of Object.entries(template)) {
    members.push([key, await evaluateTemplate(member, bindings, `${field}/${key}`)]);
  }
  return Object.fromEntries(members);
}

async function evaluateExpression(expression: string, bindings: Bindings, field: string): Promise<Json> {
  const about = `The JSONata expression '${expression}' specified for the field '${field}'`;
  let value: unknown;
  try {
    value = await compile(expression).evaluate(undefined, bindings);
  } catch (error) {
    throw new EvaluationError(`${about} threw an error during evaluation. ${problemOf(error)}`, field);
  }
  try {
    const json = toJson(value);
    if (json !== undefined) return json;
  } catch (error) {
    if (error instanceof NotJson) throw new EvaluationError(`${about} returned an unsupported result type.`, field);
    throw error;
  }
  throw new EvaluationError(`${about} returned nothing (undefined).`, field);
}

/**
 * Evaluates a field that must give one type.
 * @throws EvaluationError in the words of Step Functions
 */
export async function evaluateTo<Type extends Json>(
  expected: string,
  isExpected: (value: Json) => value is Type,
  template: Json,
  bindings: Bindings,
  field: string,
): Promise<Type> {
  const value = await evaluateTemplate(template, bindings, field);
  if (isExpected(value)) return value;
  const expression = typeof template === 'string' ? (expressionIn(template) ?? template) : JSON.stringify(template);
  throw new EvaluationError(
    `The JSONata expression '${expression}' specified for the field '${field}' returned an unexpected result type. ` +
      `Expected '${expected}', but was '${typeName(value)}' for value: ${JSON.stringify(value)}`,
    field,
  );
}

export const isArray = (value: Json): value is Json[] => Array.isArray(value);
export const isText = (value: Json): value is string => typeof value === 'string';
export const isTrueOrFalse = (value: Json): value is boolean => typeof value === 'boolean';
export const isNumber = (value: Json): value is number => typeof value === 'number';
