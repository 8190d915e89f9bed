import { isLater } from '../../e2e/truth/books.ts';
import type { Written } from '../../e2e/truth/target-rows.ts';
import type { Evidence } from './evidence.ts';

/** In the order in which the batches of the target were written, their truths never go back. */
export function noOlderTruth({ batches }: Evidence): readonly string[] {
  const problems: string[] = [];
  let newest: Written | null = null;
  for (const { id, rows } of batches) {
    const [row] = rows;
    if (row === undefined) continue;
    if (newest !== null && isLater(newest, row)) problems.push(`batch ${id}: ${told(row)} came after ${told(newest)}`);
    else newest = row;
  }
  return problems;
}

const told = ({ runId, exportedAt }: Written): string => `${runId}, exported at ${new Date(exportedAt).toISOString()},`;
