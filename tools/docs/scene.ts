import { RedriveExecutionCommand, SFNClient } from '@aws-sdk/client-sfn';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { createEmulator, type Emulator } from '../../emulator/index.ts';
import { writeDefaultSandbox } from '../../emulator/sandbox/generate.ts';
import { readDescription } from '../../emulator/sandbox/load.ts';
import { createLocalAws, type LocalAws, VirtualClock } from '../../local/index.ts';
import { synthesize } from '../../local/start/synthesize.ts';

const SYNC = fileURLToPath(new URL('../../syncs/example.json', import.meta.url));
const SEED = 1;
const PERSONS = 2000;
/** How long it took somebody to see the failure and to redrive. */
const UNTIL_REDRIVE_MILLISECONDS = 95 * 60_000;

/** Nine days of a sync, with one night that goes wrong: what the operator's documentation shows, and its tests. */
export interface Scene {
  readonly aws: LocalAws;
  readonly emulator: Emulator;
  readonly clock: VirtualClock;
  /** The night of the fourth day: both export jobs of the run fail. @returns the execution's ARN */
  playUntilFailure(): Promise<string>;
  /** Somebody redrives the run in the morning, and five days go well. @returns the ARN of the last execution */
  playOn(failedExecutionArn: string): Promise<string>;
  close(): Promise<void>;
}

/** @param folder an empty one, for the assembly and everything at Adobe */
export async function prepareScene(folder: string): Promise<Scene> {
  const assembly = path.join(folder, 'cdk.out');
  const sandboxFolder = path.join(folder, 'sandbox');
  await synthesize(SYNC, assembly);
  await writeDefaultSandbox(sandboxFolder, { persons: PERSONS, seed: SEED });
  const { startsOn } = await readDescription(sandboxFolder);
  const clock = new VirtualClock(Date.parse(`${startsOn}T00:00:00Z`));
  const emulator = await createEmulator({ sandboxFolder, clock, seed: SEED, workFolder: path.join(folder, 'adobe') });
  const { baseUrls, credentials } = emulator;
  const aws = await createLocalAws({
    assembly,
    clock,
    seed: SEED,
    secretValue: () => JSON.stringify(credentials),
    environment: { ADOBE_IMS_URL: baseUrls.ims, ADOBE_PLATFORM_URL: baseUrls.platform, ADOBE_CJA_URL: baseUrls.cja },
  });

  return {
    aws,
    emulator,
    clock,
    playUntilFailure: async () => {
      for (let day = 1; day <= 3; day++) await nextScheduledRun(aws, clock);
      emulator.faults.add({ kind: 'export-job-fails', nth: 1, times: 2 });
      return nextScheduledRun(aws, clock);
    },
    playOn: async (failedExecutionArn) => {
      await clock.sleep(UNTIL_REDRIVE_MILLISECONDS);
      await redrive(aws, failedExecutionArn);
      let last = '';
      for (let day = 5; day <= 9; day++) last = await nextScheduledRun(aws, clock);
      return last;
    },
    close: async () => {
      await aws.close();
      await emulator.close();
    },
  };
}

async function nextScheduledRun(aws: LocalAws, clock: VirtualClock): Promise<string> {
  const schedule = aws.schedules.find(({ target }) => target.kind === 'stateMachine');
  const due = schedule === undefined ? null : aws.nextRun(schedule, new Date(clock.now()));
  if (schedule === undefined || due === null) throw new Error('The sync of the scene has no schedule');
  await clock.sleep(due.getTime() - clock.now());
  const arn = aws.startScheduled(schedule, due);
  await aws.idle();
  return arn;
}

async function redrive(aws: LocalAws, executionArn: string): Promise<void> {
  const client = new SFNClient({
    endpoint: aws.url,
    region: aws.environment['AWS_REGION'] ?? '',
    credentials: { accessKeyId: 'local', secretAccessKey: 'local' },
  });
  await client.send(new RedriveExecutionCommand({ executionArn }));
  client.destroy();
  await aws.idle();
}
