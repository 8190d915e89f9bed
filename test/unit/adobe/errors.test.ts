import { describe, expect, it } from '@jest/globals';
import { build } from 'esbuild';
import fc from 'fast-check';
import { execFileSync } from 'node:child_process';
import { inspect } from 'node:util';
import { readErrorBody } from '../../../shared/adobe/error-body.ts';
import {
  ADOBE_AMBIGUOUS_ERROR_NAMES,
  ADOBE_TERMINAL_ERROR_NAMES,
  ADOBE_TRANSIENT_ERROR_NAMES,
} from '../../../shared/adobe/error-names.ts';
import { type AdobeCall, AdobeError } from '../../../shared/adobe/errors.ts';
import { redactValues } from '../../../shared/adobe/redact.ts';
import * as errorModule from '../../../shared/adobe/errors.ts';

const CALL: AdobeCall = {
  service: 'platform',
  method: 'GET',
  path: '/data/core/ups/export/jobs/7',
  resource: 'export job 7',
};
const errorOf = (status: number, body: unknown, call: Partial<AdobeCall> = {}, secrets: string[] = []): AdobeError =>
  AdobeError.from(
    { ...CALL, ...call },
    { status, headers: {}, body: typeof body === 'string' ? body : JSON.stringify(body), requestId: null },
    secrets,
  );

describe('the body of an error answer', () => {
  it.each<[string, unknown, { code: string | null; message: string | null; requestId: string | null }]>([
    [
      'of the gateway',
      { error_code: '403027', message: 'User region is missing' },
      { code: '403027', message: 'User region is missing', requestId: null },
    ],
    [
      'of the gateway, its code a number',
      { error_code: 429050, message: 'Too many requests' },
      { code: '429050', message: 'Too many requests', requestId: null },
    ],
    [
      'of Segmentation (segmentation.yaml: getAudience, 404)',
      {
        requestId: 'Yrg',
        errors: { 404: [{ code: 404, message: 'The audience entity e6 is not found.' }] },
        type: 'https://ns.adobe.com/aep/errors/UPAPI-113430-404',
        title: 'The audience entity e6 is not found.',
        status: 404,
      },
      { code: 'UPAPI-113430-404', message: 'The audience entity e6 is not found.', requestId: 'Yrg' },
    ],
    [
      'of Segmentation, with more than one message and no type',
      {
        errors: {
          400: [
            { code: 'A', message: 'one' },
            { code: 'B', message: 'two' },
            { code: 'C', message: 'two' },
          ],
        },
      },
      { code: 'A', message: 'one; two', requestId: null },
    ],
    [
      'of Catalog (RFC 7807)',
      {
        type: 'https://ns.adobe.com/aep/errors/CTLG-1404-404',
        title: 'NotFoundError',
        status: 404,
        detail: 'DataSet not found.',
      },
      { code: 'CTLG-1404-404', message: 'DataSet not found.', requestId: null },
    ],
    [
      'of Schema Registry (schema-registry.yaml: errorBasic)',
      {
        type: 'http://ns.adobe.com/aep/errors/XDM-1010-404',
        title: 'Resource not found',
        status: 404,
        report: { registryRequestId: 'reg-1' },
        detail: 'The resource is not found.',
      },
      { code: 'XDM-1010-404', message: 'The resource is not found.', requestId: 'reg-1' },
    ],
    [
      'of RFC 7807, with a title only',
      { title: 'Bad Request' },
      { code: null, message: 'Bad Request', requestId: null },
    ],
    [
      'of Query Service',
      { statusCode: 400, errorCode: 'QSV-1', title: 'Bad Request', message: 'Invalid SQL' },
      { code: 'QSV-1', message: 'Invalid SQL', requestId: null },
    ],
    [
      'of Query Service, a list',
      { errors: [{ code: '42601', message: 'syntax error' }] },
      { code: '42601', message: 'syntax error', requestId: null },
    ],
    [
      'of CJA (cja.json: ErrorStatus)',
      { errorCode: 'resource_not_found', errorDescription: 'no such connection', errorId: 'cja-1' },
      { code: 'resource_not_found', message: 'no such connection', requestId: 'cja-1' },
    ],
    [
      'of IMS (RFC 6749)',
      { error: 'invalid_client', error_description: 'invalid client_secret parameter' },
      { code: 'invalid_client', message: 'invalid client_secret parameter', requestId: null },
    ],
  ])('%s', (_, body, expected) => {
    expect(readErrorBody(JSON.stringify(body))).toEqual(expected);
  });

  it('says nothing where it has another shape, and never fails', () => {
    const nothing = { code: null, message: null, requestId: null };
    for (const text of ['', '<html>', 'null', '[]', '7', '{"errors":[]}', '{"errors":7}']) {
      expect(readErrorBody(text)).toEqual(nothing);
    }
    fc.assert(
      fc.property(fc.oneof(fc.string(), fc.json()), (text) => {
        expect(Object.keys(readErrorBody(text)).sort()).toEqual(Object.keys(nothing).sort());
      }),
    );
  });
});

