import { ERROR_CATALOGUE } from '../../../shared/errors/catalogue.ts';
import type { Evidence } from './evidence.ts';

/** Whatever fails does so under a name that the workflow, the messages and the runbook know. */
export function contractNames({ world }: Evidence): readonly string[] {
  return world.chronicle.failures
    .filter(({ error }) => !Object.hasOwn(ERROR_CATALOGUE, error) || error === 'UnexpectedError')
    .map(({ execution, state, error, cause }) => `${execution}, ${state}: ${error}: ${cause.slice(0, 1000)}`);
}
