import type * as z from 'zod';

/**
 * The problems of a failed parse as one line: `audiences[0].id: Invalid input`. Values are left out on purpose:
 * the same line is used for secrets and for what Adobe answered.
 */
export function zodLine(error: z.ZodError, most = 5): string {
  const lines = error.issues.map((issue) => {
    const path = issue.path
      .map((part) => (typeof part === 'number' ? `[${part}]` : `.${String(part)}`))
      .join('')
      .replace(/^\./, '');
    return path === '' ? issue.message : `${path}: ${issue.message}`;
  });
  const more = lines.length - most;
  return more > 0 ? `${lines.slice(0, most).join('; ')}; and ${more} more` : lines.join('; ');
}
