import * as z from 'zod';
import { kindOf, nodeReader } from './ast.ts';
import { SqlError, SqlNotSupported } from './sql-error.ts';

const readIdent = nodeReader('A name', { value: z.string(), quote_style: z.string().nullish() });

/** The name that an identifier node says. */
export function nameOf(node: unknown): string {
  const { value, quote_style: quote } = readIdent(node);
  if (quote === "'") throw new SqlError('42601', 'A text literal cannot be a name.');
  return value;
}

/** The one word of a table's or function's name. */
export function singleName(parts: readonly unknown[], what: string): string {
  const [part, ...more] = parts;
  if (part === undefined || more.length > 0) {
    throw new SqlNotSupported(`${what} is named by one word here, without a database before it.`);
  }
  const [kind, ident] = kindOf(part);
  if (kind !== 'Identifier') throw new SqlNotSupported(`${what} cannot be named by ${kind}.`);
  return nameOf(ident);
}
