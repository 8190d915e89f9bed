import { describe, expect, it } from '@jest/globals';
import { inspect } from 'node:util';
import { createTokenProvider, type TokenProvider } from '../../../shared/adobe/ims.ts';
import { type AdobeServer, type Behaviour, startAdobeServer } from './adobe-server.ts';

const CREDENTIALS = { clientId: 'client', clientSecret: 'p8e-do-not-tell', scopes: 'openid,AdobeID' };

const tokensFrom = (server: AdobeServer, now: () => number = () => 0): TokenProvider =>
  createTokenProvider({ baseUrl: server.url, credentials: CREDENTIALS, now, retry: { wait: () => Promise.resolve() } });

const token = (index: number, expiresIn: number | string = 86_399): Behaviour => ({
  body: { access_token: `token-${String(index)}`, token_type: 'bearer', expires_in: expiresIn },
});

describe('an access token', () => {
  it('is asked for with the secret in the body, not in the URL', async () => {
    await using server = await startAdobeServer((_, index) => token(index));
    await tokensFrom(server).accessToken();
    expect(server.requests[0]).toMatchObject({ method: 'POST', path: '/ims/token/v3', rawQuery: '' });
    expect(server.requests[0]?.headers['content-type']).toBe('application/x-www-form-urlencoded');
    expect(Object.fromEntries(new URLSearchParams(server.requests[0]?.body))).toEqual({
      grant_type: 'client_credentials',
      client_id: 'client',
      client_secret: 'p8e-do-not-tell',
      scope: 'openid,AdobeID',
    });
  });

  it.each<[string, number | string, number]>([
    ['seconds', 86_399, 86_399_000],
    ['seconds as text', '3600', 3_600_000],
    ['milliseconds, as the flow before this one had them', 86_399_992, 86_399_992],
  ])('is kept until a minute before it expires, which is given in %s', async (_, expiresIn, lifeMilliseconds) => {
    let now = 1000;
    await using server = await startAdobeServer((_request, index) => token(index, expiresIn));
    const tokens = tokensFrom(server, () => now);
    await tokens.accessToken();
    now = 1000 + lifeMilliseconds - 60_001;
    expect(await tokens.accessToken()).toBe('token-0');
    now += 1;
    expect(await tokens.accessToken()).toBe('token-1');
    expect(server.requests).toHaveLength(2);
  });

  it('is asked for once, however many want it at the same time', async () => {
    await using server = await startAdobeServer((_, index) => token(index));
    const tokens = tokensFrom(server);
    const all = await Promise.all(Array.from({ length: 20 }, () => tokens.accessToken()));
    expect(new Set(all)).toEqual(new Set(['token-0']));
    expect(server.requests).toHaveLength(1);
  });

  it('is renewed once, however many had it rejected', async () => {
    await using server = await startAdobeServer((_, index) => token(index));
    const tokens = tokensFrom(server);
    const rejected = await tokens.accessToken();
    const all = await Promise.all(Array.from({ length: 5 }, () => tokens.renew(rejected)));
    expect(new Set(all)).toEqual(new Set(['token-1']));
    expect(await tokens.renew(rejected)).toBe('token-1');
    expect(server.requests).toHaveLength(2);
  });

  it('is asked for again after a failure, which all who waited see', async () => {
    await using server = await startAdobeServer((_, index) => (index < 3 ? { status: 503 } : token(index)));
    const tokens = tokensFrom(server);
    const outcomes = await Promise.allSettled([tokens.accessToken(), tokens.accessToken()]);
    expect(outcomes.map(({ status }) => status)).toEqual(['rejected', 'rejected']);
    expect(await tokens.accessToken()).toBe('token-3');
  });
});

describe('IMS refuses', () => {
  it.each<[string, Behaviour, string, string]>([
    [
      'client',
      {
        status: 400,
        body: { error: 'invalid_client', error_description: 'invalid client_secret parameter p8e-do-not-tell' },
      },
      'AdobeCredentialsRejected',
      'client id and secret',
    ],
    [
      'client, with 401',
      { status: 401, body: { error: 'invalid_client' } },
      'AdobeCredentialsRejected',
      'client id and secret',
    ],
    ['scopes', { status: 400, body: { error: 'invalid_scope' } }, 'AdobeCredentialsRejected', 'scopes exactly'],
    [
      'request',
      { status: 400, body: { error: 'unsupported_grant_type' } },
      'AdobeCredentialsRejected',
      'Developer Console',
    ],
    ['haste', { status: 429, body: {} }, 'AdobeThrottled', 'later'],
    [
      'answer',
      { status: 200, body: { access_token: 7, note: 'p8e-do-not-tell' } },
      'AdobeAnswerNotUnderstood',
      'access_token',
    ],
    ['HTML', { status: 200, body: '<p>p8e-do-not-tell</p>' }, 'AdobeAnswerNotUnderstood', 'not JSON'],
  ])('the %s with a name to route on and a hint, and no secret', async (_, behaviour, name, hint) => {
    await using server = await startAdobeServer(() => behaviour);
    const error: unknown = await tokensFrom(server)
      .accessToken()
      .catch((caught: unknown) => caught);
    expect(error).toMatchObject({ name, service: 'ims', resource: 'access token of client client' });
    expect(String(error)).toContain(hint);
    expect(inspect(error, { showHidden: true, depth: 9 })).not.toContain('do-not-tell');
  });
});
