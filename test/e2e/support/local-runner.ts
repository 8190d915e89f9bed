import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { PROJECT } from './command.ts';

/** `npm run local`, in a process of its own. */
export interface LocalRunner {
  /** All that it has said so far. */
  readonly said: () => string;
  /** Resolves with the match as soon as it has said something. @throws when it ends without */
  readonly until: (pattern: RegExp) => Promise<RegExpExecArray>;
  /** @returns the exit code */
  readonly end: (signal?: NodeJS.Signals) => Promise<number | null>;
}

/** What `npm run local` runs, without npm around it, on ports that are free. */
export function startLocalRunner(args: readonly string[]): LocalRunner {
  const command = [
    '--import',
    './tools/require-node.mjs',
    'local/serve.ts',
    '--port',
    '0',
    '--adobe-port',
    '0',
    ...args,
  ];
  const { FORCE_COLOR: _color, NODE_ENV: _environment, JEST_WORKER_ID: _worker, ...environment } = process.env;
  const child = spawn(process.execPath, command, {
    cwd: PROJECT,
    env: { ...environment, NO_COLOR: '1' },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const ended = once(child, 'close');
  let text = '';
  const listeners = new Set<() => void>();
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding('utf8').on('data', (more: string) => {
      text += more;
      listeners.forEach((listener) => {
        listener();
      });
    });
  }
  return {
    said: () => text,
    until: async (pattern) => {
      const { promise, resolve, reject } = Promise.withResolvers<RegExpExecArray>();
      const look = (): void => {
        const match = pattern.exec(text);
        if (match !== null) resolve(match);
      };
      listeners.add(look);
      look();
      void ended.then(() => {
        reject(new Error(`It ended before it said ${String(pattern)}:\n${text}`));
      });
      try {
        return await promise;
      } finally {
        listeners.delete(look);
      }
    },
    end: async (signal) => {
      if (signal !== undefined) child.kill(signal);
      await ended;
      return child.exitCode;
    },
  };
}
