import { describe, expect, it } from '@jest/globals';
import * as z from 'zod';
import { type AdobeHttp, createAdobeHttp } from '../../../shared/adobe/http.ts';
import type { AnswerReport } from '../../../shared/adobe/transport.ts';
import { type Behaviour, httpTo, startAdobeServer, TOKEN } from './adobe-server.ts';

const PATH = '/data/thing';
const THING = { resource: 'thing 7', schema: z.unknown() };

type Verb = 'get' | 'post' | 'patch' | 'delete';
const send = (http: AdobeHttp, verb: Verb): Promise<unknown> =>
  verb === 'get' || verb === 'delete' ? http[verb](PATH, THING) : http[verb](PATH, { ...THING, body: { a: 1 } });

const answer = (status: number, retryAfter?: string): Behaviour => ({
  status,
  body: {},
  headers: retryAfter === undefined ? {} : { 'retry-after': retryAfter },
});

describe('how often a call is sent, and what becomes of it', () => {
  it.each<[Verb, string, Behaviour, number, string]>([
    ['get', '429', answer(429), 3, 'AdobeThrottled'],
    ['get', '429 with a short wait', answer(429, '3'), 3, 'AdobeThrottled'],
    ['get', '429 with a long wait', answer(429, '60'), 1, 'AdobeThrottled'],
    ['get', '408', answer(408), 3, 'AdobeTimeout'],
    ['get', '500', answer(500), 3, 'AdobeUnavailable'],
    ['get', '501', answer(501), 1, 'AdobeRequestRejected'],
    ['get', '503', answer(503), 3, 'AdobeUnavailable'],
    ['get', '503 with a long wait', answer(503, '60'), 1, 'AdobeUnavailable'],
    ['get', 'a broken connection', 'reset', 3, 'AdobeUnavailable'],
    ['get', '400', answer(400), 1, 'AdobeRequestRejected'],
    ['get', '403', answer(403), 1, 'AdobeForbidden'],
    ['get', '404', answer(404), 1, 'AdobeNotFound'],
    ['get', '302', { status: 302, headers: { location: '/elsewhere' } }, 1, 'AdobeRequestRejected'],
    ['delete', '503', answer(503), 3, 'AdobeUnavailable'],
    ['delete', 'a broken connection', 'reset', 3, 'AdobeUnavailable'],
    ['post', '429', answer(429), 3, 'AdobeThrottled'],
    ['post', '429 with a long wait', answer(429, '60'), 1, 'AdobeThrottled'],
    ['post', '408', answer(408), 1, 'AdobeAnswerLost'],
    ['post', '500', answer(500), 1, 'AdobeAnswerLost'],
    ['post', '503 with a short wait', answer(503, '1'), 1, 'AdobeAnswerLost'],
    ['post', 'a broken connection', 'reset', 1, 'AdobeAnswerLost'],
    ['post', '409', answer(409), 1, 'AdobeRequestRejected'],
    ['patch', '429', answer(429), 3, 'AdobeThrottled'],
    ['patch', '503', answer(503), 1, 'AdobeUnavailable'],
  ])('%s, always %s: %#', async (verb, _, behaviour, requests, name) => {
    await using server = await startAdobeServer(() => behaviour);
    await expect(send(httpTo(server), verb)).rejects.toMatchObject({ name, resource: 'thing 7', path: PATH });
    expect(server.requests).toHaveLength(requests);
  });

  it('is well again as soon as Adobe is', async () => {
    await using server = await startAdobeServer((_, index) => (index < 2 ? answer(503) : { body: { ok: true } }));
    await expect(send(httpTo(server), 'get')).resolves.toEqual({ ok: true });
  });

  it('waits as long as Adobe asks, then says how long where that is too long', async () => {
    const waits: number[] = [];
    await using server = await startAdobeServer((_, index) => answer(429, index === 0 ? '7' : '300'));
    const http = httpTo(server, { retry: { wait: (milliseconds) => Promise.resolve(void waits.push(milliseconds)) } });
    await expect(send(http, 'get')).rejects.toMatchObject({ name: 'AdobeThrottled', retryAfterSeconds: 300 });
    expect(waits).toEqual([7000]);
  });

  it.each<[Verb, number, string]>([
    ['get', 3, 'AdobeTimeout'],
    ['delete', 3, 'AdobeTimeout'],
    ['patch', 1, 'AdobeTimeout'],
    ['post', 1, 'AdobeAnswerLost'],
  ])('%s, when no answer comes: sent %i times, then %s', async (verb, requests, name) => {
    await using server = await startAdobeServer(() => 'hang');
    const http = httpTo(server, { timeouts: { requestMilliseconds: 100 } });
    await expect(send(http, verb)).rejects.toMatchObject({ name, status: null });
    expect(server.requests).toHaveLength(requests);
  });

  it('repeats a POST that creates nothing like a GET', async () => {
    await using server = await startAdobeServer(() => answer(503));
    const report = httpTo(server).post(PATH, { ...THING, body: {}, mayRunTwice: true });
    await expect(report).rejects.toMatchObject({ name: 'AdobeUnavailable' });
    expect(server.requests).toHaveLength(3);
  });

  it.each<[string, Behaviour]>([
    ['is cut off in the middle', { headers: { 'content-length': '100' }, body: '{"id":' }],
    ['is not JSON', { body: '{"id":' }],
    ['is empty', {}],
    ['has not the field', { body: { id: null } }],
  ])('calls the answer to a POST lost that %s: what was asked for was created', async (_, behaviour) => {
    await using server = await startAdobeServer(() => behaviour);
    const http = httpTo(server, { timeouts: { requestMilliseconds: 300 } });
    const created = http.post(PATH, { resource: 'thing', schema: z.object({ id: z.string() }), body: {} });
    await expect(created).rejects.toMatchObject({ name: 'AdobeAnswerLost' });
    expect(server.requests).toHaveLength(1);
  });

  it('knows that a POST which reached nobody created nothing', async () => {
    const gone = await startAdobeServer(() => ({}));
    await gone[Symbol.asyncDispose]();
    await expect(send(httpTo(gone), 'post')).rejects.toMatchObject({ name: 'AdobeUnavailable' });
  });

  it('says that nobody listens', async () => {
    const gone = await startAdobeServer(() => ({}));
    await gone[Symbol.asyncDispose]();
    await expect(send(httpTo(gone), 'get')).rejects.toMatchObject({
      name: 'AdobeUnavailable',
      message: expect.stringContaining('ECONNREFUSED'),
    });
  });
});

