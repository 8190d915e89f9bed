import { setTimeout as sleep } from 'node:timers/promises';
import got, { RequestError, TimeoutError } from 'got';
import { type AdobeAnswer, type AdobeCall, type AdobeService, AdobeTimeout, AdobeUnavailable } from './errors.ts';
import { type RetrySettings, retryDelay } from './retry.ts';

export type Method = 'GET' | 'POST' | 'PATCH' | 'DELETE';
export type Query = Readonly<Record<string, string | number | boolean | undefined>>;

/** What is told of every answer, for a log: nothing in it is secret. */
export interface AnswerReport {
  readonly service: AdobeService;
  readonly method: string;
  /** Without the query. */
  readonly path: string;
  readonly status: number;
  readonly requestId: string | null;
  readonly milliseconds: number;
}

export interface TransportSettings {
  readonly service: AdobeService;
  /** `https://platform.adobe.io`; may carry a path. */
  readonly baseUrl: string;
  readonly timeouts?: Partial<Timeouts>;
  readonly retry?: Partial<RetrySettings>;
  readonly onAnswer?: (report: AnswerReport) => void;
}

export interface Timeouts {
  readonly connectMilliseconds: number;
  /** For the whole request, up to the last byte of its answer. */
  readonly requestMilliseconds: number;
}

/** An answer with the very bytes that came, of which `body` is the text. */
export interface ReceivedAnswer extends AdobeAnswer {
  readonly bytes: Uint8Array;
}

export interface Exchange {
  readonly method: Method;
  /** Behind the base URL, ids encoded. */
  readonly path: string;
  readonly query?: Query;
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: string;
  readonly resource: string;
  /** Whether it may run twice without harm. */
  readonly isRepeatable: boolean;
}

/** Adobe's gateways cut a request off after about a minute (docs: CJA API FAQ): longer is in vain. */
const TIMEOUTS: Timeouts = { connectMilliseconds: 5000, requestMilliseconds: 60_000 };

const RETRY: RetrySettings = {
  limit: 2,
  longestWaitMilliseconds: 20_000,
  wait: (milliseconds) => sleep(milliseconds),
  random: Math.random,
};

/**
 * Sends requests to one of Adobe's services and repeats them a little where that is safe.
 * @returns a function that gives the answer whatever its status
 * @throws AdobeUnavailable where the connection fails, AdobeTimeout where no answer comes in time (not repeated here:
 *   whoever called has waited long enough)
 */
export function createTransport(settings: TransportSettings): (exchange: Exchange) => Promise<ReceivedAnswer> {
  const { service, baseUrl, onAnswer } = settings;
  const retry = { ...RETRY, ...settings.retry };
  const timeouts = { ...TIMEOUTS, ...settings.timeouts };
  const client = got.extend({
    throwHttpErrors: false,
    // A redirect would carry the access token to wherever it leads.
    followRedirect: false,
    retry: { limit: 0 },
    timeout: { connect: timeouts.connectMilliseconds, request: timeouts.requestMilliseconds },
  });

  const send = async ({ method, path, query, headers, body }: Exchange): Promise<ReceivedAnswer> => {
    const startedAt = performance.now();
    const answer = await client(urlOf(baseUrl, path, query), {
      method,
      headers,
      ...(body === undefined ? {} : { body }),
    });
    const status = answer.statusCode;
    const requestId = requestIdOf(answer.headers);
    const milliseconds = Math.round(performance.now() - startedAt);
    onAnswer?.({ service, method, path, status, requestId, milliseconds });
    return { status, headers: answer.headers, body: answer.body, bytes: answer.rawBody, requestId };
  };

  return async (exchange) => {
    const call: AdobeCall = { service, method: exchange.method, path: exchange.path, resource: exchange.resource };
    for (let repeats = 0; ; repeats++) {
      const outcome = await send(exchange).catch((error: unknown) => toAdobeError(call, error));
      if (outcome instanceof AdobeTimeout) throw outcome;
      const isLost = outcome instanceof AdobeUnavailable;
      const reached = isLost ? { status: null, headers: {} } : outcome;
      const delay = retryDelay(reached, repeats, exchange.isRepeatable, retry);
      if (delay !== null) await retry.wait(delay);
      else if (isLost) throw outcome;
      else return outcome;
    }
  };
}

/** got's errors hold the request with its headers, so that nothing but their code is taken over. */
function toAdobeError(call: AdobeCall, error: unknown): AdobeUnavailable | AdobeTimeout {
  if (!(error instanceof RequestError)) throw error;
  const noAnswer = { status: null, requestId: null };
  if (error instanceof TimeoutError)
    return new AdobeTimeout(call, { ...noAnswer, what: `no answer in time (${error.event})` });
  return new AdobeUnavailable(call, { ...noAnswer, what: `the connection failed (${error.code})` });
}

function urlOf(baseUrl: string, path: string, query: Query = {}): string {
  const parameters = new URLSearchParams();
  for (const [name, value] of Object.entries(query)) if (value !== undefined) parameters.set(name, String(value));
  // Only forms have a plus sign for a blank; in a query not every server takes it for one.
  const text = parameters.toString().replaceAll('+', '%20');
  return `${baseUrl.replace(/\/+$/, '')}${path}${text === '' ? '' : `?${text}`}`;
}

/** docs: Experience Platform API fundamentals; query-service.yaml: "the server generates one automatically". */
function requestIdOf(headers: AdobeAnswer['headers']): string | null {
  const id = headers['x-request-id'] ?? headers['x-adobe-request-id'];
  return typeof id === 'string' && id !== '' ? id : null;
}
