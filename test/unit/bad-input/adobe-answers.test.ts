import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { type AdobeServer, httpTo, startAdobeServer } from '../adobe/adobe-server.ts';
import { ADOBE_CALLS } from './adobe-calls.ts';
import { MISSING, rowsOf, withBad } from './bad-values.ts';

const REQUEST_ID = 'adobe-request-1';
let body = '';
let server: AdobeServer;
beforeAll(async () => {
  server = await startAdobeServer(() => ({ headers: { 'x-request-id': REQUEST_ID }, body }));
});
afterAll(async () => {
  await server[Symbol.asyncDispose]();
});

describe.each(ADOBE_CALLS)('the answer to a call for $name', ({ ask, good, bad, resource, creates }) => {
  const answered = (text: string): Promise<unknown> => {
    body = text;
    return ask(httpTo(server), server.url);
  };
  const expectRefusal = async (text: string, what: string): Promise<void> => {
    const error = await answered(text).then(
      () => null,
      (thrown: unknown) => thrown,
    );
    // What was created must be looked for, so that its name is another one.
    expect(error).toMatchObject({ name: creates === true ? 'AdobeAnswerLost' : 'AdobeAnswerNotUnderstood' });
    for (const part of [resource, REQUEST_ID, what]) expect(String(error)).toContain(part);
    expect(String(error)).not.toContain('\n');
  };

  it('is understood', async () => {
    await expect(answered(JSON.stringify(good))).resolves.toBeDefined();
  });

  it.each(rowsOf(bad))('is refused with %s', async (_, path, value) => {
    await expectRefusal(
      JSON.stringify(withBad(good, path, value)),
      path === '' ? 'its root' : (path.split('.')[0] ?? ''),
    );
  });

  it.each(['<html>503 Service Temporarily Unavailable</html>', JSON.stringify(good).slice(0, -1)])(
    'is refused where it is no JSON: %s',
    async (text) => {
      await expectRefusal(text, 'the answer is not JSON');
    },
  );

  it('is refused where it is empty', async () => {
    await expectRefusal('', 'its root');
  });

  it('needs nothing else: what the table leaves out may be missing, null or anything', async () => {
    const listed = new Set(rowsOf(bad).map(([, path, value]) => requirement(path, value)));
    const refused = new Set<string>();
    for (const path of pathsOf(good)) {
      for (const value of [MISSING, null, 7, 'text', true, {}, []]) {
        const isRefused = await answered(JSON.stringify(withBad(good, path, value))).then(
          () => false,
          () => true,
        );
        if (isRefused) refused.add(requirement(path, value));
      }
    }
    expect([...refused].filter((each) => !listed.has(each))).toEqual([]);
  });
});

const requirement = (path: string, value: unknown): string =>
  `${path} ${value === MISSING ? 'missing' : 'of another kind'}`;

/** Every path within an answer, to values within values. */
function pathsOf(value: unknown, path = ''): string[] {
  if (typeof value !== 'object' || value === null) return path === '' ? [] : [path];
  const inside = Object.entries(value).flatMap(([key, child]) => pathsOf(child, path === '' ? key : `${path}.${key}`));
  return path === '' ? inside : [path, ...inside];
}