describe('the time that whoever calls has left', () => {
  it('ends a try that would take longer', async () => {
    await using server = await startAdobeServer(() => 'hang');
    const endsAt = performance.now() + 2200;
    const http = httpTo(server, { remainingMilliseconds: () => endsAt - performance.now() });
    await expect(send(http, 'get')).rejects.toMatchObject({ name: 'AdobeTimeout' });
    expect(performance.now()).toBeLessThan(endsAt + 1000);
    expect(server.requests).toHaveLength(1);
  });

  it.each<[string, Behaviour]>([
    ['a broken connection', 'reset'],
    ['503', answer(503)],
    ['429', answer(429, '20')],
  ])('is not waited away after %s', async (_, behaviour) => {
    await using server = await startAdobeServer(() => behaviour);
    await expect(send(httpTo(server, { remainingMilliseconds: () => 2400 }), 'get')).rejects.toThrow();
    expect(server.requests).toHaveLength(1);
  });

  it.each<[Verb, number, number]>([
    ['get', 1999, 0],
    ['get', 2000, 1],
    ['post', 29_999, 0],
    ['post', 30_000, 1],
  ])('decides whether a %s is sent: with %i ms, %i times', async (verb, remaining, requests) => {
    await using server = await startAdobeServer(() => answer(400));
    const sent = send(httpTo(server, { remainingMilliseconds: () => remaining }), verb);
    await expect(sent).rejects.toMatchObject({ name: requests === 0 ? 'AdobeTimeout' : 'AdobeRequestRejected' });
    expect(server.requests).toHaveLength(requests);
  });
});

