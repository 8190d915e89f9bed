import { UnsupportedDefinition } from '../errors.ts';
import { isJsonObject, type Json } from '../json.ts';
import { expressionProblem } from '../query/expression-problem.ts';
import { expressionIn } from '../query/expression.ts';
import type { State } from './states.ts';

/**
 * Every JSONata expression of a state compiles and uses what Step Functions offers. The states inside a Map or Parallel
 * state are checked on their own.
 * @throws UnsupportedDefinition naming the field
 */
export function checkExpressions(state: State, place: string): void {
  for (const [field, value] of Object.entries(templatesOf(state))) checkTemplate(value, place, field);
}

function templatesOf(state: State): Record<string, Json | undefined> {
  switch (state.Type) {
    case 'Task':
      return {
        Arguments: state.Arguments,
        TimeoutSeconds: state.TimeoutSeconds,
        ...result(state),
        ...catchers(state.Catch),
      };
    case 'Parallel':
      return { Arguments: state.Arguments, ...result(state), ...catchers(state.Catch) };
    case 'Map':
      return {
        Items: state.Items,
        ItemSelector: state.ItemSelector,
        MaxConcurrency: state.MaxConcurrency,
        ...result(state),
        ...catchers(state.Catch),
      };
    case 'Wait':
      return { Seconds: state.Seconds, Timestamp: state.Timestamp, ...result(state) };
    case 'Choice':
      return { ...result(state), ...rules(state.Choices) };
    case 'Fail':
      return { Error: state.Error, Cause: state.Cause };
    case 'Succeed':
      return { Output: state.Output };
    case 'Pass':
      return result(state);
  }
}

const result = ({ Assign, Output }: Outcome): Record<string, Json | undefined> => ({ Assign, Output });

interface Outcome {
  readonly Condition?: Json | undefined;
  readonly Assign?: Json | undefined;
  readonly Output?: Json | undefined;
}

const catchers = (outcomes: readonly Outcome[]): Record<string, Json | undefined> => outcomeFields('Catch', outcomes);
const rules = (outcomes: readonly Outcome[]): Record<string, Json | undefined> => outcomeFields('Choices', outcomes);

function outcomeFields(field: string, outcomes: readonly Outcome[]): Record<string, Json | undefined> {
  return Object.fromEntries(
    outcomes.flatMap(({ Condition, Assign, Output }, index) => [
      [`${field}/${index}/Condition`, Condition],
      [`${field}/${index}/Assign`, Assign],
      [`${field}/${index}/Output`, Output],
    ]),
  );
}

function checkTemplate(value: Json | undefined, place: string, field: string): void {
  if (typeof value === 'string') {
    const expression = expressionIn(value);
    const problem = expression === null ? null : expressionProblem(expression);
    if (problem !== null) throw new UnsupportedDefinition(place, field, problem);
  } else if (Array.isArray(value)) {
    value.forEach((item, index) => {
      checkTemplate(item, place, `${field}/${index}`);
    });
  } else if (isJsonObject(value)) {
    for (const [key, item] of Object.entries(value)) checkTemplate(item, place, `${field}/${key}`);
  }
}
