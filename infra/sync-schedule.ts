import { Duration, TimeZone } from 'aws-cdk-lib';
import { Schedule, ScheduleExpression, ScheduleTargetInput, TimeWindow } from 'aws-cdk-lib/aws-scheduler';
import { StepFunctionsStartExecution } from 'aws-cdk-lib/aws-scheduler-targets';
import type { IQueue } from 'aws-cdk-lib/aws-sqs';
import type { StateMachine } from 'aws-cdk-lib/aws-stepfunctions';
import { Construct } from 'constructs';
import type { SyncDefinition } from '../shared/definition/definition.ts';
import type { Stage } from './stages.ts';

interface SyncScheduleProps {
  readonly stage: Stage;
  readonly definition: SyncDefinition;
  readonly stateMachine: StateMachine;
  readonly deadLetterQueue: IQueue;
}

/** Starts the sync's state machine when its definition says. */
export class SyncSchedule extends Construct {
  constructor(scope: Construct, id: string, { stage, definition, stateMachine, deadLetterQueue }: SyncScheduleProps) {
    super(scope, id);
    const { cron, timeZone, enabled } = definition.schedule;
    new Schedule(this, 'Schedule', {
      description: `Starts the audience sync ${definition.name}`,
      schedule: ScheduleExpression.expression(`cron(${cron})`, TimeZone.of(timeZone)),
      timeWindow: TimeWindow.off(),
      enabled: enabled && stage.runsOnSchedule,
      target: new StepFunctionsStartExecution(stateMachine, {
        input: ScheduleTargetInput.fromObject({}),
        deadLetterQueue,
        // Scheduler's own defaults (185 tries, 24 hours) could start a nightly run a day late.
        retryAttempts: 3,
        maxEventAge: Duration.hours(1),
      }),
    });
  }
}