describe('an error', () => {
  it('says what happened to what, what to do, and the request id', () => {
    const body = { requestId: 'req-9', errors: { 404: [{ message: 'not here.' }] }, type: 'x/UPAPI-1-404' };
    expect(errorOf(404, body).message).toBe(
      'export job 7: Adobe does not know it (UPAPI-1-404: not here). ' +
        'Check the id, and that it belongs to this organization and sandbox. ' +
        'GET /data/core/ups/export/jobs/7 answered 404, request id req-9.',
    );
  });

  it.each<[string, number, unknown, Partial<AdobeCall>, string]>([
    [
      'a missing product profile',
      403,
      { error_code: '403025', message: 'Profile is not valid' },
      {},
      'product profile',
    ],
    ['a project without the platform', 403, { error_code: '403027' }, { service: 'cja' }, 'Experience Platform API'],
    ['a foreign API key', 403, { error_code: '403003' }, {}, 'client id'],
    ['queries without a licence', 403, {}, { path: '/data/foundation/query/queries' }, 'Data Distiller'],
    ['any other prohibition', 403, {}, {}, 'role'],
  ])('knows what to do about %s', (_, status, body, call, hint) => {
    expect(errorOf(status, body, call)).toMatchObject({ name: 'AdobeForbidden', hint: expect.stringContaining(hint) });
  });

  it.each<[number, string]>([
    [500, 'AdobeAnswerLost'],
    [503, 'AdobeAnswerLost'],
    [408, 'AdobeAnswerLost'],
    [501, 'AdobeRequestRejected'],
    [429, 'AdobeThrottled'],
    [400, 'AdobeRequestRejected'],
  ])('of a call that creates something, with status %i, is %s', (status, name) => {
    expect(errorOf(status, {}, { creates: true }).name).toBe(name);
  });

  it('keeps the id of the header rather than that of the body', () => {
    const answer = { status: 404, headers: {}, body: '{"requestId":"body","errors":{}}', requestId: 'header' };
    expect(AdobeError.from(CALL, answer).requestId).toBe('header');
  });

  it('has a class with its name for every name of the contract', () => {
    const statuses = [401, 403, 404, 400, 408, 429, 500];
    const made = new Set<string>(statuses.map((status) => errorOf(status, {}).name));
    const classes = Object.keys(errorModule).filter((name) => name !== 'AdobeError');
    made.add(errorOf(500, {}, { creates: true }).name);
    const contract = [...ADOBE_TRANSIENT_ERROR_NAMES, ...ADOBE_AMBIGUOUS_ERROR_NAMES, ...ADOBE_TERMINAL_ERROR_NAMES];
    expect(classes.sort()).toEqual([...contract].sort());
    // A success that is not understood is the one that no status makes.
    expect([...made, 'AdobeAnswerNotUnderstood'].sort()).toEqual([...contract].sort());
  });

  it('keeps its name in a minified bundle', async () => {
    const bundle = await build({
      stdin: {
        contents: `import { AdobeError } from './shared/adobe/errors.ts';
          const error = AdobeError.from({ method: 'GET' }, { status: 404, headers: {}, body: '' });
          console.log(error.name, error instanceof AdobeError);`,
        resolveDir: process.cwd(),
      },
      bundle: true,
      minify: true,
      write: false,
      platform: 'node',
      format: 'esm',
      mainFields: ['module', 'main'],
    });
    const code = bundle.outputFiles[0]?.text ?? '';
    expect(code).not.toContain('class AdobeNotFound');
    expect(execFileSync(process.execPath, ['--input-type=module', '--eval', code], { encoding: 'utf8' })).toBe(
      'AdobeNotFound true\n',
    );
  });
});

describe('nothing secret', () => {
  const everythingIn = (error: AdobeError): string =>
    [
      error.message,
      error.stack,
      String(error),
      JSON.stringify(error),
      inspect(error, { showHidden: true, depth: 9 }),
    ].join('\n');

  const secret = fc.stringMatching(/^[\w\-.~+/=%&"]{12,60}$/);
  const bodyWith: readonly ((text: string) => unknown)[] = [
    (text) => ({ error_code: text, message: `token ${text} is not valid` }),
    (text) => ({ errors: { 400: [{ code: text, message: text }] }, title: text }),
    (text) => ({ title: text, detail: `prefix${text}suffix`, type: `https://example.com/${text.replaceAll('/', '')}` }),
    (text) => ({ errorCode: 'c', errorDescription: encodeURIComponent(text) }),
    (text) => ({ error: 'invalid_client', error_description: text }),
    (text) => ({ message: 'unknown shape', token: text }),
    (text) => `<html>${text}</html>`,
  ];

  it('that the request carried comes back in an error, whatever Adobe repeats', () => {
    fc.assert(
      fc.property(
        secret,
        fc.constantFrom(...bodyWith),
        fc.constantFrom(400, 401, 403, 404, 429, 500),
        (text, body, status) => {
          const said = everythingIn(errorOf(status, body(text), {}, [text]));
          expect(said).not.toContain(text);
          expect(said).not.toContain(encodeURIComponent(text));
        },
      ),
    );
  });

  it.each([
    ['a JSON Web Token', 'eyJhbGciOiJSUzI1NiJ9.eyJpZCI6IjEifQ.c2ln'],
    ['a bearer token', 'Bearer abc.def'],
    ['an e-mail address, which may be a person ID', 'jane.doe+x@example.com'],
  ])('such as %s comes through, even if nobody knew of it', (_, text) => {
    const error = errorOf(400, { error_code: '1', message: `It was ${text} that failed` });
    expect(everythingIn(error)).not.toContain(text);
    expect(error.adobeMessage).toMatch(/^It was .*\*\*\* that failed$/);
  });

  it('stays in what Adobe says about data: quoted values and long numbers are struck out, column names are not', () => {
    const said = `[CAST_INVALID_INPUT] The value 'ann' of "STRING" in \`personID\` (12345678901234567890) at line 7`;
    expect(redactValues(said)).toBe(`[CAST_INVALID_INPUT] The value '***' of '***' in \`personID\` (***) at line 7`);
  });

  it('keeps a long message of many lines to one short line', () => {
    const { adobeMessage } = errorOf(400, { error_code: '1', message: 'line\n'.repeat(5000) });
    expect(adobeMessage).not.toContain('\n');
    expect(adobeMessage?.length).toBeLessThan(500);
  });
});
