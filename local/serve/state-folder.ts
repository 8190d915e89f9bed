import { existsSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import * as z from 'zod';
import { UsageError } from '../command-line.ts';
import type { ServeOptions } from './options.ts';

/** What is kept between starts, beside the executions and Adobe's journal. */
const State = z.strictObject({
  format: z.literal(1),
  /** null: generated into the state folder. */
  sandbox: z.string().nullable(),
  persons: z.int(),
  seed: z.int(),
  /** Simulated epoch milliseconds. */
  createdAt: z.number(),
  now: z.number(),
  /** How often the runner was started on this state. */
  starts: z.int(),
});
export type State = z.infer<typeof State>;

/** What a state file of any version has. */
const Ours = z.looseObject({ format: z.number(), createdAt: z.number(), starts: z.number() });

const DEFAULTS = { persons: 2000, seed: 1 };
const STATE_FILE = 'state.json';

/** The folder that `npm run local` keeps everything in. */
export class StateFolder {
  readonly path: string;
  readonly sandbox: string;
  readonly assembly: string;
  readonly executions: string;
  readonly journal: string;

  constructor(folder: string) {
    this.path = folder;
    this.sandbox = path.join(folder, 'sandbox');
    this.assembly = path.join(folder, 'cdk.out');
    this.executions = path.join(folder, 'executions');
    this.journal = path.join(folder, 'adobe.jsonl');
  }

  /**
   * What an earlier start has left; null where there is nothing yet, or where it is to be forgotten.
   * @throws UsageError where what the folder holds does not fit the options, or is none of ours
   */
  open(options: ServeOptions): State | null {
    const file = path.join(this.path, STATE_FILE);
    const found = existsSync(file) ? jsonOf(readFileSync(file, 'utf8')) : null;
    if (found !== null && !Ours.safeParse(found).success) {
      throw new UsageError(`${file} is not from npm run local; name another --state`);
    }
    if (found === null) {
      mkdirSync(this.executions, { recursive: true });
      return null;
    }
    if (options.fresh) {
      this.#clear();
      return null;
    }
    const state = State.safeParse(found);
    if (!state.success) throw new UsageError(`${file} was written by another version; begin anew with --fresh`);
    refuseOtherWorld(state.data, options, this.path);
    return state.data;
  }

  /** What others have put into the folder stays. */
  #clear(): void {
    for (const own of [path.join(this.path, STATE_FILE), this.executions, this.journal]) {
      rmSync(own, { recursive: true, force: true });
    }
    mkdirSync(this.executions, { recursive: true });
  }

  /** Whole or not at all, so that a start after a crash finds a state. */
  save(state: State): void {
    writeWhole(path.join(this.path, STATE_FILE), JSON.stringify(state));
  }
}

export function newState({ sandbox, persons, seed }: ServeOptions, startsAt: number): State {
  return {
    format: 1,
    sandbox,
    persons: persons ?? DEFAULTS.persons,
    seed: seed ?? DEFAULTS.seed,
    createdAt: startsAt,
    now: startsAt,
    starts: 0,
  };
}

/** Adobe's past cannot be that of another sandbox or seed. */
function refuseOtherWorld(state: State, options: ServeOptions, folder: string): void {
  for (const name of ['sandbox', 'persons', 'seed'] as const) {
    const wanted = options[name];
    if (wanted === null || wanted === state[name]) continue;
    throw new UsageError(
      `${folder} was begun with --${name} ${String(state[name] ?? 'of its own')}; begin anew with --fresh, or name another --state`,
    );
  }
}

/** Writes a file in one step: whoever reads it finds the old text or the new one. */
export function writeWhole(file: string, text: string): void {
  writeFileSync(`${file}.new`, text);
  renameSync(`${file}.new`, file);
}

function jsonOf(text: string): unknown {
  try {
    const value: unknown = JSON.parse(text);
    return value;
  } catch {
    return undefined;
  }
}
