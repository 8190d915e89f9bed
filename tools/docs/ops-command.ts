import { spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';

const PROJECT = fileURLToPath(new URL('../..', import.meta.url));

/** How a command ended, and everything that it said. */
export interface Ended {
  readonly exitCode: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

interface Surroundings {
  /** What aims the command at an AWS, and how it is called. */
  readonly environment: Readonly<Record<string, string>>;
  /** Interrupts the command as Ctrl-C does, as soon as it says something on standard error. */
  readonly isInterrupted?: boolean;
}

/** The environment in which `npm run ops -- …` finds itself, without colours. */
export function opsEnvironment(aws: Readonly<Record<string, string>>): Record<string, string> {
  const { PATH = '', HOME = '' } = process.env;
  return { PATH, HOME, ...aws, NO_COLOR: '1', npm_lifecycle_event: 'ops' };
}

/** Runs the operator's command as a process of its own. */
export async function ops(
  args: readonly string[],
  { environment, isInterrupted = false }: Surroundings,
): Promise<Ended> {
  const nodeArgs = ['--import', './tools/require-node.mjs', 'ops/cli.ts', ...args];
  const child = spawn(process.execPath, nodeArgs, {
    cwd: PROJECT,
    env: environment,
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const said = { stdout: '', stderr: '' };
  child.stdout.setEncoding('utf8').on('data', (text: string) => (said.stdout += text));
  child.stderr.setEncoding('utf8').on('data', (text: string) => (said.stderr += text));
  if (isInterrupted) child.stderr.once('data', () => child.kill('SIGINT'));
  const { promise, resolve, reject } = Promise.withResolvers<number | null>();
  child.on('error', reject).on('close', resolve);
  return { exitCode: await promise, ...said };
}
