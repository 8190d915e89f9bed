import { appendFileSync, existsSync, readFileSync } from 'node:fs';
import * as z from 'zod';

/** What is kept of a request to Adobe. */
const Entry = z.strictObject({
  /** Simulated epoch milliseconds. */
  at: z.number(),
  method: z.string(),
  target: z.string(),
  headers: z.record(z.string(), z.string()),
  /** Base64. */
  body: z.string(),
});
type Entry = z.infer<typeof Entry>;

interface Request {
  readonly method: string;
  readonly target: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Buffer;
}

/** These only look: what they are answered does not change what is there. */
const READING = ['GET', 'HEAD'];
/** Belong to the connection that carried the request. */
const OF_CONNECTION = ['connection', 'content-length', 'host', 'keep-alive', 'transfer-encoding', 'expect'];

/**
 * Every request that may have changed something in the emulated Adobe, with its time. The emulator depends on nothing but its
 * sandbox, its seed, the time and what it is asked: asked the same at the same times, it becomes the same again.
 */
export class AdobeJournal {
  readonly #file: string;

  constructor(file: string) {
    this.#file = file;
  }

  note(at: number, { method, target, headers, body }: Request): void {
    if (READING.includes(method)) return;
    const kept = Object.fromEntries(Object.entries(headers).filter(([name]) => !OF_CONNECTION.includes(name)));
    const entry: Entry = { at, method, target, headers: kept, body: body.toString('base64') };
    appendFileSync(this.#file, `${JSON.stringify(entry)}\n`);
  }

  /** A line that a crash has cut short was never asked. */
  read(): readonly Entry[] {
    if (!existsSync(this.#file)) return [];
    return readFileSync(this.#file, 'utf8')
      .split('\n')
      .slice(0, -1)
      .map((line) => Entry.parse(JSON.parse(line)));
  }
}

/**
 * Asks an emulator all that the journal has, at the times it was asked.
 * @param setTime sets the emulator's clock; epoch milliseconds
 */
export async function replay(entries: readonly Entry[], url: string, setTime: (at: number) => void): Promise<void> {
  for (const { at, method, target, headers, body } of entries) {
    setTime(at);
    const content = body === '' ? {} : { body: Buffer.from(body, 'base64') };
    try {
      const answer = await fetch(url + target, { method, headers, ...content });
      await answer.arrayBuffer();
    } catch (error) {
      // A fault that was set cuts this connection as it cut the first one.
      if (!(error instanceof TypeError)) throw error;
    }
  }
}
