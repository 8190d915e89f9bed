import { createServer, type IncomingHttpHeaders } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import { createAdobeHttp, type AdobeHttp, type AdobeHttpSettings } from '../../../shared/adobe/http.ts';

export interface Received {
  readonly method: string;
  readonly path: string;
  readonly query: URLSearchParams;
  /** The query as it came over the wire. */
  readonly rawQuery: string;
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
}

/** An answer; a body that is neither text nor bytes is sent as JSON. */
export interface Reply {
  readonly status?: number;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: unknown;
}

/** `reset` breaks the connection, `hang` never answers. */
export type Behaviour = Reply | 'reset' | 'hang';

export interface AdobeServer extends AsyncDisposable {
  readonly url: string;
  readonly requests: readonly Received[];
}

/** A real HTTP server that answers as told. @param behave what becomes of the request with that index */
export async function startAdobeServer(behave: (request: Received, index: number) => Behaviour): Promise<AdobeServer> {
  const requests: Received[] = [];
  const server = createServer((incoming, outgoing) => {
    void text(incoming).then((body) => {
      const url = new URL(incoming.url ?? '/', 'http://127.0.0.1');
      const request: Received = {
        method: incoming.method ?? '',
        path: url.pathname,
        query: url.searchParams,
        rawQuery: url.search,
        headers: incoming.headers,
        body,
      };
      requests.push(request);
      const behaviour = behave(request, requests.length - 1);
      if (behaviour === 'hang') return;
      if (behaviour === 'reset') {
        incoming.socket.destroy();
        return;
      }
      const { status = 200, headers = {}, body: answer = '' } = behaviour;
      const isRaw = typeof answer === 'string' || answer instanceof Uint8Array;
      outgoing.writeHead(status, headers).end(isRaw ? answer : JSON.stringify(answer));
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    requests,
    [Symbol.asyncDispose]: () =>
      new Promise<void>((resolve) => {
        server.close(() => {
          resolve();
        });
        server.closeAllConnections();
      }),
  };
}

export const TOKEN = 'token-of-the-tests-7f3a';

/** The access to a server under test: nothing waits, and the token is always the same. */
export function httpTo({ url }: AdobeServer, settings: Partial<AdobeHttpSettings> = {}): AdobeHttp {
  return createAdobeHttp({
    service: 'platform',
    baseUrl: url,
    credentials: { clientId: 'client', orgId: 'org@AdobeOrg' },
    tokens: { accessToken: () => Promise.resolve(TOKEN), renew: () => Promise.resolve(TOKEN) },
    sandbox: 'dev',
    retry: { wait: () => Promise.resolve() },
    ...settings,
  });
}

export async function collect<Item>(items: AsyncIterable<Item>): Promise<Item[]> {
  const all: Item[] = [];
  for await (const item of items) all.push(item);
  return all;
}