describe('what is sent', () => {
  it('identifies the caller, and names the sandbox where there is one', async () => {
    await using server = await startAdobeServer(() => ({ body: {} }));
    await send(httpTo(server), 'post');
    expect(server.requests[0]).toMatchObject({
      method: 'POST',
      path: PATH,
      body: '{"a":1}',
      headers: {
        authorization: `Bearer ${TOKEN}`,
        'x-api-key': 'client',
        'x-gw-ims-org-id': 'org@AdobeOrg',
        'x-sandbox-name': 'dev',
        'content-type': 'application/json',
        accept: 'application/json',
      },
    });
  });

  it('names no sandbox to CJA, and no content type without content', async () => {
    await using server = await startAdobeServer(() => ({ body: {} }));
    const tokens = { accessToken: () => Promise.resolve('t'), renew: () => Promise.resolve('t') };
    const cja = createAdobeHttp({
      service: 'cja',
      baseUrl: server.url,
      credentials: { clientId: 'c', orgId: 'o' },
      tokens,
    });
    await cja.get(PATH, THING);
    expect(server.requests[0]?.headers).not.toHaveProperty('x-sandbox-name');
    expect(server.requests[0]?.headers).not.toHaveProperty('content-type');
  });

  it('leaves out query parameters that are undefined, and encodes what servers read differently', async () => {
    await using server = await startAdobeServer(() => ({ body: {} }));
    await httpTo(server).get(PATH, {
      ...THING,
      query: { orderby: '+created', sql: 'a b&c', start: undefined, limit: 5 },
    });
    expect(server.requests[0]?.rawQuery).toBe('?orderby=%2Bcreated&sql=a%20b%26c&limit=5');
  });

  it.each(['', '/', '/adobe/platform', '/adobe/platform/'])(
    'goes to the path behind a base URL that ends in %p',
    async (end) => {
      await using server = await startAdobeServer(() => ({ body: {} }));
      await httpTo(server, { baseUrl: server.url + end }).get(PATH, THING);
      expect(server.requests[0]?.path).toBe(`${end.replace(/\/$/, '')}${PATH}`);
    },
  );
});

describe('a rejected access token', () => {
  it.each<Verb>(['get', 'post', 'patch', 'delete'])('is renewed once, and the %s repeated once', async (verb) => {
    await using server = await startAdobeServer(({ headers }) =>
      headers.authorization === 'Bearer new' ? { body: { done: true } } : answer(401),
    );
    const rejected: string[] = [];
    const tokens = {
      accessToken: () => Promise.resolve('old'),
      renew: (token: string) => Promise.resolve(void rejected.push(token)).then(() => 'new'),
    };
    await expect(send(httpTo(server, { tokens }), verb)).resolves.toEqual({ done: true });
    expect(rejected).toEqual(['old']);
    expect(server.requests).toHaveLength(2);
  });

  it('is a matter of the credentials where the fresh one is rejected too', async () => {
    await using server = await startAdobeServer(() => ({
      status: 401,
      body: { error_code: '401013', message: 'Oauth token is not valid' },
    }));
    await expect(send(httpTo(server), 'get')).rejects.toMatchObject({
      name: 'AdobeCredentialsRejected',
      adobeCode: '401013',
    });
    expect(server.requests).toHaveLength(2);
  });
});

describe('what is understood', () => {
  const Thing = z.object({ id: z.string(), parts: z.array(z.object({ size: z.number() })) });
  const getThing = async (reply: Behaviour): Promise<unknown> => {
    await using server = await startAdobeServer(() => reply);
    return await httpTo(server).get(PATH, { resource: 'thing 7', schema: Thing });
  };

  it('gives what the schema reads, whatever else Adobe adds', async () => {
    await expect(getThing({ body: { id: 'a', parts: [{ size: 1, isNew: true }], more: {} } })).resolves.toEqual({
      id: 'a',
      parts: [{ size: 1 }],
    });
  });

  it.each<[string, unknown, string]>([
    ['HTML', '<html>private@example.com</html>', 'the answer is not JSON'],
    ['nothing', '', 'its root (invalid_type)'],
    ['a wrong field', { id: 'private-value', parts: [{ size: 'private-value' }] }, 'parts[0].size (invalid_type)'],
    ['many wrong fields', { id: 1, parts: Array.from({ length: 9 }, () => ({})) }, 'and 5 more'],
  ])('names what is wrong with %s, not its values', async (_, body, what) => {
    const error = await getThing({ body, headers: { 'x-request-id': 'req-1' } }).catch((caught: unknown) => caught);
    expect(error).toMatchObject({ name: 'AdobeAnswerNotUnderstood', requestId: 'req-1', status: 200 });
    expect(String(error)).toContain(what);
    expect(String(error)).not.toContain('private');
  });

  it('is refused where a success reports a failure in its body', async () => {
    await using server = await startAdobeServer(() => ({ body: { problem: 'unauthorized_metric' } }));
    const report = httpTo(server).post(PATH, {
      resource: 'report',
      schema: z.object({ problem: z.string() }),
      body: {},
      failureIn: ({ problem }) => ({ code: problem, message: 'no' }),
    });
    await expect(report).rejects.toMatchObject({
      name: 'AdobeRequestRejected',
      adobeCode: 'unauthorized_metric',
      status: 200,
    });
  });
});

