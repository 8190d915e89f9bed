import * as z from 'zod';
import type { TokenFate } from '../../fates.ts';
import { TOKEN_SECONDS } from '../../services/ims/tokens.ts';
import { OCCASIONS } from '../occasions.ts';

/** A token that IMS gives out lives for a short time only. */
export const ShortLivedToken = z.strictObject({
  kind: z.literal('short-lived-token'),
  ...OCCASIONS,
  seconds: z.int().positive().max(TOKEN_SECONDS),
  /** Whether `expires_in` says so; else it says what it always says. */
  isAnnounced: z.boolean().default(true),
});

export function changeOfToken({ seconds, isAnnounced }: z.output<typeof ShortLivedToken>): Partial<TokenFate> {
  return { livesSeconds: seconds, ...(isAnnounced ? { announcedSeconds: seconds } : {}) };
}
