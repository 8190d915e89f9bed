import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { once } from 'node:events';
import { request as httpRequest } from 'node:http';
import type { InProcessFaultDescription } from '../../../emulator/faults/index.ts';
import { createJob, EXPORT_JOBS, jobsAtAdobe, QUERIES } from './jobs.ts';
import { valueOf } from './refresh.ts';
import { accessToken, type Reply, type Running, startTiny, stop, withTiny } from './running.ts';
import { TINY } from './tiny-sandbox.ts';

const AUDIENCES = '/data/core/ups/audiences';
const CREATE = { on: { method: 'POST', path: EXPORT_JOBS } } as const;
const LIST = { on: { path: AUDIENCES } } as const;
const DATASET = `/data/foundation/catalog/dataSets/${TINY.datasets.crm}`;

let running: Running;
let jobsBefore: number;
beforeAll(async () => {
  running = await startTiny();
});
beforeEach(async () => {
  jobsBefore = await jobsAtAdobe(running);
});
afterEach(() => {
  running.emulator.faults.clear();
});
afterAll(() => stop(running));

/** How many export jobs a test has really made. */
const newJobs = async (): Promise<number> => (await jobsAtAdobe(running)) - jobsBefore;
const add = (fault: InProcessFaultDescription): string => running.emulator.faults.add(fault);
const audiences = (): Promise<Reply> => running.platform(AUDIENCES);
const statuses = async (path: string, times: number): Promise<number[]> => {
  const seen: number[] = [];
  for (let call = 0; call < times; call++) seen.push((await running.platform(path)).status);
  return seen;
};
const hasFired = async (id: string): Promise<void> => {
  while (!running.emulator.faults.list().some((active) => active.id === id && active.fired > 0)) {
    await running.control('/calls');
  }
};
/** How fetch tells of a connection that is gone. */
const LOST = { cause: { code: expect.stringMatching(/ECONNRESET|UND_ERR_SOCKET/) } };
/** Headers and what comes of the body, or how the connection ended. */
async function rawly(path: string): Promise<{ status: number; text: string; pieces: number; error: string | null }> {
  const { emulator } = running;
  const sent = httpRequest(emulator.baseUrls.platform + path, {
    agent: false,
    headers: {
      authorization: `Bearer ${await accessToken(emulator)}`,
      'x-api-key': emulator.credentials.clientId,
      'x-gw-ims-org-id': TINY.orgId,
      'x-sandbox-name': TINY.sandbox,
    },
  });
  sent.end();
  const [answer] = await once(sent, 'response');
  const pieces: string[] = [];
  let error: string | null = null;
  try {
    for await (const piece of answer) pieces.push(String(piece));
  } catch (reason) {
    error = (reason as NodeJS.ErrnoException).code ?? String(reason);
  }
  return { status: answer.statusCode, text: pieces.join(''), pieces: pieces.length, error };
}

describe('which calls a fault happens to', () => {
  const broken = { kind: 'answer', status: 503 } as const;

  it.each<[string, InProcessFaultDescription, number[]]>([
    ['the first, unless it says otherwise', { ...broken }, [503, 200, 200, 200]],
    ['the nth', { ...broken, nth: 3 }, [200, 200, 503, 200]],
    ['some, one after another', { ...broken, nth: 2, times: 2 }, [200, 503, 503, 200]],
    ['all that come', { ...broken, nth: 2, times: null }, [200, 503, 503, 503]],
  ])('%s', async (_, fault, seen) => {
    add({ ...fault, ...LIST });
    expect(await statuses(AUDIENCES, seen.length)).toEqual(seen);
  });

  it.each<[object, boolean]>([
    [{ service: 'catalog' }, true],
    [{ service: 'segmentation' }, false],
    [{ method: 'GET' }, true],
    [{ method: 'PUT' }, false],
    [{ path: '/data/foundation/catalog/dataSets/{id}' }, true],
    [{ path: '/data/foundation/catalog/dataSets' }, false],
    [{ path: '/data/foundation/**' }, true],
    [{ path: '/data/foundation/catalog/{anything}/**' }, true],
    [{ path: '/data/foundation/catalog/dataSets/{id}/**' }, false],
    [{ service: 'catalog', method: 'GET', path: DATASET }, true],
    [{ service: 'cja', path: DATASET }, false],
  ])('those of %j: %s', async (on, isHit) => {
    add({ ...broken, on });
    expect(await statuses(DATASET, 1)).toEqual([isHit ? 503 : 200]);
  });

  it('any at all, also one that asks for a token', async () => {
    add({ ...broken, status: 500 });
    await expect(accessToken(running.emulator)).rejects.toThrow();
  });
});

