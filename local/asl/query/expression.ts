import jsonata from 'jsonata';

/** Steps of recursion, and milliseconds, that one expression may take; Step Functions has limits of its own, which are not published. */
const LIMITS = { stack: 1000, timeout: 5000 };

const compiled = new Map<string, jsonata.Expression>();

/**
 * The JSONata inside `{% … %}`; null where the text is plain text.
 * Source: docs "Transforming data with JSONata in Step Functions": no spaces before or behind the delimiters.
 */
export function expressionIn(text: string): string | null {
  return text.length >= 4 && text.startsWith('{%') && text.endsWith('%}') ? text.slice(2, -2).trim() : null;
}

/** @throws what jsonata throws for a syntax error */
export function compile(expression: string): jsonata.Expression {
  const known = compiled.get(expression);
  if (known !== undefined) return known;
  const fresh = jsonata(expression, LIMITS);
  compiled.set(expression, fresh);
  return fresh;
}

/** What jsonata throws: an object with a code and a message that is not always an Error. */
export function problemOf(thrown: unknown): string {
  if (typeof thrown !== 'object' || thrown === null) return String(thrown);
  const code = 'code' in thrown && typeof thrown.code === 'string' ? `${thrown.code}: ` : '';
  const message = 'message' in thrown && typeof thrown.message === 'string' ? thrown.message : JSON.stringify(thrown);
  return `${code}${message}`;
}
