import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { deliver, type Delivery } from './delivery.ts';

/** A request as it came over the wire. */
export interface WireRequest {
  readonly method: string;
  /** Path and query, as sent. */
  readonly target: string;
  /** Names in lower case. */
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Buffer;
}

export interface WireAnswer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Buffer;
  readonly delivery: Delivery;
}

/** Answers a request; null: the connection is reset, and nothing is sent. */
export type Handler = (request: WireRequest) => Promise<WireAnswer | null>;

export interface HttpServer {
  /** Without a slash at the end. */
  readonly url: string;
  readonly close: () => Promise<void>;
}

/** Requests of Adobe's APIs are small; files are sent in parts of at most 256 MB (docs: Batch Ingestion API). */
const LARGEST_BODY_BYTES = 300 * 1024 * 1024;
const NO_BODY = Buffer.alloc(0);
/** RFC 9110, sections 15.3.5 and 15.4.5: neither a body nor, for 204, its length. */
const BODILESS = new Set([204, 304]);

/**
 * Serves one handler on this machine only.
 * @param port 0 takes any that is free
 */
export async function startHttpServer(port: number, handle: Handler): Promise<HttpServer> {
  const server = createServer((incoming, outgoing) => {
    serve(incoming, outgoing, handle).catch((error: unknown) => {
      outgoing.destroy(error instanceof Error ? error : undefined);
    });
  });
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, '127.0.0.1', resolve);
  });
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('the server listens on no port');
  return {
    url: `http://127.0.0.1:${address.port}`,
    close: () =>
      new Promise((resolve) => {
        server.close(() => {
          resolve();
        });
        server.closeAllConnections();
      }),
  };
}

async function serve(incoming: IncomingMessage, outgoing: ServerResponse, handle: Handler): Promise<void> {
  const body = await readBody(incoming);
  if (body === null) {
    outgoing.writeHead(413).end();
    return;
  }
  const answer = await handle({
    method: incoming.method ?? 'GET',
    target: incoming.url ?? '/',
    headers: headersOf(incoming),
    body,
  });
  if (answer === null) {
    incoming.socket.resetAndDestroy();
    return;
  }
  const hasBody = incoming.method !== 'HEAD' && !BODILESS.has(answer.status);
  const length = BODILESS.has(answer.status) ? {} : { 'content-length': answer.body.length };
  outgoing.writeHead(answer.status, { ...answer.headers, ...length });
  await deliver(hasBody ? answer.body : NO_BODY, answer.delivery, outgoing);
}

async function readBody(incoming: IncomingMessage): Promise<Buffer | null> {
  const chunks: Buffer[] = [];
  let bytes = 0;
  const parts: AsyncIterable<Buffer> = incoming;
  for await (const part of parts) {
    bytes += part.length;
    if (bytes > LARGEST_BODY_BYTES) return null;
    chunks.push(part);
  }
  return Buffer.concat(chunks);
}

function headersOf(incoming: IncomingMessage): Record<string, string> {
  const headers: Record<string, string> = {};
  for (const [name, value] of Object.entries(incoming.headers)) {
    if (value !== undefined) headers[name] = Array.isArray(value) ? value.join(', ') : value;
  }
  return headers;
}
