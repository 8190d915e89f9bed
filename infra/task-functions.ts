import type { IFunction } from 'aws-cdk-lib/aws-lambda';
import { Construct } from 'constructs';
import type { AdobeCredentials } from './adobe-credentials.ts';
import { allowListingExecutions, allowReadingExecutions } from './execution-access.ts';
import type { Stage } from './stages.ts';
import { TaskFunction } from './task-function.ts';

interface TaskFunctionsProps {
  readonly stage: Stage;
  readonly credentials: AdobeCredentials;
  /** The state machines of the syncs, whose executions tell what other runs do and did. */
  readonly stateMachineNames: readonly string[];
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
  readonly removeOldExports: IFunction;
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

    /** Looks at other runs of its sync: is one active, and what did the last confirmed one leave behind? */
    const looksAtRuns = (created: TaskFunction): IFunction => {
      allowListingExecutions(created.role, props.stateMachineNames);
      allowReadingExecutions(created.role, props.stateMachineNames, ['states:DescribeExecution']);
      return created.function;
    };

    this.planRun = looksAtRuns(callsAdobe('plan-run'));
    this.startExport = callsAdobe('start-export').function;
    this.checkExport = callsAdobe('check-export').function;
    this.startTransform = looksAtRuns(callsAdobe('start-transform'));
    this.checkTransform = callsAdobe('check-transform').function;
    this.confirmConnection = callsAdobe('confirm-connection').function;
    this.removeOldExports = looksAtRuns(callsAdobe('remove-old-exports'));
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
      this.removeOldExports,
      this.recordRun,
    ];
  }
}