describe('what is answered in Adobe’s place', () => {
  it('any status with any headers and any body, and nothing takes place', async () => {
    add({
      kind: 'answer',
      ...CREATE,
      status: 418,
      headers: { 'Content-Type': 'application/problem+json', 'retry-after': '7', 'x-request-id': 'mine' },
      body: { a: 1 },
    });
    const answer = await createJob(running);
    expect(answer).toMatchObject({ status: 418, body: { a: 1 } });
    expect(answer.headers.get('content-type')).toBe('application/problem+json');
    expect(answer.headers.get('retry-after')).toBe('7');
    expect(answer.headers.get('x-request-id')).toBe('mine');
    expect(await newJobs()).toBe(0);
    expect((await createJob(running)).status).toBe(200);
    expect(await newJobs()).toBe(1);
  });

  it('text as it is', async () => {
    add({
      kind: 'answer',
      ...LIST,
      status: 502,
      headers: { 'Content-Type': 'text/html' },
      body: '<h1>Bad Gateway</h1>',
    });
    expect(await rawly(AUDIENCES)).toMatchObject({ status: 502, text: '<h1>Bad Gateway</h1>' });
  });

  it('nothing at all', async () => {
    add({ kind: 'answer', ...LIST, status: 204, body: 'is not sent' });
    expect(await rawly(AUDIENCES)).toMatchObject({ status: 204, text: '', error: null });
  });

  const says = { message: 'not now' };
  const uri = (code: string): string => `https://ns.adobe.com/aep/errors/${code}`;
  it.each<[string, object, string, object]>([
    ['throttled', { status: 429 }, AUDIENCES, { error_code: '429050', message: 'not now' }],
    ['a token refused', { status: 401 }, QUERIES, { error_code: '401013', message: 'not now' }],
    [
      'Profile',
      { status: 500, code: 'UPAPI-1' },
      AUDIENCES,
      { errors: { 500: [{ code: 'UPAPI-1', message: 'not now' }] }, type: uri('UPAPI-1'), status: 500 },
    ],
    ['Catalog', { status: 503 }, DATASET, { title: 'Service Unavailable', status: 503, detail: 'not now' }],
    ['Query Service', { status: 500 }, QUERIES, { statusCode: 500, message: 'not now' }],
    ['any shape from any service', { status: 403, shape: 'problem' }, AUDIENCES, { status: 403, detail: 'not now' }],
  ])('an error in Adobe’s own words: %s', async (_, fault, path, body) => {
    add({ kind: 'adobe-error', on: { path }, ...says, ...fault } as InProcessFaultDescription);
    expect((await running.platform(path)).body).toMatchObject(body);
  });

  it('an error of CJA and of IMS in theirs', async () => {
    add({ kind: 'adobe-error', on: { service: 'cja' }, status: 500, ...says });
    expect(await running.cja('/data/connections')).toMatchObject({
      status: 500,
      body: { errorCode: 'unexpected_error', errorDescription: 'not now' },
    });
    add({ kind: 'adobe-error', on: { service: 'ims' }, status: 400, ...says });
    const answer = await fetch(`${running.emulator.baseUrls.ims}/ims/token/v3`, { method: 'POST' });
    expect(await answer.json()).toEqual({ error: 'invalid_client', error_description: 'not now' });
  });

  it('with Retry-After', async () => {
    add({ kind: 'adobe-error', ...LIST, status: 429, retryAfterSeconds: 3 });
    expect((await audiences()).headers.get('retry-after')).toBe('3');
  });
});

