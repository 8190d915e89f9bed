import { spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';

export const PROJECT = fileURLToPath(new URL('../../..', import.meta.url));

/** How a command ended, and everything that it said. */
export interface Ended {
  readonly exitCode: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** `npm start --silent -- …`, as a person types it. */
export const npmStart = (args: readonly string[]): Promise<Ended> =>
  run('npm', ['start', '--silent', '--', ...args], PROJECT);

/** What `npm start` runs, without npm around it; `project` may be a copy of this one. */
export const start = (args: readonly string[], project = PROJECT): Promise<Ended> =>
  run(process.execPath, ['--import', './tools/require-node.mjs', 'local/start.ts', ...args], project);

async function run(command: string, args: readonly string[], folder: string): Promise<Ended> {
  const child = spawn(command, args, { cwd: folder, env: plainEnvironment(), stdio: ['ignore', 'pipe', 'pipe'] });
  const said = { stdout: '', stderr: '' };
  child.stdout.setEncoding('utf8').on('data', (text: string) => (said.stdout += text));
  child.stderr.setEncoding('utf8').on('data', (text: string) => (said.stderr += text));
  const { promise, resolve, reject } = Promise.withResolvers<number | null>();
  child.on('error', reject).on('close', resolve);
  return { exitCode: await promise, ...said };
}

/** Without what Jest tells its own processes, and without colours. */
function plainEnvironment(): NodeJS.ProcessEnv {
  const { FORCE_COLOR: _color, NODE_ENV: _environment, JEST_WORKER_ID: _worker, ...environment } = process.env;
  return { ...environment, NO_COLOR: '1' };
}

/** Lines of a stack trace in a text. */
export const stackLines = (text: string): string[] => text.split('\n').filter((line) => /^\s+at /.test(line));
