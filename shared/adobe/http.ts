import type * as z from 'zod';
import { parseAnswer } from './answer.ts';
import { type AdobeCall, AdobeError, AdobeRequestRejected, type AdobeService } from './errors.ts';
import type { TokenProvider } from './ims.ts';
import { redact } from './redact.ts';
import { createTransport, type Method, type Query, type ReceivedAnswer, type TransportSettings } from './transport.ts';

interface CallRequest {
  /** What the call is about, for errors: `export job 24115`. */
  readonly resource: string;
  readonly query?: Query;
  /** Defaults to JSON; of bytes, to any type. */
  readonly accept?: string;
}

export interface ReadRequest<Body> extends CallRequest {
  /** What a successful answer looks like; an answer without a body is `undefined` to it. */
  readonly schema: z.ZodType<Body>;
}

export interface WriteRequest<Body> extends ReadRequest<Body> {
  /** Sent as JSON; undefined: no body. */
  readonly body: unknown;
  /** Whether it creates nothing and may run twice, such as a report: it is then repeated like `get`. */
  readonly mayRunTwice?: boolean;
  /** What an answer with a status of success reports as a failure nevertheless. */
  readonly failureIn?: (body: Body) => { readonly code: string; readonly message: string } | null;
}

/**
 * One of Adobe's services: the verbs, each giving the parsed body of a successful answer.
 * @throws AdobeError
 */
export interface AdobeHttp {
  /** Repeated a little on 408, 429, 5xx, lost connections and answers that do not come in time. */
  readonly get: <Body>(path: string, request: ReadRequest<Body>) => Promise<Body>;
  /** The bytes of a file, for what is no JSON. Repeated like `get`. */
  readonly getBytes: (path: string, request: CallRequest) => Promise<Uint8Array>;
  /** Repeated on 429 only: anything else may have created something, and is an AdobeAnswerLost. */
  readonly post: <Body>(path: string, request: WriteRequest<Body>) => Promise<Body>;
  /** Repeated on 429 only. */
  readonly patch: <Body>(path: string, request: WriteRequest<Body>) => Promise<Body>;
  /** Repeated like `get`. */
  readonly delete: <Body>(path: string, request: ReadRequest<Body>) => Promise<Body>;
}

export interface AdobeHttpSettings extends TransportSettings {
  readonly service: Exclude<AdobeService, 'ims'>;
  readonly credentials: { readonly clientId: string; readonly orgId: string };
  readonly tokens: TokenProvider;
  /** Name (not title) of the Experience Platform sandbox; CJA has none. */
  readonly sandbox?: string;
}

/**
 * Creates the access to one of Adobe's services. A token that the service rejects (401) is renewed once and the
 * request repeated once, whatever its method: what was rejected was not executed.
 */
export function createAdobeHttp({ credentials, tokens, sandbox, ...settings }: AdobeHttpSettings): AdobeHttp {
  const { service } = settings;
  const exchange = createTransport(settings);

  /** @returns a successful answer, and the token that it was given for */
  const send = async (
    call: AdobeCall & { readonly method: Method },
    { query = {}, accept = 'application/json' }: CallRequest,
    { body, mayRunTwice = false }: { readonly body?: unknown; readonly mayRunTwice?: boolean } = {},
  ): Promise<{ readonly answer: ReceivedAnswer; readonly token: string }> => {
    const sendWith = (token: string): Promise<ReceivedAnswer> =>
      exchange({
        ...call,
        query,
        headers: {
          accept,
          authorization: `Bearer ${token}`,
          'x-api-key': credentials.clientId,
          'x-gw-ims-org-id': credentials.orgId,
          ...(sandbox === undefined ? {} : { 'x-sandbox-name': sandbox }),
          ...(body === undefined ? {} : { 'content-type': 'application/json' }),
        },
        ...(body === undefined ? {} : { body: JSON.stringify(body) }),
        isRepeatable: mayRunTwice || call.method === 'GET' || call.method === 'DELETE',
      });

    let token = await tokens.accessToken();
    let answer = await sendWith(token);
    if (answer.status === 401) {
      token = await tokens.renew(token);
      answer = await sendWith(token);
    }
    if (answer.status < 200 || answer.status >= 300) throw AdobeError.from(call, answer, [token]);
    return { answer, token };
  };

  const request = async <Body>(
    method: Method,
    path: string,
    options: ReadRequest<Body> & Partial<WriteRequest<Body>>,
  ): Promise<Body> => {
    const creates = method === 'POST' && options.mayRunTwice !== true;
    const call = { service, method, path, resource: options.resource, creates };
    const { answer, token } = await send(call, options, options);
    const parsed = parseAnswer(call, answer, options.schema);
    const failure = options.failureIn?.(parsed) ?? null;
    if (failure !== null) {
      throw new AdobeRequestRejected(call, {
        status: answer.status,
        requestId: answer.requestId,
        code: redact(failure.code, [token]),
        message: redact(failure.message, [token]),
        what: 'Adobe answered without what was asked for',
      });
    }
    return parsed;
  };

  return {
    get: (path, options) => request('GET', path, options),
    getBytes: async (path, options) => {
      const call = { service, method: 'GET' as const, path, resource: options.resource };
      const { answer } = await send(call, { accept: '*/*', ...options });
      return answer.bytes;
    },
    post: (path, options) => request('POST', path, options),
    patch: (path, options) => request('PATCH', path, options),
    delete: (path, options) => request('DELETE', path, options),
  };
}
