import * as z from 'zod';

/** In force from when it is added until it is removed. */
export const ClockSkew = z.strictObject({
  kind: z.literal('clock-skew'),
  /** How far Adobe's clock is ahead of the emulator's; negative: behind. */
  seconds: z.int().min(-300).max(300),
});
export type ClockSkew = z.output<typeof ClockSkew>;
