import { mkdirSync, readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import * as z from 'zod';
import { type Execution, EXECUTION_STATUSES } from '../asl/execution/execution.ts';
import type { Frame } from '../asl/execution/frame.ts';
import type { HistoryEvent } from '../asl/execution/history-event.ts';
import { writeWhole } from './state-folder.ts';

const isObject = (value: unknown): boolean => typeof value === 'object' && value !== null;

/** An execution as it was written here; its history and its frames are this program's own, and read back as they are. */
const StoredExecution = z
  .strictObject({
    arn: z.string(),
    name: z.string(),
    stateMachineArn: z.string(),
    definition: z.strictObject({ text: z.string(), deployedAt: z.number() }),
    input: z.json(),
    inputText: z.string(),
    startedAt: z.number(),
    status: z.enum(EXECUTION_STATUSES),
    stoppedAt: z.number().nullable(),
    output: z.json(),
    error: z.string().optional(),
    cause: z.string().optional(),
    redriveCount: z.int(),
    redrivenAt: z.number().nullable(),
    frame: z.custom<Frame>(isObject),
    history: z.array(z.custom<HistoryEvent>(isObject)),
  })
  .transform((execution): Execution => ({ ...execution, error: execution.error, cause: execution.cause }));

/** Executions in files of their own, which outlive the process. */
export class ExecutionFiles {
  /** What was there at the beginning, in the order of the starts. */
  readonly earlier: readonly Execution[];
  readonly #folder: string;
  readonly #files = new Map<Execution, string>();
  readonly #changed = new Set<Execution>();

  constructor(folder: string) {
    this.#folder = folder;
    mkdirSync(folder, { recursive: true });
    const files = readdirSync(folder)
      .filter((file) => file.endsWith('.json'))
      .sort();
    this.earlier = files.map((file) => {
      const execution = StoredExecution.parse(JSON.parse(readFileSync(path.join(folder, file), 'utf8')));
      this.#files.set(execution, file);
      return execution;
    });
  }

  /** Remembers that an execution has changed; `save` writes it. */
  changed(execution: Execution): void {
    this.#changed.add(execution);
  }

  save(): void {
    for (const execution of this.#changed) writeWhole(this.#fileOf(execution), JSON.stringify(execution));
    this.#changed.clear();
  }

  #fileOf(execution: Execution): string {
    const known = this.#files.get(execution) ?? `${String(this.#files.size + 1).padStart(6, '0')}.json`;
    this.#files.set(execution, known);
    return path.join(this.#folder, known);
  }
}
