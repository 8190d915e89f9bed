import { describe, expect, it } from '@jest/globals';
import * as z from 'zod';
import { afterRotation, type Session } from '../../../../functions/runtime/rotation.ts';
import { createAdobeHttp } from '../../../../shared/adobe/http.ts';
import { createTokenProvider } from '../../../../shared/adobe/ims.ts';
import { type AdobeServer, type Behaviour, startAdobeServer } from '../../adobe/adobe-server.ts';

/** IMS and the platform of an organization in which exactly one client secret is valid. */
const organization = (validSecret: () => string, isTokenValid: (token: string) => boolean) =>
  startAdobeServer(({ path, body, headers }): Behaviour => {
    if (path === '/ims/token/v3') {
      const secret = new URLSearchParams(body).get('client_secret');
      return secret === validSecret()
        ? { body: { access_token: `token-of-${secret}`, expires_in: 86_399 } }
        : { status: 401, body: { error: 'invalid_client' } };
    }
    const token = headers.authorization?.replace('Bearer ', '') ?? '';
    return isTokenValid(token) ? { body: { by: token } } : { status: 401, body: { error_code: '401013' } };
  });

function sessionWith(clientSecret: string, { url }: AdobeServer): Session {
  const credentials = { clientId: 'client', clientSecret, orgId: 'org@AdobeOrg', scopes: 'openid' };
  const settings = { credentials, baseUrl: url, retry: { wait: () => Promise.resolve() } };
  const services = { ...settings, tokens: createTokenProvider(settings) };
  return {
    platform: createAdobeHttp({ ...services, service: 'platform', sandbox: 'dev' }),
    cja: createAdobeHttp({ ...services, service: 'cja' }),
  };
}

/** Sessions of a secret that is read anew on demand. */
function sessionsOf(secret: () => string, server: AdobeServer) {
  const opened: string[] = [];
  const open = (): Session => {
    opened.push(secret());
    return sessionWith(secret(), server);
  };
  let session = open();
  return {
    opened,
    current: () => session,
    renew: (rejected: Session) => {
      if (session === rejected && opened.at(-1) !== secret()) session = open();
      return Promise.resolve(session === rejected ? null : session);
    },
  };
}

const Answer = z.object({ by: z.string() });

describe('a credential that is rotated while a function holds the old one', () => {
  it.each(['post', 'get'] as const)('is noticed by IMS’s refusal, and the %s goes through', async (verb) => {
    let secret = 'old';
    await using server = await organization(
      () => 'new',
      (token) => token === 'token-of-new',
    );
    const sessions = sessionsOf(() => secret, server);
    secret = 'new';
    const platform = afterRotation('platform', sessions);
    const request = { resource: 'thing 7', schema: Answer };
    const answer = verb === 'get' ? platform.get('/thing', request) : platform.post('/thing', { ...request, body: {} });
    await expect(answer).resolves.toEqual({ by: 'token-of-new' });
    expect(server.requests.filter(({ path }) => path === '/thing')).toHaveLength(1);
  });

  it('is noticed by a service’s refusal, when its tokens are revoked at once', async () => {
    let valid = 'old';
    let secret = 'old';
    await using server = await organization(
      () => valid,
      (token) => token === `token-of-${valid}`,
    );
    const sessions = sessionsOf(() => secret, server);
    const cja = afterRotation('cja', sessions);
    await expect(cja.get('/thing', { resource: 'thing 7', schema: Answer })).resolves.toEqual({ by: 'token-of-old' });
    valid = secret = 'new';
    const all = await Promise.all(
      Array.from({ length: 5 }, () => cja.get('/thing', { resource: 'thing 7', schema: Answer })),
    );
    expect(new Set(all.map(({ by }) => by))).toEqual(new Set(['token-of-new']));
    expect(sessions.opened).toEqual(['old', 'new']);
  });

  it('is an error, once, where the secret holds nothing newer', async () => {
    await using server = await organization(
      () => 'new',
      () => false,
    );
    const sessions = sessionsOf(() => 'old', server);
    const request = { resource: 'thing 7', schema: Answer };
    await expect(afterRotation('platform', sessions).get('/thing', request)).rejects.toMatchObject({
      name: 'AdobeCredentialsRejected',
      adobeCode: 'invalid_client',
    });
    expect(server.requests).toHaveLength(1);
  });

  it('does not repeat a call that failed for another reason', async () => {
    await using server = await startAdobeServer(({ path }) =>
      path === '/ims/token/v3' ? { body: { access_token: 't', expires_in: 86_399 } } : { status: 403, body: {} },
    );
    const sessions = sessionsOf(() => 'old', server);
    const posted = afterRotation('platform', sessions).post('/thing', { resource: 'thing', schema: Answer, body: {} });
    await expect(posted).rejects.toMatchObject({ name: 'AdobeForbidden' });
    expect(server.requests).toHaveLength(2);
  });
});