describe('the way there and back', () => {
  it.each<['before' | 'after', number]>([
    ['before', 0],
    ['after', 1],
  ])('a call that is cut %s its effect has no answer', async (when, jobs) => {
    add({ kind: 'cut', ...CREATE, when });
    await expect(createJob(running)).rejects.toMatchObject(LOST);
    expect(await newJobs()).toBe(jobs);
  });

  it('a call whose answer ends in the midst of its body has taken place', async () => {
    add({ kind: 'cut', ...CREATE, when: 'mid-body' });
    await expect(createJob(running)).rejects.toThrow('terminated');
    expect(await newJobs()).toBe(1);
  });

  it('half of the body comes before it ends', async () => {
    const whole = await rawly(AUDIENCES);
    add({ kind: 'cut', ...LIST, when: 'mid-body' });
    const half = whole.text.slice(0, Math.floor(whole.text.length / 2));
    expect(await rawly(AUDIENCES)).toMatchObject({ status: 200, text: half, error: 'ECONNRESET' });
  });

  it('a slow body comes in pieces, and whole', async () => {
    const whole = await rawly(AUDIENCES);
    add({ kind: 'drip', ...LIST, pieces: 5, everyMilliseconds: 30 });
    const dripped = await rawly(AUDIENCES);
    expect(dripped).toMatchObject({ text: whole.text, error: null });
    expect(dripped.pieces).toBeGreaterThan(1);
  });

  it('a call that is held up takes place even if its client has given up', async () => {
    const id = add({ kind: 'delay', ...CREATE, milliseconds: 200, when: 'before' });
    const client = new AbortController();
    const call = createJob(running, client.signal);
    await hasFired(id);
    client.abort();
    await expect(call).rejects.toThrow('aborted');
    while ((await newJobs()) === 0);
  });

  it('a call whose answer is late has taken place; the end of the emulator does not wait for it', () =>
    withTiny(async (ending) => {
      ending.emulator.faults.add({ kind: 'delay', ...CREATE, milliseconds: 600_000, when: 'after' });
      const call = createJob(ending);
      while ((await jobsAtAdobe(ending)) === 0);
      await Promise.all([expect(call).rejects.toMatchObject(LOST), ending.emulator.close()]);
    }));

  it('a call that is held up never takes place once the emulator is reset', async () => {
    const id = add({ kind: 'delay', ...CREATE, milliseconds: 600_000 });
    const call = createJob(running);
    await hasFired(id);
    await Promise.all([expect(call).rejects.toMatchObject(LOST), running.control('/reset', { method: 'POST' })]);
    expect(await jobsAtAdobe(running)).toBe(0);
  });
});

describe('a body that is not what it should be, of a call that took place', () => {
  it.each([
    ['truncated', '{"'],
    ['html', '<!DOCTYPE html>'],
    ['empty', ''],
  ] as const)('%s', async (how, start) => {
    add({ kind: 'malformed-json', ...LIST, how });
    const { status, text, error } = await rawly(AUDIENCES);
    expect({ status, error }).toEqual({ status: 200, error: null });
    expect(text.startsWith(start)).toBe(true);
    expect(() => JSON.parse(text) as unknown).toThrow(SyntaxError);
  });

  it('fields of another type', async () => {
    const usual = valueOf((await audiences()).body, 'children', '0') as Record<string, unknown>;
    add({ kind: 'wrong-types', ...LIST, fields: ['/children/0/id', '/children/0/updateTime', '/_page'] });
    const { body } = await audiences();
    expect(usual).toMatchObject({ id: expect.any(String), updateTime: expect.any(Number) });
    expect(valueOf(body, 'children', '0')).toEqual({
      ...usual,
      id: { unexpected: 'object' },
      updateTime: 'unexpected text',
    });
    expect(valueOf(body, '_page')).toEqual(['unexpected', 'list']);
  });

  it('fields that are missing, also of every member', async () => {
    add({ kind: 'missing-fields', on: { path: DATASET }, fields: ['/*/tags', '/nothing/there'] });
    const { body } = await running.platform(DATASET);
    expect(valueOf(body, TINY.datasets.crm)).toMatchObject({ name: 'CRM' });
    expect(valueOf(body, TINY.datasets.crm)).not.toHaveProperty('tags');
  });

  it('fields that say something else', async () => {
    add({ kind: 'changed-fields', ...CREATE, fields: { '/status': 'HIBERNATING' } });
    expect((await createJob(running)).body).toMatchObject({ status: 'HIBERNATING', jobType: 'BATCH' });
    expect(await newJobs()).toBe(1);
  });
});

