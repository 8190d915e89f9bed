import * as z from 'zod';
import type { TokenFate } from '../fates.ts';
import { tokenOf } from '../services/gateway/gateway.ts';
import { TOKEN_SECONDS } from '../services/ims/tokens.ts';
import type { CallEffect } from './call-effect.ts';
import { CALLS } from './calls.ts';
import { OCCASIONS } from './occasions.ts';

/** Access tokens that stop working before their time. */

const TokenExpires = z.strictObject({ kind: z.literal('token-expires'), ...CALLS });

const TokensRevoked = z.strictObject({ kind: z.literal('tokens-revoked'), ...CALLS });

/** They stop just as a call comes in. */
export const TOKEN_FAULTS = [TokenExpires, TokensRevoked] as const;

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

/** The token that the call carries is no longer valid, from this call on. */
export const expireToken: CallEffect = async (ask, { request, changeTokens }) => {
  const token = tokenOf(request);
  if (token !== null)
    await changeTokens((tokens, now) => {
      tokens.expire(token, now);
    });
  return ask();
};

/** No token that IMS has given out so far is valid, from this call on. */
export const revokeTokens: CallEffect = async (ask, { changeTokens }) => {
  await changeTokens((tokens) => {
    tokens.revokeAll();
  });
  return ask();
};
