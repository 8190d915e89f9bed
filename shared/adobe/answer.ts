import type * as z from 'zod';
import { type AdobeAnswer, AdobeAnswerLost, AdobeAnswerNotUnderstood, type AdobeCall } from './errors.ts';

/**
 * Reads the body of a successful answer; one without a body is `undefined` to the schema.
 * @throws AdobeAnswerNotUnderstood, naming the fields that are not as they should be, never their values; of a call that
 *   creates something AdobeAnswerLost, for it was created all the same
 */
export function parseAnswer<Body>(
  call: AdobeCall,
  { body, status, requestId }: AdobeAnswer,
  schema: z.ZodType<Body>,
): Body {
  const NotUnderstood = call.creates === true ? AdobeAnswerLost : AdobeAnswerNotUnderstood;
  const json = parseJson(body);
  if (json === null) throw new NotUnderstood(call, { status, requestId, what: 'the answer is not JSON' });
  const parsed = schema.safeParse(json.value);
  if (parsed.success) return parsed.data;
  const what = `the answer is not as expected: ${listIssues(parsed.error)}`;
  throw new NotUnderstood(call, { status, requestId, what });
}

function parseJson(text: string): { readonly value: unknown } | null {
  if (text.trim() === '') return { value: undefined };
  try {
    return { value: JSON.parse(text) };
  } catch {
    return null;
  }
}

const MOST_ISSUES = 5;

/** `records[0].id (invalid_type), status (invalid_type)`: zod's messages are left out, for they may quote values. */
function listIssues({ issues }: z.ZodError): string {
  const listed = issues.slice(0, MOST_ISSUES).map(({ path, code }) => `${pathText(path)} (${code})`);
  const more = issues.length - listed.length;
  return listed.join(', ') + (more > 0 ? ` and ${more} more` : '');
}

function pathText(path: readonly PropertyKey[]): string {
  if (path.length === 0) return 'its root';
  return path
    .map((part, index) => (typeof part === 'number' ? `[${part}]` : `${index === 0 ? '' : '.'}${String(part)}`))
    .join('');
}
