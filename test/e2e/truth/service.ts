import {
  DescribeExecutionCommand,
  DescribeStateMachineCommand,
  ExecutionNotRedrivable,
  RedriveExecutionCommand,
  SFNClient,
  StartExecutionCommand,
  StopExecutionCommand,
  UpdateStateMachineCommand,
} from '@aws-sdk/client-sfn';
import * as z from 'zod';
import { createEmulator, type Emulator } from '../../../emulator/index.ts';
import type { Timings } from '../../../emulator/timings.ts';
import { asciiJson } from '../../../infra/workflow/ascii-json.ts';
import {
  createLocalAws,
  type Execution,
  type HistoryEvent,
  type LocalAws,
  VirtualClock,
} from '../../../local/index.ts';
import { parseSyncDefinition } from '../../../shared/definition/parse.ts';
import { RunRecord } from '../../../shared/steps/run-record.ts';

/** Everything a little quicker than the emulator's defaults, so that a day takes fewer polls. */
const TIMINGS: Partial<Timings> = {
  exportQueueSeconds: [5, 20],
  exportSeconds: [10, 60],
  exportBatchSeconds: [1, 20],
  queryQueueSeconds: [1, 10],
  querySeconds: [10, 60],
  cjaSeconds: [60, 300],
  cjaBackfillQueueSeconds: [60, 120],
  cjaBackfillSeconds: [300, 1200],
};

/** How an execution ended. */
export interface Ended {
  readonly name: string;
  readonly status: string;
  readonly error: string | null;
  readonly cause: string;
  readonly record: RunRecord | null;
}

export type GreenRecord = Extract<RunRecord, { outcome: 'refreshed' | 'unchanged' }>;

export function greenRecord({ record }: Ended): GreenRecord | null {
  return record?.outcome === 'refreshed' || record?.outcome === 'unchanged' ? record : null;
}

interface Places {
  /** Of the CDK app. */
  readonly assembly: string;
  readonly sandboxFolder: string;
  readonly workFolder: string;
  readonly startAt: number;
}

interface Options extends Places {
  /** Of the emulated Adobe and of what AWS leaves to chance. */
  readonly seed?: number;
  /** Of every function, besides Adobe's addresses. */
  readonly environment?: Readonly<Record<string, string>>;
  readonly onHistoryEvent?: (execution: Execution, event: HistoryEvent) => void;
  /** A line that a function has written. */
  readonly onLog?: (functionName: string, line: string) => void;
}

/** The synthesized service on an emulated Adobe, operated by AWS's own client as a person would. */
export interface Service {
  readonly clock: VirtualClock;
  readonly emulator: Emulator;
  sleepUntil(time: number): Promise<void>;
  /** What a deployment does to the state machine: the definition's text in Plan run is another one. */
  deploy(definition: unknown): Promise<void>;
  /** Resolves as soon as the execution has started. */
  start(name: string, input?: Readonly<Record<string, unknown>>): Promise<void>;
  /** @returns false where Step Functions refuses, because the execution has succeeded or ended too long ago */
  redrive(name: string): Promise<boolean>;
  /** Waits until no execution runs any more. */
  ended(name: string): Promise<Ended>;
  /** Does something when the execution next enters the state; time stands still meanwhile. */
  when(execution: string, state: string, act: () => Promise<unknown>): void;
  stop(execution: string): Promise<void>;
  /** Ends what runs of a function, as a crash would. */
  killFunction(functionName: string): Promise<void>;
  /** Texts of the messages that were published to topics. */
  messages(): readonly string[];
  /** Texts of the events that no function could handle. */
  deadLetters(): readonly string[];
  /** Another Step Functions with the same state machine and none of its executions. */
  loseExecutionHistory(): Promise<void>;
  close(): Promise<void>;
}

interface Aws {
  readonly local: LocalAws;
  readonly sfn: SFNClient;
  readonly stateMachineArn: string;
}

