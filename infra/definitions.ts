import { globSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { problemsAcrossStages } from '../shared/definition/across-stages.ts';
import type { SyncDefinition } from '../shared/definition/definition.ts';
import { invalid, parseSyncDefinition } from '../shared/definition/parse.ts';
import { sharedProblems } from '../shared/definition/rules.ts';
import type { Stage } from './stages.ts';

const PROJECT = fileURLToPath(new URL('..', import.meta.url));

/**
 * The definitions of a stage, in the order of their files. Those of the other stages are read as well: what two stages
 * must not share only shows when all are seen together.
 * @throws SyncError `DefinitionInvalid`: one line, naming the file or the folder
 */
export function definitionsOf(stage: Stage, allStages: readonly Stage[]): SyncDefinition[] {
  const read = allStages.map((each) => ({
    stage: each.name,
    definitions: readDefinitions(globSync(path.join(PROJECT, each.syncsFolder, '*.json')).sort()),
  }));
  const problems = problemsAcrossStages(read);
  if (problems.length > 0) throw invalid('The sync definitions', problems.join('; '));
  const definitions = read.find((each) => each.stage === stage.name)?.definitions ?? [];
  if (definitions.length === 0) throw invalid(stage.syncsFolder, `stage ${stage.name} has no sync definition there`);
  return definitions;
}

/**
 * Reads sync definitions from JSON files.
 * @throws SyncError `DefinitionInvalid`: one line, naming the file
 */
export function readDefinitions(files: readonly string[]): SyncDefinition[] {
  const definitions = files.map((file) => parseSyncDefinition(readJson(file), nameOf(file)));
  const problems = sharedProblems(definitions);
  if (problems.length > 0) throw invalid('The sync definitions', problems.join('; '));
  return definitions;
}

function readJson(file: string): unknown {
  try {
    return JSON.parse(readFileSync(file, 'utf8'));
  } catch (error) {
    throw invalid(nameOf(file), error instanceof Error ? error.message : String(error));
  }
}

/** With its folder, `dev/daily.json`: two stages may have files of the same name. */
const nameOf = (file: string): string => path.join(path.basename(path.dirname(file)), path.basename(file));
