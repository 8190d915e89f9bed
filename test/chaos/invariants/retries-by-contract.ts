import {
  AMBIGUOUS_ERROR_NAMES,
  LAMBDA_ERROR_NAMES,
  TERMINAL_ERROR_NAMES,
  TRANSIENT_ERROR_NAMES,
} from '../../../shared/errors/names.ts';
import type { Failure } from '../campaign/chronicle.ts';
import type { Evidence } from './evidence.ts';

const terminal = new Set<string>(TERMINAL_ERROR_NAMES);
const retried = new Set<string>([...TRANSIENT_ERROR_NAMES, ...AMBIGUOUS_ERROR_NAMES, ...LAMBDA_ERROR_NAMES]);

/** An error that the next try would meet again ends the execution at once; one that may pass never does so the first time. */
export function retriesByContract({ world }: Evidence): readonly string[] {
  const { failures } = world.chronicle;
  const problems: string[] = [];
  for (const [place, failure] of failures.entries()) {
    if (terminal.has(failure.error) && failure.isRetried) problems.push(`${where(failure)} was retried`);
    const isFirst = !isSameTask(
      failures.slice(0, place).findLast(({ execution }) => execution === failure.execution),
      failure,
    );
    if (retried.has(failure.error) && !failure.isRetried && isFirst && endedBy(failure, world.chronicle.stretches)) {
      problems.push(`${where(failure)} was not retried`);
    }
  }
  return problems;
}

const where = ({ execution, state, error }: Failure): string => `${execution}, ${state}: ${error}`;

const isSameTask = (before: Failure | undefined, { state }: Failure): boolean =>
  before?.state === state && before.isRetried;

/** Not where somebody stopped the execution before the retry came. */
function endedBy({ execution }: Failure, stretches: Evidence['world']['chronicle']['stretches']): boolean {
  return stretches.findLast((stretch) => stretch.execution === execution)?.status === 'FAILED';
}
