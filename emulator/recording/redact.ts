import { createHash } from 'node:crypto';
import { BINARY } from '../server/answer.ts';

/** What must not stand in a record: whoever reads it could act as the client. */
const SECRET_KEYS = new Set(['client_secret', 'access_token', 'token']);
const STRUCK_OUT = '***';
/** In JSON that ends too early, perhaps in the midst of it. */
const SECRET_MEMBER = /(?<name>"(?:client_secret|access_token|token)"\s*:\s*)"[^"]*"?/gi;

export function redactHeaders(headers: Readonly<Record<string, string>>): Record<string, string> {
  return Object.fromEntries(
    Object.entries(headers).map(([name, value]) => [name, name === 'authorization' ? STRUCK_OUT : value]),
  );
}

/** `client_secret=…` in a path's query. */
export function redactTarget(target: string): string {
  const [path = '', query] = target.split(/\?(.*)/s);
  return query === undefined ? path : `${path}?${redactForm(query)}`;
}

/**
 * A body as it is recorded: JSON as a value, of bytes how many and their digest, forms and anything else as text; null:
 * there was none.
 */
export function redactBody(body: Buffer, contentType: string): unknown {
  if (body.length === 0) return null;
  if (contentType.startsWith(BINARY)) {
    return { bytes: body.length, sha256: createHash('sha256').update(body).digest('hex') };
  }
  const text = body.toString('utf8');
  if (contentType.startsWith('application/x-www-form-urlencoded')) return redactForm(text);
  try {
    return JSON.parse(text, (key, value: unknown) => (isSecret(key) ? STRUCK_OUT : value));
  } catch {
    return text.replaceAll(SECRET_MEMBER, `$<name>"${STRUCK_OUT}"`);
  }
}

function redactForm(text: string): string {
  return text
    .split('&')
    .map((part) => (isSecret(part.split('=')[0] ?? '') ? `${part.split('=')[0] ?? ''}=${STRUCK_OUT}` : part))
    .join('&');
}

function isSecret(key: string): boolean {
  return SECRET_KEYS.has(key.toLowerCase());
}
