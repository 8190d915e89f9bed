import { type Run, wordFor } from '../runs/run.ts';
import { bad, good, notable } from './output.ts';

/** How a run stands, with its error where it failed. */
export function outcome(run: Run): string {
  const word = wordFor(run);
  if (run.status === 'RUNNING') return notable(word);
  if (run.status === 'SUCCEEDED') return word === 'skipped' || word === 'planned' ? notable(word) : good(word);
  return bad(run.error === null ? word : `${word}: ${run.error}`);
}
