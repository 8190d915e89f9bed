import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { AwsError } from './aws-error.ts';
import { answerQuery, queryError, type QueryService } from './query-protocol.ts';

/** An operation takes the parsed body of its request and gives the body of its answer. */
export type Operations = Readonly<Record<string, (body: unknown) => object | Promise<object>>>;

export interface Services {
  /** By the first part of the `X-Amz-Target` header, such as `AWSStepFunctions`. */
  readonly json: Readonly<Record<string, Operations>>;
  readonly query: readonly QueryService[];
}

export interface Endpoint {
  readonly url: string;
  close(): Promise<void>;
}

/** The largest definition, 1 MiB, is the largest thing that these services take. */
const MOST_BYTES = 2 * 1024 * 1024;

interface EndpointOptions {
  /** Called once for each request. */
  readonly requestId: () => string;
  /** What the `Date` header of every answer says: the time that executions live in. */
  readonly now: () => number;
  readonly port?: number | undefined;
}

/** Serves AWS's JSON protocols (AWS JSON 1.0 and 1.1, docs "AWS JSON 1.0 protocol", smithy.io) on the loopback interface. */
export async function serveAws(services: Services, { requestId, now, port = 0 }: EndpointOptions): Promise<Endpoint> {
  const server = createServer((request, response) => {
    response.setHeader('date', new Date(now()).toUTCString());
    void handle(request, response, services, requestId());
  });
  server.listen(port, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  if (typeof address !== 'object' || address === null) throw new Error('The AWS endpoint has no address');
  return {
    url: `http://127.0.0.1:${address.port}`,
    close: async () => {
      server.close();
      server.closeAllConnections();
      await once(server, 'close');
    },
  };
}

async function handle(
  request: IncomingMessage,
  response: ServerResponse,
  services: Services,
  id: string,
): Promise<void> {
  const protocol = isForm(request) ? queryProtocol(services, id) : jsonProtocol(services, request);
  const send = (status: number, body: string, headers: Record<string, string> = {}): void => {
    response.writeHead(status, { ...protocol.headers, 'x-amzn-requestid': id, ...headers });
    response.end(body);
  };
  try {
    const body = await readBody(request);
    checkRequest(request);
    send(200, await protocol.answer(body));
  } catch (thrown) {
    const error = asAwsError(thrown);
    send(error.status, protocol.error(error), { 'x-amzn-errortype': error.code });
  }
}

const isForm = ({ headers }: IncomingMessage): boolean =>
  headers['content-type']?.startsWith('application/x-www-form-urlencoded') ?? false;

/** One of AWS's protocols, for one request. */
interface Protocol {
  readonly headers: Readonly<Record<string, string>>;
  readonly answer: (body: string) => string | Promise<string>;
  readonly error: (error: AwsError) => string;
}

function queryProtocol({ query }: Services, id: string): Protocol {
  return {
    headers: { 'content-type': 'text/xml' },
    answer: (body) => answerQuery(query, body, id),
    error: (error) => queryError(error, id),
  };
}

function jsonProtocol({ json }: Services, { headers }: IncomingMessage): Protocol {
  return {
    headers: { 'content-type': headers['content-type'] ?? 'application/x-amz-json-1.0' },
    answer: async (body) => JSON.stringify(await operationOf(json, headers['x-amz-target'])(parseBody(body))),
    error: ({ code, message }) => JSON.stringify({ __type: code, message }),
  };
}

function operationOf(services: Services['json'], target: string | string[] | undefined): Operations[string] {
  const [service = '', name = ''] = typeof target === 'string' ? target.split('.') : [];
  const operations = Object.hasOwn(services, service) ? services[service] : undefined;
  const operation = operations !== undefined && Object.hasOwn(operations, name) ? operations[name] : undefined;
  if (operation !== undefined) return operation;
  throw new AwsError('UnknownOperationException', `The operation "${String(target)}" is not implemented locally`);
}

function checkRequest({ method, url, headers }: IncomingMessage): void {
  if (method !== 'POST' || url !== '/') {
    throw new AwsError('UnknownOperationException', `${method ?? ''} ${url ?? ''} is no operation`, 404);
  }
  if (headers.authorization === undefined) {
    throw new AwsError('MissingAuthenticationToken', 'Missing Authentication Token', 403);
  }
}

async function readBody(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  let bytes = 0;
  for await (const chunk of request) {
    const buffer: unknown = chunk;
    if (!Buffer.isBuffer(buffer)) continue;
    bytes += buffer.length;
    if (bytes > MOST_BYTES) throw new AwsError('RequestEntityTooLargeException', `More than ${MOST_BYTES} bytes`, 413);
    chunks.push(buffer);
  }
  return Buffer.concat(chunks).toString();
}

function parseBody(text: string): unknown {
  if (text === '') return {};
  try {
    const body: unknown = JSON.parse(text);
    return body;
  } catch {
    throw new AwsError('SerializationException', 'The body is not JSON');
  }
}

function asAwsError(thrown: unknown): AwsError {
  if (thrown instanceof AwsError) return thrown;
  return new AwsError('InternalFailure', thrown instanceof Error ? thrown.message : String(thrown), 500);
}
