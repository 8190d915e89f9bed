import * as z from 'zod';
import { AwsError } from './aws-error.ts';

const Token = z.strictObject({ request: z.string(), position: z.int().min(0), issuedAt: z.number() });

/** Source: the paged operations of the Step Functions API reference, nextToken: a token expires after 24 hours. */
const VALID_MILLISECONDS = 24 * 60 * 60 * 1000;
const DEFAULT_RESULTS = 100;

interface PageRequest {
  readonly maxResults?: number | undefined;
  readonly nextToken?: string | undefined;
  /** What is listed; a token is only good for the request that it was issued for. */
  readonly request: string;
  /** New items come at the front: positions count from the end then, so that no page repeats or skips one. */
  readonly isNewestFirst: boolean;
  /** Epoch milliseconds. */
  readonly now: number;
}

export interface Page<Item> {
  readonly items: readonly Item[];
  readonly nextToken?: string;
}

/** @throws AwsError `InvalidToken` */
export function pageOf<Item>(all: readonly Item[], paging: PageRequest): Page<Item> {
  const { maxResults, nextToken, request, isNewestFirst, now } = paging;
  const position = nextToken === undefined ? undefined : readToken(nextToken, request, now);
  const first = position === undefined ? 0 : isNewestFirst ? Math.max(0, all.length - position) : position;
  const next = first + (maxResults === undefined || maxResults === 0 ? DEFAULT_RESULTS : maxResults);
  const items = all.slice(first, next);
  if (next >= all.length) return { items };
  const token: z.infer<typeof Token> = { request, position: isNewestFirst ? all.length - next : next, issuedAt: now };
  return { items, nextToken: Buffer.from(JSON.stringify(token)).toString('base64url') };
}

function readToken(text: string, request: string, now: number): number {
  const token = Token.safeParse(parsed(text));
  const isGood = token.success && token.data.request === request && now - token.data.issuedAt <= VALID_MILLISECONDS;
  if (!isGood) throw new AwsError('InvalidToken', "Invalid Token: 'Invalid token'");
  return token.data.position;
}

function parsed(text: string): unknown {
  try {
    const value: unknown = JSON.parse(Buffer.from(text, 'base64url').toString());
    return value;
  } catch {
    return undefined;
  }
}
