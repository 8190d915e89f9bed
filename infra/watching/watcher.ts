import { Aws, Duration, Stack } from 'aws-cdk-lib';
import { PolicyStatement, Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import type { IFunction } from 'aws-cdk-lib/aws-lambda';
import {
  ContextAttribute,
  Schedule,
  ScheduleExpression,
  ScheduleTargetInput,
  TimeWindow,
} from 'aws-cdk-lib/aws-scheduler';
import { LambdaInvoke } from 'aws-cdk-lib/aws-scheduler-targets';
import { Construct } from 'constructs';
import type { WatchedSync, WatchInput } from '../../shared/watching/watched-sync.ts';
import { allowListingExecutions, allowReadingExecutions } from '../execution-access.ts';
import type { Stage } from '../stages.ts';
import { stateMachineArn, stateMachineName } from '../state-machine-names.ts';
import { TaskFunction } from '../task-function.ts';
import { WATCH_INTERVAL } from './metrics.ts';

interface WatcherProps {
  readonly stage: Stage;
  readonly syncs: readonly WatchedSync[];
}

/**
 * Looks at the executions of every sync, every few minutes, and publishes how each stands. What to watch is in the input of
 * its schedule, so that it needs no secret and can read exactly these state machines.
 */
export class Watcher extends Construct {
  readonly function: IFunction;

  constructor(scope: Construct, id: string, { stage, syncs }: WatcherProps) {
    super(scope, id);
    const { function: watch, role } = new TaskFunction(this, 'watch-syncs', {
      name: 'watch-syncs',
      stage,
      environment: {},
    });
    const names = syncs.map(({ name }) => stateMachineName(stage.name, name));
    role.addToPolicy(
      new PolicyStatement({
        sid: 'StateMachines',
        actions: ['states:DescribeStateMachine'],
        resources: names.map((name) => stateMachineArn(Stack.of(this), name)),
      }),
    );
    allowListingExecutions(role, names);
    allowReadingExecutions(role, names, ['states:DescribeExecution']);
    this.function = watch;

    const invoker = new Role(this, 'Invoker', {
      assumedBy: new ServicePrincipal('scheduler.amazonaws.com', {
        conditions: { StringEquals: { 'aws:SourceAccount': Aws.ACCOUNT_ID } },
      }),
    });
    invoker.addToPolicy(
      new PolicyStatement({ sid: 'Watch', actions: ['lambda:InvokeFunction'], resources: [watch.functionArn] }),
    );
    const input: WatchInput = { scheduledTime: ContextAttribute.scheduledTime, syncs: [...syncs] };
    new Schedule(this, 'Schedule', {
      description: 'Looks after the audience syncs',
      schedule: ScheduleExpression.expression(`cron(0/${WATCH_INTERVAL.toMinutes()} * * * ? *)`),
      timeWindow: TimeWindow.off(),
      target: new LambdaInvoke(watch, {
        input: ScheduleTargetInput.fromObject(input),
        role: invoker.withoutPolicyUpdates(),
        // A watch that is missed is made up for by the next.
        retryAttempts: 0,
        maxEventAge: Duration.minutes(1),
      }),
    });
  }
}
