import { UnsupportedDefinition } from '../errors.ts';
import { isJsonObject } from '../json.ts';
import type { Catcher, Retrier } from './fields.ts';
import type { TaskState } from './states.ts';

/** The optimised integration with Lambda, request and response (docs "Invoke an AWS Lambda function with Step Functions"). */
const LAMBDA_INVOKE = /^arn:aws[a-z-]*:states:::lambda:invoke$/;
const ARGUMENTS = ['FunctionName', 'Payload'];

/** @throws UnsupportedDefinition for any other integration, pattern or argument */
export function checkTask(task: TaskState, place: string): void {
  if (!LAMBDA_INVOKE.test(task.Resource))
    throw new UnsupportedDefinition(place, 'Resource', resourceProblem(task.Resource));
  if (!isJsonObject(task.Arguments)) {
    throw new UnsupportedDefinition(place, 'Arguments', 'an object with FunctionName and Payload is needed');
  }
  for (const name of Object.keys(task.Arguments)) {
    if (!ARGUMENTS.includes(name)) throw new UnsupportedDefinition(place, `Arguments/${name}`, 'is not implemented');
  }
  if (typeof task.Arguments['FunctionName'] !== 'string') {
    throw new UnsupportedDefinition(place, 'Arguments/FunctionName', 'the name or ARN of a function is needed');
  }
}

function resourceProblem(resource: string): string {
  if (resource.endsWith('.waitForTaskToken')) return 'waiting for a task token is not implemented';
  if (/\.sync(:\d+)?$/.test(resource)) return 'running a job (.sync) is not implemented';
  if (resource.includes(':activity:')) return 'activities are not implemented';
  if (resource.includes(':function:')) return 'a function’s ARN as Resource is not implemented; use lambda:invoke';
  return `the integration "${resource}" is not implemented`;
}

/**
 * `States.ALL` stands alone and last (docs "Handling errors in Step Functions workflows", Retrying after an error).
 * @throws UnsupportedDefinition
 */
export function checkErrorNames(
  state: { readonly Retry: readonly Retrier[]; readonly Catch: readonly Catcher[] },
  place: string,
): void {
  for (const [field, rules] of [['Retry', state.Retry] as const, ['Catch', state.Catch] as const]) {
    for (const [index, { ErrorEquals: names }] of rules.entries()) {
      if (!names.includes('States.ALL')) continue;
      const at = `${field}/${index}/ErrorEquals`;
      if (names.length > 1) throw new UnsupportedDefinition(place, at, 'States.ALL must stand alone');
      if (index < rules.length - 1)
        throw new UnsupportedDefinition(place, at, 'States.ALL must stand in the last rule');
    }
  }
}
