import { tell } from '../commands/show.ts';
import { EXIT } from '../ops-error.ts';
import type { Operator } from '../operator.ts';
import type { Run } from '../runs/run.ts';
import { followRun } from './follow-run.ts';

/**
 * Waits for a run and tells its story.
 * @returns 0 where the run did what it was started for; a run that was skipped did not
 * @throws OpsError
 */
export async function waitAndTell(
  operator: Operator,
  waiting: { readonly executionArn: string; readonly isKnown?: (run: Run) => boolean },
): Promise<0 | 1> {
  const run = await followRun(operator.aws, waiting);
  await tell(operator, run);
  return run.status === 'SUCCEEDED' && run.record?.outcome !== 'skipped' ? EXIT.ok : EXIT.runFailed;
}
