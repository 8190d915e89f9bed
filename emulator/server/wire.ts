import type { Answer } from './answer.ts';
import { WHOLE } from './delivery.ts';
import type { WireAnswer, WireRequest } from './http-server.ts';
import type { ServiceRequest } from './request.ts';

/** Between what goes over the wire and what a service sees. */

/** @param id what `x-request-id` of the answer will be */
export function toRequest({ method, target, headers, body }: WireRequest, id: string): ServiceRequest {
  const [path = '/', query = ''] = target.split(/\?(.*)/s);
  return { id, method, path, query: new URLSearchParams(query), headers, body, params: {} };
}

export function toWire({ status, headers, body }: Answer): WireAnswer {
  return { status, headers, body: bodyOf(body), delivery: WHOLE };
}

function bodyOf(body: unknown): Buffer {
  if (body instanceof Uint8Array) return Buffer.from(body);
  return Buffer.from(body === undefined ? '' : JSON.stringify(body));
}
