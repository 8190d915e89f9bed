import { Duration } from 'aws-cdk-lib';
import type { IFunction } from 'aws-cdk-lib/aws-lambda';
import { TaskInput, Timeout } from 'aws-cdk-lib/aws-stepfunctions';
import { LambdaInvoke } from 'aws-cdk-lib/aws-stepfunctions-tasks';
import type { Construct } from 'constructs';
import { FUNCTION_TIMEOUT } from '../task-function.ts';
import { RETRY_POLICIES, START_RETRY_POLICIES } from './retry-policies.ts';

/** A workflow variable read as JSONata. */
export const variable = (name: string): string => `{% $${name} %}`;

/** A variable that an earlier pass through a loop may have set. */
export const variableOrNull = (name: string): string => `{% $exists($${name}) ? $${name} : null %}`;

/** The result of the task's function, or a part of it. */
export const result = (path = ''): string => `{% $states.result.Payload${path} %}`;

const EXECUTION = '$states.context.Execution';

/** What every step is told about where and when it runs. A function has no clock of its own. */
export const CONTEXT = {
  state: '{% $states.context.State.Name %}',
  // Not State.EnteredTime: a retry or a redrive does not enter the state again.
  now: '{% $now() %}',
  redriveCount: `{% $exists(${EXECUTION}.RedriveCount) ? ${EXECUTION}.RedriveCount : 0 %}`,
  redrivenAt: `{% $exists(${EXECUTION}.RedriveTime) ? ${EXECUTION}.RedriveTime : null %}`,
};

interface LambdaTaskProps {
  readonly function: IFunction;
  readonly payload: Record<string, unknown>;
  /** Workflow variables to set from the result. */
  readonly assign?: Record<string, unknown>;
  /** Whether the function creates something at Adobe that its next try must find; default: no. */
  readonly createsAtAdobe?: boolean;
  readonly comment: string;
}

/** A Lambda task whose output is what the function returned, with the retry rules of the error contract. */
export function lambdaTask(scope: Construct, name: string, props: LambdaTaskProps): LambdaInvoke {
  const task = LambdaInvoke.jsonata(scope, name, {
    comment: props.comment,
    lambdaFunction: props.function,
    payload: TaskInput.fromObject(props.payload),
    outputs: result(),
    ...(props.assign ? { assign: props.assign } : {}),
    // A little above the function's own limit, so that it is the function that reports it.
    taskTimeout: Timeout.duration(FUNCTION_TIMEOUT.plus(Duration.seconds(30))),
    retryOnServiceExceptions: false,
  });
  const policies = props.createsAtAdobe === true ? START_RETRY_POLICIES : RETRY_POLICIES;
  for (const policy of policies) task.addRetry(policy);
  return task;
}
