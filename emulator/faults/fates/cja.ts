import * as z from 'zod';
import type { ArrivalFate } from '../../fates.ts';
import { OCCASIONS } from '../occasions.ts';

/** What can become of a batch on its way from the lake into a connection of CJA. */

/** Of the batches on their way into a connection, of a dataset, if they are named. */
const ARRIVALS = { ...OCCASIONS, connectionId: z.string().optional(), datasetId: z.string().optional() };

const CjaLate = z.strictObject({
  kind: z.literal('cja-late'),
  ...ARRIVALS,
  /** Later than it would have come. What succeeded after it comes after it. */
  minutes: z
    .int()
    .positive()
    .max(30 * 24 * 60),
});

/** From this batch on, nothing arrives until the fault is removed; then all that waited does. */
const CjaNever = z.strictObject({
  kind: z.literal('cja-never'),
  ...ARRIVALS,
  times: OCCASIONS.times.default(null),
});

/** The batch never arrives; later ones do. */
const CjaSkips = z.strictObject({ kind: z.literal('cja-skips-batch'), ...ARRIVALS });

export const CJA_FAULTS = [CjaLate, CjaNever, CjaSkips] as const;
export type CjaFault = z.output<(typeof CJA_FAULTS)[number]>;

/** @param isActive whether a fault has not been removed yet */
export function changeOfArrival(fault: CjaFault, isActive: (fault: CjaFault) => boolean): Partial<ArrivalFate> {
  switch (fault.kind) {
    case 'cja-late':
      return { lateSeconds: fault.minutes * 60 };
    case 'cja-never':
      return { isHeldBack: () => isActive(fault) };
    case 'cja-skips-batch':
      return { isSkipped: true };
  }
}
