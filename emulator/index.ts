import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import type { EmulatorClock } from './clock.ts';
import { type CjaControl, createCjaControl } from './control/cja-control.ts';
import { createControl } from './control/control.ts';
import { inspect } from './control/inspect.ts';
import { ActiveFaults } from './faults/active-faults.ts';
import { createCallFaults } from './faults/calls/call-faults.ts';
import { createFates } from './faults/fates/fates.ts';
import { createFaults, type Faults } from './faults/index.ts';
import { createSkewedClock } from './faults/skewed-clock.ts';
import { createFrontDoor } from './front-door.ts';
import { createRecorder } from './recording/recorder.ts';
import type { SandboxDescription } from './sandbox/format.ts';
import { loadSandbox } from './sandbox/load.ts';
import type { AudienceTruth, IdentityChoice } from './sandbox/population.ts';
import { startHttpServer, type WireRequest } from './server/http-server.ts';
import { type Credentials, credentialsOf } from './services/ims/tokens.ts';
import { BASE_PATHS } from './services/service-paths.ts';
import { DEFAULT_TIMINGS, type Timings } from './timings.ts';
import { createWorld, type World } from './world.ts';

export interface EmulatorOptions {
  /** As SANDBOX.md describes it. */
  readonly sandboxFolder: string;
  readonly clock: EmulatorClock;
  readonly seed?: number;
  /** 0, the default, takes any port that is free. */
  readonly port?: number;
  /** Where the emulator keeps its files while it runs, in a folder of its own; the system's place for temporary files unless given. */
  readonly workFolder?: string;
  /** A folder for a record of all that was said and written. */
  readonly record?: string;
  readonly timings?: Partial<Timings>;
  /** Called for each request as it arrives, control routes included. */
  readonly onRequest?: (request: WireRequest) => void;
}

export interface Emulator {
  readonly url: string;
  /** What takes the place of Adobe's hosts; nothing else of a client needs to change. */
  readonly baseUrls: { readonly ims: string; readonly platform: string; readonly cja: string };
  readonly credentials: Credentials;
  readonly sandbox: SandboxDescription;
  /** Who is in the audiences as of the clock's now, by the sandbox's profiles and events alone. */
  truth(identity: IdentityChoice, connectionId: string | null): Promise<readonly AudienceTruth[]>;
  /** What can go wrong on CJA's side, made to happen, and what CJA reports of each person. */
  readonly cja: CjaControl;
  /** What can go wrong at Adobe or on the way there, made to happen. */
  readonly faults: Faults;
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
  const { clock, seed = 1, record, workFolder = os.tmpdir() } = options;
  const sandbox = await loadSandbox(options.sandboxFolder);
  refuseEarlyClock(clock, sandbox.description);
  const recorder = record === undefined ? null : await createRecorder(record);
  const credentials = credentialsOf(sandbox.description.orgId);
  await mkdir(workFolder, { recursive: true });
  const folder = await mkdtemp(path.join(workFolder, 'adobe-emulator-'));

  const activeFaults = new ActiveFaults();
  const fates = createFates(activeFaults);
  const skewedClock = createSkewedClock(clock, activeFaults);
  let lives = 0;
  const newWorld = (ofSeed: number): Promise<World> =>
    createWorld({
      sandbox,
      credentials,
      seed: ofSeed,
      timings: { ...DEFAULT_TIMINGS, ...options.timings },
      fates,
      folder: path.join(folder, `life-${++lives}`),
      observe: (simulation) => (recorder === null ? [] : [recorder.observe(simulation)]),
    });
  const inTurn = <Result>({ simulation }: World, action: () => Promise<Result> | Result): Promise<Result> =>
    simulation.timeline.exclusively(skewedClock.now(), action);

  const closers: (() => Promise<void> | void)[] = [() => rm(folder, { recursive: true, force: true })];
  const close = async (): Promise<void> => {
    for (const closer of closers.splice(0).reverse()) await closer();
  };
  try {
    let world = await newWorld(seed);
    closers.push(() => world.close());
    // The first day begins now, so that whatever is wrong with it is told at once.
    await inTurn(world, () => undefined);

    const truth: Emulator['truth'] = (identity, connectionId) =>
      inTurn(world, () => world.simulation.population.truth(identity, connectionId));
    const faults = createFaults(activeFaults);
    const callFaults = createCallFaults({
      faults: activeFaults,
      now: () => world.simulation.timeline.now(),
      changeTokens: (change) =>
        inTurn(world, () => {
          change(world.adobe.tokens, world.simulation.timeline.now());
        }),
    });
    const reset = async (ofSeed = seed): Promise<void> => {
      faults.clear();
      callFaults.interrupt();
      const old = world;
      world = await newWorld(ofSeed);
      await inTurn(old, () => old.close());
      await inTurn(world, () => undefined);
    };
    const cja = createCjaControl({ clock: skewedClock, world: () => world });
    const control = createControl({
      clock,
      truth,
      cja,
      faults,
      inspect: () => inTurn(world, () => inspect(world.simulation, world.adobe)),
      world: () => world,
      reset,
      callCount: () => frontDoor.callCount(),
    });
    const frontDoor = createFrontDoor({
      clock: skewedClock,
      world: () => world,
      control,
      faults: callFaults,
      recorder,
    });
    const server = await startHttpServer(options.port ?? 0, (request) => {
      options.onRequest?.(request);
      return frontDoor.handle(request);
    });
    closers.push(server.close, callFaults.interrupt);
    return {
      url: server.url,
      baseUrls: {
        ims: server.url + BASE_PATHS.ims,
        platform: server.url + BASE_PATHS.platform,
        cja: server.url + BASE_PATHS.cja,
      },
      credentials,
      sandbox: sandbox.description,
      truth,
      cja,
      faults,
      callCount: frontDoor.callCount,
      close,
    };
  } catch (error) {
    await close();
    throw error;
  }
}

function refuseEarlyClock(clock: EmulatorClock, { startsOn }: SandboxDescription): void {
  if (clock.now() >= Date.parse(`${startsOn}T00:00:00Z`)) return;
  const time = new Date(clock.now()).toISOString();
  throw new RangeError(`the clock stands at ${time}, before the sandbox's first day, ${startsOn}`);
}
