import { SyncError } from '../errors/sync-error.ts';
import { zodLine } from '../errors/zod-line.ts';
import { SyncDefinition } from './definition.ts';
import { definitionProblems } from './rules.ts';

/**
 * Reads a sync definition, with defaults filled in.
 * @param source what to call it in an error: a file name or "the state machine's definition"
 * @throws SyncError `DefinitionInvalid`, one line that names every problem
 */
export function parseSyncDefinition(value: unknown, source: string): SyncDefinition {
  const parsed = SyncDefinition.safeParse(value);
  if (!parsed.success) throw invalid(source, zodLine(parsed.error), parsed.error);
  const problems = definitionProblems(parsed.data);
  if (problems.length > 0) throw invalid(source, problems.join('; '));
  return parsed.data;
}

export function invalid(source: string, problems: string, cause?: Error): SyncError {
  const text = { resource: source, what: problems, next: 'Correct the sync definition and deploy it' };
  return new SyncError('DefinitionInvalid', text, { cause });
}
