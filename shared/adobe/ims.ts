import * as z from 'zod';
import { parseAnswer } from './answer.ts';
import { AdobeError } from './errors.ts';
import { createTransport, type TransportSettings } from './transport.ts';

/** An OAuth Server-to-Server credential of the Developer Console. */
export interface ImsCredentials {
  readonly clientId: string;
  readonly clientSecret: string;
  /** Comma-separated, exactly as the Developer Console lists them. */
  readonly scopes: string;
}

export interface TokenProvider {
  /** A token that is valid for another minute at least; asked for once and shared, also by concurrent callers. */
  readonly accessToken: () => Promise<string>;
  /** Another token than one that a service rejected. */
  readonly renew: (rejected: string) => Promise<string>;
}

export interface TokenProviderSettings extends Omit<TransportSettings, 'service'> {
  readonly credentials: ImsCredentials;
  /** Epoch milliseconds; tokens age by it. */
  readonly now?: () => number;
}

interface Token {
  readonly value: string;
  readonly expiresAt: number;
}

const PATH = '/ims/token/v3';
const RENEWED_BEFORE_MILLISECONDS = 60_000;
/** No token lives for four months: what looks like more are the milliseconds of the flow that came before this one. */
const MOST_SECONDS = 10_000_000;

const TokenAnswer = z.object({
  access_token: z.string().min(1),
  expires_in: z.coerce.number().positive(),
});

/**
 * Access tokens by OAuth Server-to-Server (docs: Server-to-Server authentication, implementation guide).
 * There is no refresh token: a new one is simply asked for.
 * @throws AdobeCredentialsRejected, or a transient AdobeError
 */
export function createTokenProvider({
  credentials,
  now = Date.now,
  ...settings
}: TokenProviderSettings): TokenProvider {
  const exchange = createTransport({ ...settings, service: 'ims' });
  const call = {
    service: 'ims',
    method: 'POST',
    path: PATH,
    resource: `access token of client ${credentials.clientId}`,
  } as const;
  let current: Token | null = null;
  let pending: Promise<Token> | null = null;

  const askForToken = async (): Promise<Token> => {
    const askedAt = now();
    const answer = await exchange({
      ...call,
      headers: { accept: 'application/json', 'content-type': 'application/x-www-form-urlencoded' },
      // Secrets stand in the body: a URL ends up in logs.
      body: new URLSearchParams({
        grant_type: 'client_credentials',
        client_id: credentials.clientId,
        client_secret: credentials.clientSecret,
        scope: credentials.scopes,
      }).toString(),
      // A token too many does no harm.
      isRepeatable: true,
    });
    if (answer.status !== 200) throw AdobeError.from(call, answer, [credentials.clientSecret]);
    const { access_token, expires_in } = parseAnswer(call, answer, TokenAnswer);
    const lifeMilliseconds = expires_in > MOST_SECONDS ? expires_in : expires_in * 1000;
    return { value: access_token, expiresAt: askedAt + lifeMilliseconds };
  };

  const accessToken = async (): Promise<string> => {
    if (current !== null && now() < current.expiresAt - RENEWED_BEFORE_MILLISECONDS) return current.value;
    pending ??= askForToken().finally(() => {
      pending = null;
    });
    current = await pending;
    return current.value;
  };

  return {
    accessToken,
    renew: async (rejected) => {
      if (current?.value === rejected) current = null;
      return accessToken();
    },
  };
}
