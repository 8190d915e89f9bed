import { particularAdvice } from './error-advice.ts';
import { readErrorBody } from './error-body.ts';
import type { AdobeErrorName } from './error-names.ts';
import { redact } from './redact.ts';
import { type AnswerHeaders, isAmbiguousStatus, retryAfterSeconds } from './retry.ts';

export type AdobeService = 'ims' | 'platform' | 'cja';

/** What was asked of Adobe, as far as an error may tell: ids, but no query, no body, no headers. */
export interface AdobeCall {
  readonly service: AdobeService;
  readonly method: string;
  /** Path of the URL without its query: `/data/core/ups/export/jobs/24115`. */
  readonly path: string;
  /** What the call is about, with its id: `export job 24115`. */
  readonly resource: string;
  /** Whether it creates something, so that without an answer nobody knows what exists now. */
  readonly creates?: boolean;
}

/** An answer as it came. */
export interface AdobeAnswer {
  readonly status: number;
  readonly headers: AnswerHeaders;
  readonly body: string;
  /** Of the headers; null where they carry none. */
  readonly requestId: string | null;
}

interface Failure {
  /** What happened, continuing "export job 24115: …". */
  readonly what: string;
  /** null: there was no answer. */
  readonly status: number | null;
  readonly requestId: string | null;
  readonly code?: string | null;
  readonly message?: string | null;
}

/**
 * A call to Adobe that failed. Route on `name`: it is a literal that survives minifying.
 * Nothing in it is secret: no token, no query, no header, and of the body only Adobe's code and message.
 */
export abstract class AdobeError extends Error {
  /** What a person does about this kind of error, as an instruction. */
  static readonly advice: string = '';

  abstract override readonly name: AdobeErrorName;
  readonly service: AdobeService;
  readonly method: string;
  readonly path: string;
  readonly resource: string;
  /** null: there was no answer. */
  readonly status: number | null;
  /** Adobe's id of the request, which its support asks for. */
  readonly requestId: string | null;
  readonly adobeCode: string | null;
  readonly adobeMessage: string | null;
  /** What a person does about it, as an instruction. */
  readonly hint: string;

  constructor(call: AdobeCall, { what, status, requestId, code = null, message = null }: Failure) {
    const hint = particularAdvice(status, code, call.path) ?? new.target.advice;
    const said = [code, message?.replace(/\.+$/, '')].filter(Boolean).join(': ');
    const answered = status === null ? 'had no answer' : `answered ${status}`;
    const request = requestId === null ? '' : `, request id ${requestId}`;
    super(
      `${call.resource}: ${what}${said === '' ? '' : ` (${said})`}. ${hint}. ` +
        `${call.method} ${call.path} ${answered}${request}.`,
    );
    this.service = call.service;
    this.method = call.method;
    this.path = call.path;
    this.resource = call.resource;
    this.status = status;
    this.requestId = requestId;
    this.adobeCode = code;
    this.adobeMessage = message;
    this.hint = hint;
  }

  /**
   * The error that an answer without success stands for.
   * @param secrets what the request carried and must not come back in a message
   */
  static from(call: AdobeCall, answer: AdobeAnswer, secrets: readonly string[] = []): AdobeError {
    const { status } = answer;
    const body = readErrorBody(answer.body);
    const failure = {
      status,
      requestId: answer.requestId ?? body.requestId,
      code: body.code === null ? null : redact(body.code, secrets),
      message: body.message === null ? null : redact(body.message, secrets),
    };
    const isImsRefusal = call.service === 'ims' && (status === 400 || status === 403);
    if (status === 401 || isImsRefusal) {
      return new AdobeCredentialsRejected(call, { ...failure, what: 'Adobe does not accept the credentials' });
    }
    if (status === 403) return new AdobeForbidden(call, { ...failure, what: 'the credential may not do this' });
    if (status === 404) return new AdobeNotFound(call, { ...failure, what: 'Adobe does not know it' });
    if (isAmbiguousStatus(status) && call.creates === true) {
      return new AdobeAnswerLost(call, { ...failure, what: 'the service failed, perhaps after it had created it' });
    }
    if (status === 408) return new AdobeTimeout(call, { ...failure, what: 'Adobe took too long' });
    if (status === 429) {
      const seconds = retryAfterSeconds(answer.headers);
      const wish = seconds === null ? '' : ` and asks to wait ${seconds} s`;
      return new AdobeThrottled(call, { ...failure, what: `Adobe had too many requests${wish}` }, seconds);
    }
    if (isAmbiguousStatus(status)) return new AdobeUnavailable(call, { ...failure, what: 'the service failed' });
    return new AdobeRequestRejected(call, { ...failure, what: 'Adobe refuses the request' });
  }
}

/** 429: worth another try, after `retryAfterSeconds` where Adobe says how long. */
export class AdobeThrottled extends AdobeError {
  static override readonly advice = 'Try again later, with fewer calls at a time';
  override readonly name = 'AdobeThrottled';
  readonly retryAfterSeconds: number | null;

  constructor(call: AdobeCall, failure: Failure, seconds: number | null) {
    super(call, failure);
    this.retryAfterSeconds = seconds;
  }
}

/** 5xx, or the connection failed: worth another try. Nothing was created by it. */
export class AdobeUnavailable extends AdobeError {
  static override readonly advice = 'Try again later';
  override readonly name = 'AdobeUnavailable';
}

/** No answer in time: worth another try. Nothing was created by it. */
export class AdobeTimeout extends AdobeError {
  static override readonly advice = 'Try again later';
  override readonly name = 'AdobeTimeout';
}

/**
 * A request that creates something was sent, and no answer came that could be read: timeout, broken connection, 5xx, or a
 * success that is not understood. Before another try, look for what it may have created.
 */
export class AdobeAnswerLost extends AdobeError {
  static override readonly advice = 'It may exist all the same: look for it a little later, before you create another';
  override readonly name = 'AdobeAnswerLost';
}

/** IMS refuses the credential, or a service refuses even a fresh access token. */
export class AdobeCredentialsRejected extends AdobeError {
  static override readonly advice = 'Check the OAuth Server-to-Server credential in the Developer Console';
  override readonly name = 'AdobeCredentialsRejected';
}

/** 403: licence, product profile, role or sandbox. */
export class AdobeForbidden extends AdobeError {
  static override readonly advice = 'Give the credential a product profile and a role that allow this in the sandbox';
  override readonly name = 'AdobeForbidden';
}

/** 404. */
export class AdobeNotFound extends AdobeError {
  static override readonly advice = 'Check the id, and that it belongs to this organization and sandbox';
  override readonly name = 'AdobeNotFound';
}

/** Any other 4xx, or an answer that reports a failure in its body: the request is wrong, or comes at a wrong time. */
export class AdobeRequestRejected extends AdobeError {
  static override readonly advice = 'Correct the request as Adobe says';
  override readonly name = 'AdobeRequestRejected';
}

/** A success that is not JSON, or not what the API's contract says. */
export class AdobeAnswerNotUnderstood extends AdobeError {
  static override readonly advice = 'Compare the answer with the contract of the API: Adobe may have changed it';
  override readonly name = 'AdobeAnswerNotUnderstood';
}
