import type * as z from 'zod';
import { zodLine } from '../../shared/errors/zod-line.ts';
import type { Refused } from './answer.ts';

/** A request as a service sees it. */
export interface ServiceRequest {
  /** What `x-request-id` of the answer will be. */
  readonly id: string;
  readonly method: string;
  /** As sent, with the emulator's base path and still percent-encoded. */
  readonly path: string;
  readonly query: URLSearchParams;
  /** Names in lower case. */
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Buffer;
  /** The path's variable parts, decoded. */
  readonly params: Readonly<Record<string, string>>;
}

type Refuse = (message: string) => Refused;

/**
 * The JSON body of a request.
 * @throws Refused where it is not JSON or not what the schema asks for
 */
export function readJson<Schema extends z.ZodType>(
  request: ServiceRequest,
  schema: Schema,
  refuse: Refuse,
): z.output<Schema> {
  if (!(request.headers['content-type'] ?? '').toLowerCase().startsWith('application/json')) {
    throw refuse('the Content-Type of the request must be application/json');
  }
  let value: unknown;
  try {
    value = JSON.parse(request.body.toString('utf8'));
  } catch {
    throw refuse('the body of the request is not JSON');
  }
  const parsed = schema.safeParse(value);
  if (!parsed.success) throw refuse(zodLine(parsed.error));
  return parsed.data;
}

/**
 * The query parameters that a schema names; others are left alone, as Adobe's services do.
 * @throws Refused where one of them has a value that it cannot have
 */
export function readQuery<Schema extends z.ZodObject>(
  request: ServiceRequest,
  schema: Schema,
  refuse: Refuse,
): z.output<Schema> {
  const parsed = schema.safeParse(Object.fromEntries(request.query));
  if (!parsed.success) throw refuse(zodLine(parsed.error));
  return parsed.data;
}

/** The part of a path that is variable; the router promises that it is there. */
export function param(request: ServiceRequest, name: string): string {
  const value = request.params[name];
  if (value === undefined) throw new Error(`no route of ${request.path} has a part named ${name}`);
  return value;
}
