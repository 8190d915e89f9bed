import { ArnFormat, type Stack } from 'aws-cdk-lib';

/** Names are fixed, so that functions can be allowed to look at the machines that will call them. */
export const stateMachineName = (stage: string, sync: string): string => `audience-sync-${stage}-${sync}`;

export const stateMachineArn = (stack: Stack, name: string): string => statesArn(stack, 'stateMachine', name);

/** Every execution of a state machine. */
export const executionArns = (stack: Stack, name: string): string => statesArn(stack, 'execution', `${name}:*`);

function statesArn(stack: Stack, resource: string, resourceName: string): string {
  return stack.formatArn({ service: 'states', resource, resourceName, arnFormat: ArnFormat.COLON_RESOURCE_NAME });
}