export async function startService(options: Options): Promise<Service> {
  const { assembly, sandboxFolder, workFolder, startAt, seed = 0 } = options;
  const clock = new VirtualClock(startAt);
  const emulator = await createEmulator({ sandboxFolder, clock, timings: TIMINGS, workFolder, seed: seed + 1 });
  let plot: { readonly execution: string; readonly state: string; readonly act: () => Promise<unknown> } | null = null;
  let acting: Promise<unknown> = Promise.resolve();

  const onHistoryEvent = (execution: Execution, event: HistoryEvent): void => {
    options.onHistoryEvent?.(execution, event);
    const { name } = execution;
    const { stateEnteredEventDetails } = event;
    if (name !== plot?.execution || stateEnteredEventDetails?.name !== plot.state) return;
    const letTimePass = clock.hold();
    acting = plot.act().finally(letTimePass);
    plot = null;
  };
  let lives = 0;
  const startAws = async (): Promise<Aws> => {
    const { baseUrls, credentials } = emulator;
    const secret = JSON.stringify(credentials);
    const local = await createLocalAws({
      assembly,
      clock,
      seed: seed + ++lives,
      secretValue: () => secret,
      environment: {
        ...options.environment,
        ADOBE_IMS_URL: baseUrls.ims,
        ADOBE_PLATFORM_URL: baseUrls.platform,
        ADOBE_CJA_URL: baseUrls.cja,
      },
      onHistoryEvent,
      ...(options.onLog === undefined ? {} : { onLog: options.onLog }),
    });
    const sfn = new SFNClient({
      endpoint: local.url,
      region: local.environment['AWS_REGION'] ?? '',
      credentials: { accessKeyId: 'local', secretAccessKey: 'local' },
    });
    return { local, sfn, stateMachineArn: local.stateMachines[0]?.arn ?? '' };
  };
  let aws = await startAws();
  const closeAws = async (): Promise<void> => {
    aws.sfn.destroy();
    await aws.local.close();
  };
  const arnOf = (execution: string): string =>
    `${aws.stateMachineArn.replace(':stateMachine:', ':execution:')}:${execution}`;

  return {
    clock,
    emulator,
    sleepUntil: (time) => clock.sleep(Math.max(0, time - clock.now())),
    deploy: async (definition) => {
      const { stateMachineArn, sfn } = aws;
      const described = await sfn.send(new DescribeStateMachineCommand({ stateMachineArn }));
      const text = withDefinition(described.definition ?? '', definition);
      await sfn.send(new UpdateStateMachineCommand({ stateMachineArn, definition: text }));
    },
    start: async (name, input = {}) => {
      const { stateMachineArn, sfn } = aws;
      await sfn.send(new StartExecutionCommand({ stateMachineArn, name, input: JSON.stringify(input) }));
    },
    redrive: async (name) => {
      try {
        await aws.sfn.send(new RedriveExecutionCommand({ executionArn: arnOf(name) }));
        return true;
      } catch (error) {
        if (error instanceof ExecutionNotRedrivable) return false;
        throw error;
      }
    },
    ended: async (name) => {
      await aws.local.idle();
      await acting;
      plot = null;
      const answer = await aws.sfn.send(new DescribeExecutionCommand({ executionArn: arnOf(name) }));
      return {
        name,
        status: answer.status ?? '',
        error: answer.error ?? null,
        cause: answer.cause ?? '',
        record: answer.output === undefined ? null : RunRecord.parse(JSON.parse(answer.output)),
      };
    },
    when: (execution, state, act) => {
      plot = { execution, state, act };
    },
    stop: async (execution) => {
      await aws.sfn.send(new StopExecutionCommand({ executionArn: arnOf(execution) }));
    },
    killFunction: (functionName) => aws.local.killFunction(functionName),
    messages: () => aws.local.messages.map((message) => JSON.stringify(message)),
    deadLetters: () => aws.local.deadLetters.map(({ body }) => body),
    loseExecutionHistory: async () => {
      await closeAws();
      aws = await startAws();
    },
    close: async () => {
      await closeAws();
      await emulator.close();
    },
  };
}

const Machine = z.looseObject({
  States: z.looseObject({
    'Plan run': z.looseObject({ Arguments: z.looseObject({ Payload: z.looseObject({ definition: z.string() }) }) }),
  }),
});

/** @returns the state machine with another sync definition baked in, as synthesis bakes it */
function withDefinition(stateMachine: string, definition: unknown): string {
  const machine = Machine.parse(JSON.parse(stateMachine));
  machine.States['Plan run'].Arguments.Payload.definition = asciiJson(parseSyncDefinition(definition, 'the test'));
  return JSON.stringify(machine);
}
