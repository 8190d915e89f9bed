import { once } from 'node:events';
import { existsSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { createEmulator, type Emulator } from '../emulator/index.ts';
import { writeDefaultSandbox } from '../emulator/sandbox/generate.ts';
import { loadSandbox, readDescription } from '../emulator/sandbox/load.ts';
import { SandboxError } from '../emulator/sandbox/sandbox-error.ts';
import { SyncError } from '../shared/errors/sync-error.ts';
import { createLocalAws, type LocalAws, ScaledClock } from './index.ts';
import { AdobeJournal, replay } from './serve/adobe-journal.ts';
import { ExecutionFiles } from './serve/execution-files.ts';
import { readServeOptions, type ServeOptions } from './serve/options.ts';
import { createRunLog } from './serve/run-log.ts';
import { newState, type State, StateFolder } from './serve/state-folder.ts';
import { welcome } from './serve/welcome.ts';
import { UsageError } from './command-line.ts';
import { clockTime, faint, say } from './start/progress.ts';
import { readSync } from './start/read-sync.ts';
import { sayMessage } from './start/say-message.ts';
import { synthesize } from './start/synthesize.ts';

/** How often what has changed is written, in real time. A crash loses no more than this. */
const SAVE_MILLISECONDS = 250;

/** The whole service on this machine, kept up until Ctrl-C. */
async function serve(options: ServeOptions): Promise<void> {
  const folder = new StateFolder(options.state);
  const earlier = folder.open(options);
  const sandbox = options.sandbox ?? earlier?.sandbox ?? null;
  const syncFile = options.sync ?? syncFileOf(sandbox);
  await readSync(syncFile);
  if (sandbox !== null) await loadSandbox(sandbox);

  say('Synthesizing the stack …');
  const synthesized = synthesize(syncFile, folder.assembly);
  const sandboxFolder = sandbox ?? folder.sandbox;
  if (sandbox === null && earlier === null) {
    const { persons, seed } = newState(options, 0);
    say(`Generating a sandbox with ${persons.toLocaleString('en')} persons, seed ${seed} …`);
    await writeDefaultSandbox(sandboxFolder, { persons, seed });
  }
  await synthesized;
  const { startsOn } = await readDescription(sandboxFolder);
  const state = earlier ?? newState(options, Date.parse(`${startsOn}T00:00:00Z`));
  await run(options, folder, { ...state, starts: state.starts + 1 }, sandboxFolder);
}

async function run(options: ServeOptions, folder: StateFolder, state: State, sandboxFolder: string): Promise<void> {
  const files = new ExecutionFiles(folder.executions);
  const journal = new AdobeJournal(folder.journal);
  const startsAt = latestTime(state, files, journal);
  const { emulator, clock } = await startAdobe({ options, state, journal, sandboxFolder, startsAt });
  try {
    const save = (): void => {
      files.save();
      folder.save({ ...state, now: clock.now() });
    };
    const aws = await startAws({ options, folder, state, files, emulator, clock, save });
    save();
    const saving = setInterval(save, SAVE_MILLISECONDS);
    say(welcome({ aws, emulator, clock, speed: options.speed, stateFolder: folder.path }));

    const stopping = new AbortController();
    const schedules = aws.runSchedules({ signal: stopping.signal });
    await Promise.race([once(process, 'SIGINT'), once(process, 'SIGTERM'), schedules]);
    say('Stopping; the next start goes on from here …');
    await aws.suspend();
    stopping.abort();
    clearInterval(saving);
    save();
  } finally {
    await emulator.close();
  }
}

/** After a crash, the last that is known to have happened. */
function latestTime({ now }: State, { earlier }: ExecutionFiles, journal: AdobeJournal): number {
  const events = earlier.map(({ history }) => history.at(-1)?.timestamp ?? 0);
  return Math.max(now, journal.read().at(-1)?.at ?? 0, ...events);
}

interface AdobeParts {
  readonly options: ServeOptions;
  readonly state: State;
  readonly journal: AdobeJournal;
  readonly sandboxFolder: string;
  readonly startsAt: number;
}

/** Starts Adobe as it was when the runner last ended. The clock begins to run only then. */
async function startAdobe({
  options,
  state,
  journal,
  sandboxFolder,
  startsAt,
}: AdobeParts): Promise<{ emulator: Emulator; clock: ScaledClock }> {
  const past = journal.read();
  let replayedTo = state.createdAt;
  let clock: ScaledClock | null = null;
  const now = (): number => clock?.now() ?? replayedTo;
  const emulator = await createEmulator({
    sandboxFolder,
    clock: { now },
    seed: state.seed,
    port: options.adobePort,
    onRequest: (request) => {
      if (clock !== null) journal.note(now(), request);
    },
  });
  if (past.length > 0) {
    say(`Bringing Adobe to ${clockTime(startsAt)}: ${past.length} requests …`);
    await replay(past, emulator.url, (at) => {
      replayedTo = at;
    });
  }
  clock = new ScaledClock(options.speed, startsAt);
  return { emulator, clock };
}

interface AwsParts {
  readonly options: ServeOptions;
  readonly folder: StateFolder;
  readonly state: State;
  readonly files: ExecutionFiles;
  readonly emulator: Emulator;
  readonly clock: ScaledClock;
  readonly save: () => void;
}

function startAws({ options, folder, state, files, emulator, clock, save }: AwsParts): Promise<LocalAws> {
  const { baseUrls, credentials } = emulator;
  const secret = JSON.stringify(credentials);
  const log = createRunLog();
  return createLocalAws({
    assembly: folder.assembly,
    clock,
    port: options.port,
    // Names that an earlier start has drawn are taken.
    seed: state.seed + state.starts - 1,
    earlier: { createdAt: state.createdAt, executions: files.earlier },
    secretValue: () => secret,
    environment: { ADOBE_IMS_URL: baseUrls.ims, ADOBE_PLATFORM_URL: baseUrls.platform, ADOBE_CJA_URL: baseUrls.cja },
    onHistoryEvent: (execution, event) => {
      files.changed(execution);
      if (event.type.startsWith('Execution')) save();
      log(execution, event);
    },
    onMessage: sayMessage,
    onLog: (name, line) => {
      if (options.verbose) faint(`    ${name} ${line}`);
    },
  });
}

function syncFileOf(sandbox: string | null): string {
  const own = sandbox === null ? null : path.join(sandbox, 'sync.json');
  if (own !== null && existsSync(own)) return own;
  return fileURLToPath(new URL('../syncs/example.json', import.meta.url));
}

/** Mistakes of whoever typed the command or wrote the files, and ports that are taken: one line each, no stack. */
function mistakeIn(error: unknown): string | null {
  if (error instanceof UsageError || error instanceof SyncError || error instanceof SandboxError) return error.message;
  if (error instanceof Error && 'code' in error && (error.code === 'EADDRINUSE' || error.code === 'EACCES'))
    return `${error.message}. Choose other ports with --port (AWS) and --adobe-port; two at a time also need --state.`;
  return null;
}

try {
  const options = readServeOptions(process.argv.slice(2));
  if (options !== null) await serve(options);
  // What was running waits on a clock that stands still, and is kept in files.
  process.exit(0);
} catch (error) {
  const mistake = mistakeIn(error);
  if (mistake === null) throw error;
  say(`npm run local: ${mistake}`);
  process.exitCode = 2;
}