describe('an error answer, in each shape that Adobe has for one', () => {
  const REQUEST_ID = 'wXq7sZK2Lr9';
  const inHeader = { 'x-request-id': REQUEST_ID };

  it.each<[string, number, unknown, Record<string, string>, string, string]>([
    [
      'the gateway’s',
      403,
      { error_code: '403025', message: 'Profile is not valid' },
      inHeader,
      'AdobeForbidden',
      '403025: Profile is not valid',
    ],
    [
      'Segmentation’s, with the id in the body only',
      404,
      {
        requestId: REQUEST_ID,
        errors: { 404: [{ code: 'UPAPI-100000-404', message: 'Export job 24115 does not exist.' }] },
        statusCode: 404,
        type: 'https://ns.adobe.com/aep/errors/UPAPI-100000-404',
        title: 'Not found',
      },
      {},
      'AdobeNotFound',
      'UPAPI-100000-404: Export job 24115 does not exist',
    ],
    [
      'RFC 7807, as Catalog has it',
      400,
      {
        type: 'http://ns.adobe.com/aep/errors/CATALOG-1-400',
        status: 400,
        title: 'Bad filter',
        detail: 'No such field.',
      },
      inHeader,
      'AdobeRequestRejected',
      'CATALOG-1-400: No such field',
    ],
    [
      'Query Service’s',
      500,
      { errors: [{ code: '58000', message: 'Session Limit Reached', errorType: 'SYSTEM_ERROR' }] },
      inHeader,
      'AdobeUnavailable',
      '58000: Session Limit Reached',
    ],
    [
      'CJA’s, with the id in the body only',
      400,
      { errorCode: 'invalid_data', errorDescription: 'No such column', errorId: REQUEST_ID },
      {},
      'AdobeRequestRejected',
      'invalid_data: No such column',
    ],
    [
      'a proxy’s page',
      502,
      '<html><body>Bad gateway</body></html>',
      inHeader,
      'AdobeUnavailable',
      'the service failed',
    ],
    ['none at all', 503, '', { 'x-adobe-request-id': REQUEST_ID }, 'AdobeUnavailable', 'the service failed'],
    ['one that ends too early', 429, '{"error_code":"4290', inHeader, 'AdobeThrottled', 'too many requests'],
  ])('%s', async (_, status, body, headers, name, text) => {
    await using server = await startAdobeServer(() => ({ status, body, headers }));
    const error = await send(httpTo(server), 'get').catch((caught: unknown) => caught);
    expect(error).toMatchObject({ name, status, requestId: REQUEST_ID, resource: 'thing 7' });
    const { message, hint } = error as { message: string; hint: string };
    expect(message).toMatch(/^thing 7: /);
    expect(message).toContain(text);
    expect(message).toContain(`. ${hint}. GET ${PATH} answered ${String(status)}, request id ${REQUEST_ID}.`);
    expect(hint).toMatch(/^[A-Z]/);
    expect(message).not.toContain('<html>');
  });
});

it('tells of every answer, without query or secret', async () => {
  const reports: AnswerReport[] = [];
  await using server = await startAdobeServer((_, index) => ({
    status: index === 0 ? 503 : 200,
    body: {},
    headers: { 'x-request-id': `req-${String(index)}` },
  }));
  const http = httpTo(server, { onAnswer: (report) => reports.push(report) });
  await http.get(PATH, { ...THING, query: { sql: 'secret' } });
  const each = { service: 'platform', method: 'GET', path: PATH, milliseconds: expect.any(Number) };
  expect(reports).toEqual([
    { ...each, status: 503, requestId: 'req-0' },
    { ...each, status: 200, requestId: 'req-1' },
  ]);
});
