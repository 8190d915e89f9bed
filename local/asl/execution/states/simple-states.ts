import type { ChoiceState, FailState, PassState, SucceedState } from '../../definition/states.ts';
import { StatesError } from '../../errors.ts';
import { evaluateTo, isText, isTrueOrFalse } from '../../query/evaluate.ts';
import type { Outcome, StateRun } from '../state-run.ts';

export async function runPass(pass: PassState, stateRun: StateRun): Promise<Outcome> {
  return stateRun.finish(pass, pass.Next ?? null, stateRun.input);
}

export async function runSucceed(succeed: SucceedState, stateRun: StateRun): Promise<Outcome> {
  return stateRun.finish(succeed, null, stateRun.input);
}

export async function runFail(fail: FailState, stateRun: StateRun): Promise<never> {
  const text = async (field: 'Error' | 'Cause'): Promise<string | undefined> => {
    const template = fail[field];
    return template === undefined ? undefined : evaluateTo('string', isText, template, stateRun.bindings(), field);
  };
  throw new StatesError(await text('Error'), await text('Cause'));
}

/** The Assign and Output of the rule that matches stand in for the state's own, which belong to Default. */
export async function runChoice(choice: ChoiceState, stateRun: StateRun): Promise<Outcome> {
  for (const [index, rule] of choice.Choices.entries()) {
    const field = `Choices[${index}]/Condition`;
    if (await evaluateTo('boolean', isTrueOrFalse, rule.Condition, stateRun.bindings(), field)) {
      return stateRun.finish(rule, rule.Next, stateRun.input);
    }
  }
  if (choice.Default === undefined) {
    const cause = `No rule of the state '${stateRun.name}' matched, and it has no Default.`;
    throw new StatesError('States.NoChoiceMatched', cause);
  }
  return stateRun.finish(choice, choice.Default, stateRun.input);
}
