import type { IFunction } from 'aws-cdk-lib/aws-lambda';
import { PolicyStatement } from 'aws-cdk-lib/aws-iam';
import { Construct } from 'constructs';
import type { AdobeCredentials } from './adobe-credentials.ts';
import { TaskFunction } from './task-function.ts';

interface TaskFunctionsProps {
  readonly stage: string;
  readonly credentials: AdobeCredentials;
  /** The state machines whose executions Plan run may list, to see whether an older run is active. */
  readonly stateMachineArns: readonly string[];
  /** Other hosts than Adobe's own, for trying the service against an emulator. */
  readonly adobeUrls: Record<string, string>;
}

/** The Lambda tasks, shared by all syncs. */
export class TaskFunctions extends Construct {
  readonly planRun: IFunction;
  readonly startExport: IFunction;
  readonly checkExport: IFunction;
  readonly startTransform: IFunction;
  readonly checkTransform: IFunction;
  readonly confirmConnection: IFunction;
  readonly recordRun: IFunction;

  constructor(scope: Construct, id: string, props: TaskFunctionsProps) {
    super(scope, id);
    const task = (name: string): TaskFunction =>
      new TaskFunction(this, name, { name, stage: props.stage, environment: props.adobeUrls });
    const callsAdobe = (name: string): TaskFunction => {
      const created = task(name);
      props.credentials.grantRead(created.role);
      return created;
    };

    const planRun = callsAdobe('plan-run');
    planRun.role.addToPolicy(
      new PolicyStatement({
        sid: 'ActiveRuns',
        actions: ['states:ListExecutions'],
        resources: [...props.stateMachineArns],
      }),
    );
    this.planRun = planRun.function;
    this.startExport = callsAdobe('start-export').function;
    this.checkExport = callsAdobe('check-export').function;
    this.startTransform = callsAdobe('start-transform').function;
    this.checkTransform = callsAdobe('check-transform').function;
    this.confirmConnection = callsAdobe('confirm-connection').function;
    this.recordRun = task('record-run').function;
  }

  all(): readonly IFunction[] {
    return [
      this.planRun,
      this.startExport,
      this.checkExport,
      this.startTransform,
      this.checkTransform,
      this.confirmConnection,
      this.recordRun,
    ];
  }
}
