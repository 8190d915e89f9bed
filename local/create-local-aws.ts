import { setImmediate } from 'node:timers/promises';
import { parseJson } from './asl/json.ts';
import { seededRandom } from './asl/query/random.ts';
import { StateMachine } from './asl/state-machine.ts';
import { type LocalSchedule, readAssembly } from './assembly/assembly.ts';
import { serveAws } from './aws/endpoint.ts';
import { secretsManagerOperations } from './aws/secrets-manager.ts';
import { snsService } from './aws/sns.ts';
import { StepFunctions } from './aws/step-functions.ts';
import { EventBus } from './eventbridge/event-bus.ts';
import { statusChangeEvent } from './eventbridge/status-change.ts';
import { AsynchronousInvocations } from './lambda/asynchronous-invocations.ts';
import { LambdaFunctions } from './lambda/lambda-functions.ts';
import type { LocalAws, LocalAwsOptions } from './local-aws.ts';
import { DeadLetters } from './messaging/dead-letters.ts';
import { Topics } from './messaging/topics.ts';
import { MetricReader } from './metrics/metric-reader.ts';
import { nextRun, scheduledInput } from './schedule.ts';
import { runSchedules } from './scheduler.ts';

/**
 * Runs what a cloud assembly would deploy on this machine: state machines, functions, schedules, rules, topics and secrets.
 * @throws AssemblyError when the assembly cannot be read, or needs what is not implemented
 * @throws UnsupportedDefinition when a state machine uses what the interpreter does not implement
 */
export async function createLocalAws(options: LocalAwsOptions): Promise<LocalAws> {
  const { clock, seed = 1, region = process.env['AWS_REGION'] ?? 'us-east-1' } = options;
  const assembly = readAssembly(options.assembly, region);
  const client = clientEnvironment(region);
  const functionEnvironment: Record<string, string> = {};
  const metrics = new MetricReader(options.onMetric);
  const functions = new LambdaFunctions({
    functions: assembly.functions,
    environment: functionEnvironment,
    random: seededRandom(`${seed} requests`),
    onLog: (functionName, line) => {
      options.onLog?.(functionName, line);
      metrics.read(functionName, line);
    },
  });
  const deadLetters = new DeadLetters(clock);
  const topics = new Topics({
    topics: assembly.topics,
    clock,
    random: seededRandom(`${seed} messages`),
    onMessage: (message) => options.onMessage?.(message),
  });
  const invocations = new AsynchronousInvocations({
    functions: assembly.functions,
    configs: assembly.asynchronousConfigs,
    clock,
    random: seededRandom(`${seed} events`),
    invoke: (functionArn, payload, requestId) => functions.invoke(functionArn, payload, requestId),
    send: (arn, body, attributes) => {
      if (topics.publish(arn, null, body) === null) deadLetters.send(arn, body, attributes);
    },
  });
  const bus = new EventBus({
    rules: assembly.rules,
    invoke: (functionArn, payload) => {
      invocations.invoke(functionArn, payload);
    },
  });
  const eventIds = seededRandom(`${seed} status changes`);
  const machines = assembly.stateMachines.map(
    (described) =>
      new StateMachine({
        ...described,
        region,
        clock,
        seed,
        createdAt: options.earlier?.createdAt,
        invoke: (functionName, payload) => functions.invoke(functionName, payload),
        ...(options.onHistoryEvent === undefined ? {} : { onEvent: options.onHistoryEvent }),
        onStatus: (execution, redriveProblem) => {
          bus.publish(statusChangeEvent(execution, { id: eventIds.uuid(), redriveProblem, now: clock.now() }));
        },
      }),
  );
  const stepFunctions = new StepFunctions({ machines, clock, random: seededRandom(`${seed} executions`) });
  const { secrets, schedules } = assembly;
  const services = {
    json: {
      AWSStepFunctions: stepFunctions.operations(),
      secretsmanager: secretsManagerOperations({ secrets, secretValue: options.secretValue, clock }),
    },
    query: [snsService(topics)],
  };
  const requestIds = seededRandom(`${seed} answers`);
  const endpoint = await serveAws(services, {
    requestId: () => requestIds.uuid(),
    now: () => clock.now(),
    port: options.port,
  });
  Object.assign(functionEnvironment, client, options.environment, {
    AWS_ENDPOINT_URL_SFN: endpoint.url,
    AWS_ENDPOINT_URL_SECRETS_MANAGER: endpoint.url,
    AWS_ENDPOINT_URL_SNS: endpoint.url,
  });

  stepFunctions.restore(options.earlier?.executions ?? []);

  const scheduled = seededRandom(`${seed} schedules`);
  const startScheduled = (schedule: LocalSchedule, at: Date): string => {
    const executionId = scheduled.uuid();
    return stepFunctions.start(schedule.target.arn, executionId, scheduledInput(schedule, at, executionId)).arn;
  };
  const fire = (schedule: LocalSchedule, at: Date): void => {
    if (schedule.target.kind === 'stateMachine') startScheduled(schedule, at);
    else invocations.invoke(schedule.target.arn, parseJson(scheduledInput(schedule, at, scheduled.uuid())));
  };

  return {
    url: endpoint.url,
    stateMachines: machines.map(({ name, arn }) => ({ name, arn })),
    schedules,
    secrets,
    topics: topics.all,
    environment: { ...client, AWS_ENDPOINT_URL: endpoint.url },
    messages: topics.messages,
    deadLetters: deadLetters.all,
    malformedMetrics: metrics.malformed,
    nextRun,
    startScheduled,
    fire,
    runSchedules: ({ until, signal, schedules: some = schedules }) =>
      runSchedules({ schedules: some, clock, fire, until: until ?? null, signal }),
    runningFunctions: () => functions.running,
    killFunction: (functionName) => functions.kill(functionName),
    idle: async () => {
      while (!stepFunctions.isIdle || !invocations.isIdle) {
        await stepFunctions.idle();
        await invocations.idle();
      }
    },
    suspend: async () => {
      clock.hold();
      invocations.close();
      // An execution goes on to its next wait, which may take another function.
      while (functions.running.length > 0) {
        await functions.idle();
        await setImmediate();
      }
      await functions.kill();
      await endpoint.close();
    },
    close: async () => {
      await stepFunctions.stopAll();
      invocations.close();
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
