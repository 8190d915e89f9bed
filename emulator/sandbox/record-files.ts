import { readFile } from 'node:fs/promises';
import path from 'node:path';
import * as z from 'zod';
import { messageOf, SandboxError } from './sandbox-error.ts';

export type RecordFormat = 'array' | 'newline_delimited';

/** One record and where it stands, for error messages: `crm.json, record 7` or `web.ndjson, line 12`. */
export interface PlacedRecord {
  readonly place: string;
  readonly value: Readonly<Record<string, unknown>>;
}

export interface RecordFile {
  /** Absolute. */
  readonly path: string;
  readonly format: RecordFormat;
  readonly records: readonly PlacedRecord[];
}

const JsonObject = z.record(z.string(), z.unknown());

/**
 * Reads a file of records: one JSON array of objects, or one object a line. The first character decides which, not the
 * file's name.
 * @param file relative to the sandbox folder
 * @throws SandboxError naming the file and the line or record that cannot be read
 */
export async function readRecordFile(folder: string, file: string): Promise<RecordFile> {
  const absolute = path.resolve(folder, file);
  const text = await readFile(absolute, 'utf8').catch((cause: unknown) => {
    throw new SandboxError([`${file}: cannot be read (${messageOf(cause)})`], { cause });
  });
  return text.trimStart().startsWith('[')
    ? { path: absolute, format: 'array', records: arrayRecords(file, text) }
    : { path: absolute, format: 'newline_delimited', records: lineRecords(file, text) };
}

function arrayRecords(file: string, text: string): PlacedRecord[] {
  const values = z.array(z.unknown()).parse(parseJson(file, text));
  return values.map((value, index) => placed(`${file}, record ${index + 1}`, value));
}

function lineRecords(file: string, text: string): PlacedRecord[] {
  const records: PlacedRecord[] = [];
  for (const [index, line] of text.split('\n').entries()) {
    if (line.trim() === '') continue;
    const place = `${file}, line ${index + 1}`;
    records.push(placed(place, parseJson(place, line)));
  }
  return records;
}

function parseJson(place: string, text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (cause) {
    throw new SandboxError([`${place}: not JSON (${messageOf(cause)})`], { cause });
  }
}

function placed(place: string, value: unknown): PlacedRecord {
  const object = JsonObject.safeParse(value);
  if (!object.success) throw new SandboxError([`${place}: a record is a JSON object`]);
  return { place, value: object.data };
}
