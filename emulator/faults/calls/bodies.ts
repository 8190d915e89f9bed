import * as z from 'zod';
import type { WireAnswer } from '../../server/http-server.ts';
import { type CallEffect, changing } from './call-effect.ts';
import { CALLS } from './endpoint.ts';
import { changeAt, type Json, JSON_POINTER } from './json-pointer.ts';

/** What is wrong with an answer's body. The call takes place, and status and headers are Adobe's. */

const Pointer = z.string().regex(JSON_POINTER, 'a JSON pointer, such as /records/0/id');
const Pointers = z.array(Pointer).min(1);

const MalformedJson = z.strictObject({
  kind: z.literal('malformed-json'),
  ...CALLS,
  /** `truncated`: the first half of it, as if it were all. `html`: a page, as proxies send them. `empty`: no body at all. */
  how: z.enum(['truncated', 'html', 'empty']).default('truncated'),
});

const WrongTypes = z.strictObject({
  kind: z.literal('wrong-types'),
  ...CALLS,
  /** What is there becomes a value of another type: text an object, a number text, a list an object, an object a list. */
  fields: Pointers,
});

const MissingFields = z.strictObject({ kind: z.literal('missing-fields'), ...CALLS, fields: Pointers });

const ChangedFields = z.strictObject({
  kind: z.literal('changed-fields'),
  ...CALLS,
  /** Pointer → what stands there instead, such as a status that no contract knows. */
  fields: z.record(Pointer, z.json()),
});

export const BODY_FAULTS = [MalformedJson, WrongTypes, MissingFields, ChangedFields] as const;

const HTML = '<!DOCTYPE html>\n<html><body><h1>Service Unavailable</h1></body></html>\n';

export function malformedJson({ how }: z.output<typeof MalformedJson>): CallEffect {
  return changing((answer) => {
    switch (how) {
      case 'truncated':
        return { ...answer, body: answer.body.subarray(0, Math.floor(answer.body.length / 2)) };
      case 'html':
        return { ...answer, headers: { ...answer.headers, 'content-type': 'text/html' }, body: Buffer.from(HTML) };
      case 'empty':
        return { ...answer, body: Buffer.alloc(0) };
    }
  });
}

export function wrongTypes({ fields }: z.output<typeof WrongTypes>): CallEffect {
  return changing((answer) => withFields(answer, fields, ofAnotherType));
}

export function missingFields({ fields }: z.output<typeof MissingFields>): CallEffect {
  return changing((answer) => withFields(answer, fields, () => undefined));
}

export function changedFields({ fields }: z.output<typeof ChangedFields>): CallEffect {
  return changing((answer) =>
    Object.entries(fields).reduce((changed, [pointer, value]) => withFields(changed, [pointer], () => value), answer),
  );
}

/** An answer that is not JSON (a file, nothing) stays as it is. */
function withFields(
  answer: WireAnswer,
  pointers: readonly string[],
  change: (value: Json) => Json | undefined,
): WireAnswer {
  const body = JsonText.safeParse(answer.body.toString('utf8'));
  if (!body.success) return answer;
  const changed = pointers.reduce<Json | undefined>(
    (value, pointer) => (value === undefined ? undefined : changeAt(value, pointer, change)),
    body.data,
  );
  return { ...answer, body: Buffer.from(changed === undefined ? '' : JSON.stringify(changed)) };
}

const JsonText = z.string().transform((text, context) => {
  try {
    return z.json().parse(JSON.parse(text));
  } catch {
    context.addIssue('not JSON');
    return z.NEVER;
  }
});

function ofAnotherType(value: Json): Json {
  if (Array.isArray(value)) return { unexpected: 'object' };
  switch (typeof value) {
    case 'string':
      return { unexpected: 'object' };
    case 'object':
      return value === null ? { unexpected: 'object' } : ['unexpected', 'list'];
    default:
      return 'unexpected text';
  }
}
