import { mkdtemp, rm } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import type { EmulatorClock } from './clock.ts';
import { createControl } from './control/control.ts';
import { createFrontDoor } from './front-door.ts';
import { createRecorder } from './recording/recorder.ts';
import type { SandboxDescription } from './sandbox/format.ts';
import { loadSandbox } from './sandbox/load.ts';
import type { AudienceTruth, IdentityChoice } from './sandbox/population.ts';
import { startHttpServer } from './server/http-server.ts';
import { BASE_PATHS } from './services/adobe.ts';
import { type Credentials, credentialsOf } from './services/ims/tokens.ts';
import { DEFAULT_TIMINGS, type Timings } from './timings.ts';
import { createWorld, type World } from './world.ts';

export interface EmulatorOptions {
  /** As SANDBOX.md describes it. */
  readonly sandboxFolder: string;
  readonly clock: EmulatorClock;
  readonly seed?: number;
  /** 0, the default, takes any port that is free. */
  readonly port?: number;
  /** For the emulator's own files; a temporary one unless given, removed when the emulator closes. */
  readonly workFolder?: string;
  /** A folder for a record of all that was said and written. */
  readonly record?: string;
  readonly timings?: Partial<Timings>;
}

export interface Emulator {
  readonly url: string;
  /** What takes the place of Adobe's hosts; nothing else of a client needs to change. */
  readonly baseUrls: { readonly ims: string; readonly platform: string; readonly cja: string };
  readonly credentials: Credentials;
  readonly sandbox: SandboxDescription;
  /** Who is in the audiences as of the clock's now, by the sandbox's profiles and events alone. */
  truth(identity: IdentityChoice, connectionId: string | null): Promise<readonly AudienceTruth[]>;
  /** How many requests Adobe's APIs got; control routes do not count. */
  callCount(): number;
  close(): Promise<void>;
}

/**
 * Starts Adobe on this machine: one process, one port.
 * @throws SandboxError for a sandbox folder that cannot be used
 * @throws RangeError where the clock stands before the sandbox's first day
 */
export async function createEmulator(options: EmulatorOptions): Promise<Emulator> {
  const { clock, seed = 1, record } = options;
  const sandbox = await loadSandbox(options.sandboxFolder);
  const { description } = sandbox;
  refuseEarlyClock(clock, description);
  const folder = options.workFolder ?? (await mkdtemp(path.join(os.tmpdir(), 'adobe-emulator-')));
  const recorder = record === undefined ? null : await createRecorder(record);
  const credentials = credentialsOf(description.orgId);

  let lives = 0;
  const newWorld = (ofSeed: number): Promise<World> =>
    createWorld({
      sandbox,
      credentials,
      seed: ofSeed,
      timings: { ...DEFAULT_TIMINGS, ...options.timings },
      folder: path.join(folder, `life-${++lives}`),
      observe: (simulation) => (recorder === null ? [] : [recorder.observe(simulation)]),
    });
  let world = await newWorld(seed);
  await world.simulation.timeline.exclusively(clock.now(), () => undefined);

  const truth: Emulator['truth'] = (identity, connectionId) =>
    world.simulation.timeline.exclusively(clock.now(), () => world.simulation.population.truth(identity, connectionId));
  const control = createControl({
    clock,
    truth,
    world: () => world,
    reset: async (ofSeed = seed) => {
      const old = world;
      world = await newWorld(ofSeed);
      await old.close();
    },
    callCount: () => frontDoor.callCount(),
  });
  const frontDoor = createFrontDoor({ clock, world: () => world, control, recorder });
  const server = await startHttpServer(options.port ?? 0, frontDoor.handle);

  return {
    url: server.url,
    baseUrls: {
      ims: server.url + BASE_PATHS.ims,
      platform: server.url + BASE_PATHS.platform,
      cja: server.url + BASE_PATHS.cja,
    },
    credentials,
    sandbox: description,
    truth,
    callCount: frontDoor.callCount,
    close: async () => {
      await server.close();
      await world.close();
      await rm(folder, { recursive: true, force: true });
    },
  };
}

function refuseEarlyClock(clock: EmulatorClock, { startsOn }: SandboxDescription): void {
  if (clock.now() >= Date.parse(`${startsOn}T00:00:00Z`)) return;
  const time = new Date(clock.now()).toISOString();
  throw new RangeError(`the clock stands at ${time}, before the sandbox's first day, ${startsOn}`);
}
