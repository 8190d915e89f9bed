import * as z from 'zod';
import { tokenOf } from '../../services/gateway/gateway.ts';
import type { CallEffect } from './call-effect.ts';
import { CALLS } from './endpoint.ts';

/** Access tokens that stop working just as a call comes in. */

const TokenExpires = z.strictObject({ kind: z.literal('token-expires'), ...CALLS });

const TokensRevoked = z.strictObject({ kind: z.literal('tokens-revoked'), ...CALLS });

export const TOKEN_FAULTS = [TokenExpires, TokensRevoked] as const;

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
