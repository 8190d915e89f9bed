import * as z from 'zod';
import { type Answer, json } from '../../server/answer.ts';
import { toWire } from '../../server/wire.ts';
import {
  cjaError,
  gatewayError,
  imsError,
  problem,
  profileError,
  queryError,
  registryError,
} from '../../services/errors.ts';
import { type Service, serviceAt } from '../../services/service-paths.ts';
import type { CallEffect, FaultedCall } from './call-effect.ts';
import { CALLS } from './endpoint.ts';

/** What is answered in Adobe's place: the call never takes place. */

const Status = z.int().min(200).max(599);
const HeaderName = z
  .string()
  .regex(/^[\w!#$%&'*+.^`|~-]+$/, 'the name of a header')
  .toLowerCase();
const HeaderValue = z.string().regex(/^[\t\x20-\x7e]*$/, 'the value of a header');

const AnyAnswer = z.strictObject({
  kind: z.literal('answer'),
  ...CALLS,
  status: Status,
  headers: z.record(HeaderName, HeaderValue).default({}),
  /** Text is sent as it is, anything else as JSON. */
  body: z.json().optional(),
});

const SHAPES = ['gateway', 'problem', 'profile', 'ims', 'query-service', 'schema-registry', 'cja'] as const;
type Shape = (typeof SHAPES)[number];

const AdobeError = z.strictObject({
  kind: z.literal('adobe-error'),
  ...CALLS,
  status: z.int().min(400).max(599),
  /** Unless given, the gateway's for 401, 403 and 429, else that of the service. */
  shape: z.enum(SHAPES).optional(),
  code: z.string().optional(),
  message: z.string().default('The emulator was told to fail here.'),
  retryAfterSeconds: z.int().min(0).optional(),
});
type AdobeError = z.output<typeof AdobeError>;

export const ANSWER_FAULTS = [AnyAnswer, AdobeError] as const;

export function anyAnswer({ status, headers, body }: z.output<typeof AnyAnswer>): CallEffect {
  const answer: Answer =
    typeof body === 'string' ? { status, headers, body: Buffer.from(body) } : json(status, body, headers);
  return () => Promise.resolve(toWire(answer));
}

export function adobeError(fault: AdobeError): CallEffect {
  const { retryAfterSeconds: seconds } = fault;
  const headers = seconds === undefined ? {} : { 'retry-after': String(seconds) };
  return (_, call) => {
    const answer = errorAnswer(fault, call);
    return Promise.resolve(toWire({ ...answer, headers: { ...answer.headers, ...headers } }));
  };
}

function errorAnswer({ status, code, message, shape }: AdobeError, { request, now }: FaultedCall): Answer {
  switch (shape ?? usualShape(status, serviceAt(request.path))) {
    case 'gateway':
      return gatewayError(status, code ?? GATEWAY_CODES[status] ?? String(status), message).answer;
    case 'problem':
      return problem(status, code ?? `EMULATOR-FAULT-${status}`, message).answer;
    case 'profile':
      return profileError(status, code ?? `UPAPI-100000-${status}`, message, request.id).answer;
    case 'ims':
      return imsError(code ?? (status < 500 ? 'invalid_client' : 'server_error'), message, status).answer;
    case 'query-service':
      return queryError(status, message).answer;
    case 'schema-registry':
      return registryError(status, code ?? `XDM-1000-${status}`, message, request.id, now()).answer;
    case 'cja':
      return cjaError(status, code ?? (status < 500 ? 'invalid_request' : 'unexpected_error'), message, request.id)
        .answer;
  }
}

/** docs: Platform API troubleshooting. */
const GATEWAY_CODES: Readonly<Record<number, string>> = { 401: '401013', 403: '403025', 429: '429050' };

function usualShape(status: number, service: Service | null): Shape {
  if (service === 'ims') return 'ims';
  if (status in GATEWAY_CODES) return 'gateway';
  switch (service) {
    case 'segmentation':
      return 'profile';
    case 'query-service':
    case 'schema-registry':
    case 'cja':
      return service;
    default:
      return 'problem';
  }
}
