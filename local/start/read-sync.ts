import { readFile } from 'node:fs/promises';
import path from 'node:path';
import type { SyncDefinition } from '../../shared/definition/definition.ts';
import { invalid, parseSyncDefinition } from '../../shared/definition/parse.ts';

/**
 * Reads the sync definition that is to run.
 * @throws SyncError `DefinitionInvalid`: one line, naming the file
 */
export async function readSync(file: string): Promise<SyncDefinition> {
  const name = path.basename(file);
  return parseSyncDefinition(parseJson(await readFile(file, 'utf8'), name), name);
}

function parseJson(text: string, name: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    throw invalid(name, `not JSON (${error instanceof Error ? error.message : String(error)})`);
  }
}
