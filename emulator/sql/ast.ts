import { init, parse } from '@guanmingchiu/sqlparser-ts';
import * as z from 'zod';
import { messageOf, SqlError, SqlNotSupported } from './sql-error.ts';

/**
 * The syntax tree of sqlparser-rs, as JSON: `{"Kind": {…}}` or `"Kind"`. It accepts the SQL of many products, so that
 * a tree is only read through what stands here: a kind or a key that nobody asked for is refused, never overlooked.
 */
await init();

/**
 * Parses one statement whose literals are placeholders.
 * @throws SqlError 42601 with the parser's message
 */
export function parseStatement(sql: string): unknown {
  try {
    const statements = parse(withoutExistsAmbiguity(sql), 'spark');
    if (statements.length === 1) return statements[0];
  } catch (error) {
    throw new SqlError('42601', `Syntax error: ${withoutPositions(messageOf(error))}`);
  }
  throw new SqlError('42601', 'One statement is expected.');
}

/** `exists(array, x -> …)` under a name of its own: the parser takes every EXISTS for a subquery's. */
export const EXISTS_FUNCTION = 'exists__';

function withoutExistsAmbiguity(sql: string): string {
  return sql.replace(/\bexists\s*\((?!\s*(select|with)\b)/gi, `${EXISTS_FUNCTION}(`);
}

/** The parser's message without positions, which are those of a text without comments and literals. */
function withoutPositions(message: string): string {
  return message
    .replace(/^sql parser error: /, '')
    .replace(/ at Line: \d+, Column: \d+/, '')
    .replace(/'s\d+'/g, 'a text literal');
}

/** One node, as its kind and what stands in it. */
export function kindOf(node: unknown): [kind: string, body: unknown] {
  if (typeof node === 'string') return [node, undefined];
  const entries = entriesOf(node).filter(([key]) => !isPosition(key));
  const [entry] = entries;
  if (entry === undefined || entries.length > 1) throw new SqlNotSupported('This form of SQL is not supported.');
  return entry;
}

/**
 * A reader for nodes of one kind, by the keys that are supported: every other key must be empty.
 * @param what names the node in messages
 */
export function nodeReader<Shape extends z.ZodRawShape>(
  what: string,
  shape: Shape,
): (node: unknown) => z.output<z.ZodObject<Shape>> {
  const schema = z.object(shape);
  return (node) => {
    for (const [key, value] of entriesOf(node)) {
      if (!(key in shape) && !isPosition(key) && !isEmpty(value)) throw refuseKey(what, key);
    }
    const read = schema.safeParse(node);
    if (read.success) return read.data;
    throw refuseKey(what, String(read.error.issues[0]?.path[0] ?? 'form'));
  };
}

/** A part that is read later, by its kind. */
export const Part = z.unknown();
export const Parts = z.array(z.unknown());
export const Flag = z.boolean().default(false);

/** Whether an optional part is there. */
export function isGiven(part: unknown): boolean {
  return part !== undefined && part !== null;
}

function refuseKey(what: string, key: string): SqlNotSupported {
  return new SqlNotSupported(`${what}: ${key.replaceAll('_', ' ')} is not supported in this form.`);
}

function entriesOf(node: unknown): [string, unknown][] {
  const read = z.record(z.string(), z.unknown()).safeParse(node);
  if (!read.success) throw new SqlNotSupported('This form of SQL is not supported.');
  return Object.entries(read.data);
}

function isPosition(key: string): boolean {
  return key === 'span' || key.endsWith('_token');
}

function isEmpty(value: unknown): boolean {
  return !isGiven(value) || value === false || (Array.isArray(value) && value.length === 0);
}
