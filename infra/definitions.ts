import { globSync, readFileSync } from 'node:fs';
import path from 'node:path';
import type { SyncDefinition } from '../shared/definition/definition.ts';
import { invalid, parseSyncDefinition } from '../shared/definition/parse.ts';
import { sharedProblems } from '../shared/definition/rules.ts';

/**
 * Reads sync definitions from JSON files.
 * @throws SyncError `DefinitionInvalid`: one line, naming the file
 */
export function readDefinitions(files: readonly string[]): SyncDefinition[] {
  const definitions = files.map((file) => parseSyncDefinition(readJson(file), path.basename(file)));
  const problems = sharedProblems(definitions);
  if (problems.length > 0) throw invalid('The sync definitions', problems.join('; '));
  return definitions;
}

/** Every definition of a folder, in the order of their names. */
export const definitionFiles = (folder: string): string[] => globSync(path.join(folder, '*.json')).sort();

function readJson(file: string): unknown {
  try {
    return JSON.parse(readFileSync(file, 'utf8'));
  } catch (error) {
    throw invalid(path.basename(file), error instanceof Error ? error.message : String(error));
  }
}
