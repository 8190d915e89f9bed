import { Stack, Validations } from 'aws-cdk-lib';
import { PolicyStatement, type Role } from 'aws-cdk-lib/aws-iam';
import { executionArns, stateMachineArn } from './state-machine-names.ts';

/** Lets a role see which executions of these state machines there are. */
export function allowListingExecutions(role: Role, stateMachineNames: readonly string[]): void {
  const resources = stateMachineNames.map((name) => stateMachineArn(Stack.of(role), name));
  role.addToPolicy(new PolicyStatement({ sid: 'Runs', actions: ['states:ListExecutions'], resources }));
}

/** Lets a role read executions of these state machines, and no others. */
export function allowReadingExecutions(
  role: Role,
  stateMachineNames: readonly string[],
  actions: readonly ('states:DescribeExecution' | 'states:GetExecutionHistory')[],
): void {
  const resources = stateMachineNames.map((name) => executionArns(Stack.of(role), name));
  role.addToPolicy(new PolicyStatement({ sid: 'RunRecords', actions: [...actions], resources }));
  Validations.of(role).acknowledge(
    ...stateMachineNames.map((name) => ({
      // As cdk-nag prints an ARN that is only known at deployment.
      id: `AwsSolutions-IAM5[Resource::arn:<AWS::Partition>:states:<AWS::Region>:<AWS::AccountId>:execution:${name}:*]`,
      reason: 'Executions are named by whoever starts them; only those of the syncs can be read.',
    })),
  );
}
