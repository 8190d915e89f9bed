import { setTimeout as sleep } from 'node:timers/promises';
import got, { RequestError, TimeoutError } from 'got';
import {
  type AdobeAnswer,
  AdobeAnswerLost,
  type AdobeCall,
  type AdobeError,
  type AdobeService,
  AdobeTimeout,
  AdobeUnavailable,
} from './errors.ts';
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
  /**
   * How much longer whoever calls can wait, in milliseconds; a function has a time limit. No try goes on for longer, and
   * none that creates something is begun unless its answer can be waited for. Default: for ever.
   */
  readonly remainingMilliseconds?: () => number;
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

export interface Exchange extends Omit<AdobeCall, 'service'> {
  readonly method: Method;
  readonly query?: Query;
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: string;
  /** Whether it may run twice without harm. */
  readonly isRepeatable: boolean;
}

/**
 * Three tries of 30 s and the waits of 1 s and 2 s between them are 93 s, which fits into the two minutes of a function.
 * Where it waits longer because Adobe asks for it, or makes more than one call, `remainingMilliseconds` ends it in time.
 * (Adobe's gateways would cut a request off after about a minute; docs: CJA API FAQ.)
 */
const TIMEOUTS: Timeouts = { connectMilliseconds: 5000, requestMilliseconds: 30_000 };

const RETRY: RetrySettings = {
  limit: 2,
  firstWaitMilliseconds: 1000,
  longestWaitMilliseconds: 20_000,
  wait: (milliseconds) => sleep(milliseconds),
  random: Math.random,
};

/** A try that reads is begun with as little as this left; Adobe mostly answers faster. */
const LEAST_MILLISECONDS = 2000;

/**
 * Sends requests to one of Adobe's services and repeats them a little where that is safe.
 * @returns a function that gives the answer whatever its status
 * @throws AdobeUnavailable where the connection fails, AdobeTimeout where no answer comes in time, AdobeAnswerLost where
 *   the request may have created something nevertheless
 */
export function createTransport(settings: TransportSettings): (exchange: Exchange) => Promise<ReceivedAnswer> {
  const { service, baseUrl, onAnswer, remainingMilliseconds = () => Infinity } = settings;
  const retry = { ...RETRY, ...settings.retry };
  const timeouts = { ...TIMEOUTS, ...settings.timeouts };
  const client = got.extend({
    throwHttpErrors: false,
    // A redirect would carry the access token to wherever it leads.
    followRedirect: false,
    retry: { limit: 0 },
  });

  const neededMilliseconds = ({ creates = false }: Exchange): number =>
    creates ? timeouts.requestMilliseconds : Math.min(LEAST_MILLISECONDS, timeouts.requestMilliseconds);

  const send = async ({ method, path, query, headers, body }: Exchange): Promise<ReceivedAnswer> => {
    const startedAt = performance.now();
    const request = Math.min(timeouts.requestMilliseconds, remainingMilliseconds());
    const answer = await client(urlOf(baseUrl, path, query), {
      method,
      headers,
      timeout: { connect: Math.min(timeouts.connectMilliseconds, request), request },
      ...(body === undefined ? {} : { body }),
    });
    const status = answer.statusCode;
    const requestId = requestIdOf(answer.headers);
    const milliseconds = Math.round(performance.now() - startedAt);
    onAnswer?.({ service, method, path, status, requestId, milliseconds });
    return { status, headers: answer.headers, body: answer.body, bytes: answer.rawBody, requestId };
  };

  return async (exchange) => {
    const { method, path, resource, creates = false } = exchange;
    const call: AdobeCall = { service, method, path, resource, creates };
    if (remainingMilliseconds() < neededMilliseconds(exchange)) {
      const what = 'it was not sent, because the time of the function is used up';
      throw new AdobeTimeout(call, { status: null, requestId: null, what });
    }
    for (let repeats = 0; ; repeats++) {
      const outcome = await send(exchange).catch((error: unknown) => toAdobeError(call, error));
      const isLost = outcome instanceof Error;
      const reached = isLost ? { status: null, headers: {} } : outcome;
      const delay = retryDelay(reached, repeats, exchange.isRepeatable, retry);
      if (delay !== null && delay + neededMilliseconds(exchange) <= remainingMilliseconds()) await retry.wait(delay);
      else if (isLost) throw outcome;
      else return outcome;
    }
  };
}

/** The request never reached Adobe, so that it did nothing there. */
const NEVER_SENT = ['ECONNREFUSED', 'ENOTFOUND', 'EAI_AGAIN', 'ENETUNREACH', 'EHOSTUNREACH'];
const BEFORE_SENDING = ['lookup', 'connect', 'secureConnect'];

/** got's errors hold the request with its headers, so that nothing but their code is taken over. */
function toAdobeError(call: AdobeCall, error: unknown): AdobeError {
  if (!(error instanceof RequestError)) throw error;
  const isTimeout = error instanceof TimeoutError;
  const what = isTimeout ? `no answer in time (${error.event})` : `the connection failed (${error.code})`;
  const failure = { status: null, requestId: null, what };
  const wasSent = isTimeout ? !BEFORE_SENDING.includes(error.event) : !NEVER_SENT.includes(error.code);
  if (wasSent && call.creates === true) return new AdobeAnswerLost(call, failure);
  return isTimeout ? new AdobeTimeout(call, failure) : new AdobeUnavailable(call, failure);
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
