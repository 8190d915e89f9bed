/** What a service answers, before it becomes bytes. */
export interface Answer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  /** Bytes as they are, or a value that becomes JSON; undefined: no body. */
  readonly body: unknown;
}

export const BINARY = 'application/octet-stream';

export function json(status: number, body: unknown, headers: Readonly<Record<string, string>> = {}): Answer {
  return { status, headers: { 'content-type': 'application/json', ...headers }, body };
}

/** A file, or a part of one. */
export function bytes(status: number, content: Uint8Array, headers: Readonly<Record<string, string>> = {}): Answer {
  return { status, headers: { 'content-type': BINARY, ...headers }, body: content };
}

export function empty(status: number, headers: Readonly<Record<string, string>> = {}): Answer {
  return { status, headers, body: undefined };
}

/** Thrown by a service that refuses a request: the answer says why, in the shape that Adobe's service uses. */
export class Refused extends Error {
  override readonly name = 'Refused';
  readonly answer: Answer;

  constructor(answer: Answer) {
    super(`answered ${answer.status}`);
    this.answer = answer;
  }
}
