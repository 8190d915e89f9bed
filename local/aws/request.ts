import type * as z from 'zod';
import { AwsError } from './aws-error.ts';

/**
 * Reads a request's body by its operation's schema; members that the schema does not know are ignored, as AWS does.
 * @throws AwsError `ValidationException` in AWS's words
 */
export function readRequest<Schema extends z.ZodType>(schema: Schema, body: unknown): z.output<Schema> {
  const parsed = schema.safeParse(body);
  if (parsed.success) return parsed.data;
  const problems = parsed.error.issues.map((issue) => problemOf(issue, body));
  const count = `${problems.length} validation error${problems.length > 1 ? 's' : ''} detected`;
  throw new AwsError('ValidationException', `${count}: ${problems.join('; ')}`);
}

function problemOf(issue: z.core.$ZodIssue, body: unknown): string {
  const member = issue.path.join('.');
  const value: unknown = typeof body === 'object' && body !== null ? Reflect.get(body, member) : undefined;
  const given =
    value === undefined || value === null ? 'null' : `'${typeof value === 'string' ? value : JSON.stringify(value)}'`;
  return `Value ${given} at '${member}' failed to satisfy constraint: ${constraint(issue, value)}`;
}

function constraint(issue: z.core.$ZodIssue, value: unknown): string {
  if (value === undefined || value === null) return 'Member must not be null';
  switch (issue.code) {
    case 'too_big':
      return `Member must have ${measure(issue.origin)} less than or equal to ${String(issue.maximum)}`;
    case 'too_small':
      return `Member must have ${measure(issue.origin)} greater than or equal to ${String(issue.minimum)}`;
    case 'invalid_value':
      return `Member must satisfy enum value set: [${issue.values.map(String).join(', ')}]`;
    default:
      return issue.message;
  }
}

const measure = (origin: string): string => (origin === 'string' ? 'length' : 'value');
