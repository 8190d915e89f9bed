import * as z from 'zod';
import { OCCASIONS } from '../occasions.ts';

export const ListLag = z.strictObject({
  kind: z.literal('list-lag'),
  ...OCCASIONS,
  list: z.enum(['export-jobs', 'queries', 'batches']),
  /** How long a new one can be read by its id, but is not in the list yet. */
  seconds: z.int().positive().max(86_400),
});