describe('tokens', () => {
  const withToken = async (token: string): Promise<number> =>
    (await running.platform(AUDIENCES, { headers: { authorization: `Bearer ${token}` } })).status;

  it('one that expires, just as it is used', async () => {
    const [used, other] = [await accessToken(running.emulator), await accessToken(running.emulator)];
    add({ kind: 'token-expires', ...LIST, nth: 2 });
    expect(await withToken(used)).toBe(200);
    expect(await withToken(used)).toBe(401);
    expect(await withToken(used)).toBe(401);
    expect(await withToken(other)).toBe(200);
  });

  it('all that there are, revoked', async () => {
    const before = await accessToken(running.emulator);
    add({ kind: 'tokens-revoked' });
    expect(await audiences()).toMatchObject({ status: 401, body: { error_code: '401013' } });
    expect(await withToken(before)).toBe(401);
    expect(await withToken(await accessToken(running.emulator))).toBe(200);
  });

  it.each([
    [true, 60],
    [false, 86_399],
  ])('one that lives for a minute, and says so: %s', async (isAnnounced, expiresIn) => {
    add({ kind: 'short-lived-token', seconds: 60, isAnnounced });
    const { clientId, clientSecret, scopes } = running.emulator.credentials;
    const answer = await fetch(`${running.emulator.baseUrls.ims}/ims/token/v3`, {
      method: 'POST',
      body: new URLSearchParams({
        grant_type: 'client_credentials',
        client_id: clientId,
        client_secret: clientSecret,
        scope: scopes,
      }),
    });
    const body = (await answer.json()) as { access_token: string; expires_in: number };
    expect(body.expires_in).toBe(expiresIn);
    expect(await withToken(body.access_token)).toBe(200);
    running.pass({ seconds: 61 });
    expect(await withToken(body.access_token)).toBe(401);
  });
});

describe('a callback', () => {
  it('comes after the effect and before the answer, which waits for it', async () => {
    const seen: unknown[] = [];
    add({
      kind: 'callback',
      ...CREATE,
      nth: 2,
      run: async (call) => {
        seen.push(call, await newJobs());
      },
    });
    await createJob(running);
    expect(seen).toEqual([]);
    await createJob(running);
    expect(seen).toEqual([{ method: 'POST', path: EXPORT_JOBS, status: 200 }, 2]);
  });

  it('that fails resets the connection, and what took place has taken place', async () => {
    add({
      kind: 'callback',
      ...CREATE,
      run: () => {
        throw new Error('stop here');
      },
    });
    await expect(createJob(running)).rejects.toThrow('fetch failed');
    expect(await newJobs()).toBe(1);
  });
});

it('several faults of one call all happen: the first that was added is the outermost', async () => {
  add({ kind: 'changed-fields', ...LIST, fields: { '/who': 'the first' } });
  add({ kind: 'answer', ...LIST, status: 500, body: { who: 'the second' } });
  expect(await audiences()).toMatchObject({ status: 500, body: { who: 'the first' } });
});
