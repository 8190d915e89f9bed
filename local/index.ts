import type { Execution } from './asl/execution/execution.ts';
import type { HistoryEvent } from './asl/execution/history-event.ts';
import { seededRandom } from './asl/query/random.ts';
import { StateMachine } from './asl/state-machine.ts';
import { type LocalSchedule, readAssembly } from './assembly/assembly.ts';
import { serveAws } from './aws/endpoint.ts';
import { secretsManagerOperations } from './aws/secrets-manager.ts';
import { StepFunctions } from './aws/step-functions.ts';
import type { Clock } from './clock.ts';
import { LambdaFunctions } from './lambda/lambda-functions.ts';
import { nextRun, scheduledInput } from './schedule.ts';

export type { Execution } from './asl/execution/execution.ts';
export type { HistoryEvent } from './asl/execution/history-event.ts';
export type { LocalSchedule } from './assembly/assembly.ts';
export { type Clock, ScaledClock, VirtualClock } from './clock.ts';

export interface LocalAwsOptions {
  /** The folder of a synthesized cloud assembly, `cdk.out`. */
  readonly assembly: string;
  readonly clock: Clock;
  /** Any free port when left out. */
  readonly port?: number;
  /** Of everything that AWS leaves to chance: jitter, ids, generated names. */
  readonly seed?: number;
  readonly region?: string;
  /** Called for every read, so that a value can change; undefined where nobody has stored one. */
  readonly secretValue: (name: string) => string | undefined;
  /** Set for every function, over what its template says. */
  readonly environment?: Readonly<Record<string, string>>;
  readonly onHistoryEvent?: (execution: Execution, event: HistoryEvent) => void;
  /** A line that a function has written to its standard output or error. */
  readonly onLog?: (functionName: string, line: string) => void;
}

export interface LocalAws {
  readonly url: string;
  readonly stateMachines: readonly { readonly name: string; readonly arn: string }[];
  readonly schedules: readonly LocalSchedule[];
  readonly secrets: readonly { readonly name: string; readonly arn: string }[];
  /** The environment variables that aim an AWS SDK or the AWS CLI at this machine, and at nothing else. */
  readonly environment: Readonly<Record<string, string>>;
  /** When a schedule is due next after a moment; null when it is not. */
  nextRun(schedule: LocalSchedule, after: Date): Date | null;
  /** Starts what a schedule starts, as EventBridge Scheduler does. @returns the execution's ARN */
  startScheduled(schedule: LocalSchedule, at: Date): string;
  /** Ends all sandboxes of a function at once, or of all functions, as a crash would. */
  killFunction(functionName?: string): Promise<void>;
  /** Resolves when no execution is running. */
  idle(): Promise<void>;
  /** Stops what is running, as StopExecution does, and frees the port. */
  close(): Promise<void>;
}

/**
 * Runs what a cloud assembly would deploy on this machine: state machines, functions, schedules and secrets.
 * @throws AssemblyError when the assembly cannot be read
 * @throws UnsupportedDefinition when a state machine uses what the interpreter does not implement
 */
export async function createLocalAws(options: LocalAwsOptions): Promise<LocalAws> {
  const { clock, seed = 1, region = process.env['AWS_REGION'] ?? 'us-east-1' } = options;
  const assembly = readAssembly(options.assembly, region);
  const client = clientEnvironment(region);
  const functionEnvironment: Record<string, string> = {};
  const functions = new LambdaFunctions({
    functions: assembly.functions,
    environment: functionEnvironment,
    random: seededRandom(`${seed} requests`),
    onLog: options.onLog ?? (() => undefined),
  });
  const machines = assembly.stateMachines.map(
    (machine) =>
      new StateMachine({
        ...machine,
        region,
        clock,
        seed,
        invoke: (functionName, payload) => functions.invoke(functionName, payload),
        ...(options.onHistoryEvent === undefined ? {} : { onEvent: options.onHistoryEvent }),
      }),
  );
  const stepFunctions = new StepFunctions({ machines, clock, random: seededRandom(`${seed} executions`) });
  const { secrets, schedules } = assembly;
  const services = {
    AWSStepFunctions: stepFunctions.operations(),
    secretsmanager: secretsManagerOperations({ secrets, secretValue: options.secretValue, clock }),
  };
  const requestIds = seededRandom(`${seed} answers`);
  const endpoint = await serveAws(services, {
    requestId: () => requestIds.uuid(),
    now: () => clock.now(),
    port: options.port,
  });
  const environment = { ...client, AWS_ENDPOINT_URL: endpoint.url };
  Object.assign(functionEnvironment, client, options.environment, {
    AWS_ENDPOINT_URL_SFN: endpoint.url,
    AWS_ENDPOINT_URL_SECRETS_MANAGER: endpoint.url,
  });
  const scheduled = seededRandom(`${seed} schedules`);

  return {
    url: endpoint.url,
    stateMachines: machines.map(({ name, arn }) => ({ name, arn })),
    schedules,
    secrets,
    environment,
    nextRun,
    startScheduled: (schedule, at) => {
      const executionId = scheduled.uuid();
      return stepFunctions.start(schedule.targetArn, executionId, scheduledInput(schedule, at, executionId)).arn;
    },
    killFunction: (functionName) => functions.kill(functionName),
    idle: () => stepFunctions.idle(),
    close: async () => {
      await stepFunctions.stopAll();
      await functions.kill();
      await endpoint.close();
    },
  };
}

/** Credentials that are good for nothing, and no way to the developer's own. */
function clientEnvironment(region: string): Record<string, string> {
  return {
    AWS_REGION: region,
    AWS_DEFAULT_REGION: region,
    AWS_ACCESS_KEY_ID: 'local',
    AWS_SECRET_ACCESS_KEY: 'local',
    AWS_EC2_METADATA_DISABLED: 'true',
    // Answers are dated in workflow time. An SDK that takes the difference for a wrong clock repeats what was refused.
    AWS_DISABLE_CLOCK_SKEW_CORRECTION: 'true',
    AWS_CONFIG_FILE: '/dev/null',
    AWS_SHARED_CREDENTIALS_FILE: '/dev/null',
  };
}
