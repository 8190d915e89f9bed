import {
  DescribeExecutionCommand,
  type DescribeExecutionCommandOutput,
  paginateGetExecutionHistory,
  RedriveExecutionCommand,
  SFNClient,
  StartExecutionCommand,
  StopExecutionCommand,
} from '@aws-sdk/client-sfn';
import path from 'node:path';
import { createEmulator, type Emulator } from '../../../emulator/index.ts';
import { createLocalAws, type HistoryEvent, type LocalAws, type Message, VirtualClock } from '../../../local/index.ts';
import { createAdobeHttp } from '../../../shared/adobe/http.ts';
import { createTokenProvider } from '../../../shared/adobe/ims.ts';
import { createQueryServiceClient, type QueryServiceClient } from '../../../shared/adobe/query-service.ts';
import { createSegmentationClient, type SegmentationClient } from '../../../shared/adobe/segmentation.ts';
import { RunRecord } from '../../../shared/steps/run-record.ts';
import { type Exchange, recordedExchanges } from '../../contract/check-exchange.ts';
import { newFolder, removeFolder } from './folders.ts';

/** The synthesized service beside an emulated Adobe, in this process, and an operator's clients of both. */
export interface Service {
  readonly clock: VirtualClock;
  readonly emulator: Emulator;
  readonly aws: LocalAws;
  /** What somebody else at the company does in Profile. */
  readonly segmentation: SegmentationClient;
  readonly queryService: QueryServiceClient;
  /** Lines that the functions wrote, as they wrote them. */
  readonly logged: readonly string[];
  /**
   * @param name of the execution; AWS makes one up where it is left out
   * @returns the execution's ARN
   */
  start(input?: object, name?: string): Promise<string>;
  redrive(executionArn: string): Promise<void>;
  stop(executionArn: string, why?: { readonly error?: string; readonly cause?: string }): Promise<void>;
  /** Resolves once the execution has ended. */
  ended(executionArn: string): Promise<DescribeExecutionCommandOutput>;
  /** The whole history as text: every input, output and variable. */
  historyText(executionArn: string): Promise<string>;
  /** Does something while simulated time stands still. */
  meanwhile<Result>(work: () => Promise<Result>): Promise<Result>;
  /** Everything that was said to Adobe so far. */
  exchanges(): Promise<Exchange[]>;
  close(): Promise<void>;
}

interface ServiceOptions {
  readonly assembly: string;
  readonly sandboxFolder: string;
  /** The secret's text; asked for at every read. */
  readonly secret?: (emulator: Emulator) => string;
  readonly onHistoryEvent?: (event: HistoryEvent) => void;
  /** A message was published, and the answer is not yet sent. */
  readonly onMessage?: (message: Message) => void;
  /** Environment variables of the functions, besides those that aim them at the emulator. */
  readonly environment?: Readonly<Record<string, string>>;
}

export async function startService(options: ServiceOptions): Promise<Service> {
  const folder = await newFolder();
  const record = path.join(folder, 'record');
  const clock = new VirtualClock(Date.parse('2026-09-01T06:00:00Z'));
  const emulator = await createEmulator({ sandboxFolder: options.sandboxFolder, clock, record });
  const { baseUrls, credentials, sandbox } = emulator;
  const logged: string[] = [];
  const secret = options.secret ?? (() => JSON.stringify(credentials));
  const aws = await createLocalAws({
    assembly: options.assembly,
    clock,
    secretValue: () => secret(emulator),
    environment: {
      ADOBE_IMS_URL: baseUrls.ims,
      ADOBE_PLATFORM_URL: baseUrls.platform,
      ADOBE_CJA_URL: baseUrls.cja,
      ...options.environment,
    },
    onLog: (_function, line) => logged.push(line),
    ...(options.onHistoryEvent === undefined ? {} : { onHistoryEvent: (_, event) => options.onHistoryEvent?.(event) }),
    ...(options.onMessage === undefined ? {} : { onMessage: options.onMessage }),
  });
  const stateMachineArn = aws.stateMachines[0]!.arn;
  const stepFunctions = new SFNClient({
    endpoint: aws.url,
    region: 'us-east-1',
    credentials: { accessKeyId: 'local', secretAccessKey: 'local' },
  });
  const tokens = createTokenProvider({ baseUrl: baseUrls.ims, credentials, now: () => clock.now() });
  const platform = createAdobeHttp({
    service: 'platform',
    baseUrl: baseUrls.platform,
    sandbox: sandbox.name,
    credentials,
    tokens,
  });

  return {
    clock,
    emulator,
    aws,
    segmentation: createSegmentationClient(platform),
    queryService: createQueryServiceClient(platform, { sandbox: sandbox.name }),
    logged,
    start: async (input = {}, name) => {
      const command = new StartExecutionCommand({ stateMachineArn, name, input: JSON.stringify(input) });
      return (await stepFunctions.send(command)).executionArn!;
    },
    redrive: async (executionArn) => {
      await stepFunctions.send(new RedriveExecutionCommand({ executionArn }));
    },
    stop: async (executionArn, why = {}) => {
      await stepFunctions.send(new StopExecutionCommand({ executionArn, ...why }));
    },
    ended: async (executionArn) => {
      await aws.idle();
      return stepFunctions.send(new DescribeExecutionCommand({ executionArn }));
    },
    historyText: async (executionArn) => {
      const pages = paginateGetExecutionHistory(
        { client: stepFunctions },
        { executionArn, includeExecutionData: true },
      );
      let text = '';
      for await (const { events } of pages) text += JSON.stringify(events);
      return text;
    },
    meanwhile: async (work) => {
      const release = clock.hold();
      try {
        return await work();
      } finally {
        release();
      }
    },
    exchanges: () => recordedExchanges(record),
    close: async () => {
      stepFunctions.destroy();
      await aws.close();
      await emulator.close();
      await removeFolder(folder);
    },
  };
}

export const recordOf = ({ output }: DescribeExecutionCommandOutput): RunRecord => RunRecord.parse(JSON.parse(output!));
