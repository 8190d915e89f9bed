/** A value that must not become part of a statement. The message names the value's kind, and never holds user text. */
export class SqlTextError extends Error {
  override readonly name = 'SqlTextError';
}

/**
 * Any well-formed Unicode text as a Spark string literal: the only way for text that people wrote to enter a statement.
 *
 * Letters, digits, space, `_`, `.` and a single `-` stay; every other UTF-16 unit becomes `\uXXXX`, and a hyphen that
 * follows a hyphen too. The literal is plain ASCII without any quote, backtick, `$`, `@`, `;`, comma, `--`, `/*` or line
 * break, so no layer that scans text (parameter and variable replacement, block delimiters, comment stripping, statement
 * splitting) can be misled. Doubling the quote would not do: Spark 3 reads `'it''s'` as two literals, `its`.
 * @throws SqlTextError on half of a surrogate pair, which no encoding can carry
 */
export function text(value: string): string {
  if (!value.isWellFormed()) throw new SqlTextError('a text holds half of a surrogate pair');
  return `'${value.replace(/[^A-Za-z0-9 _.-]|(?<=-)-/g, escapeUnits)}'`;
}

function escapeUnits(match: string): string {
  const units = Array.from({ length: match.length }, (_, index) => match.charCodeAt(index));
  return units.map((unit) => `\\u${unit.toString(16).padStart(4, '0')}`).join('');
}

const ID = /^(?!.*--)[A-Za-z0-9][A-Za-z0-9_.:-]*$/;
const IDENTIFIER = /^[A-Za-z_][A-Za-z0-9_]*$/;
const PATH = /^[A-Za-z_][A-Za-z0-9_]*(\.[A-Za-z_][A-Za-z0-9_]*)*$/;
const TYPE = /^[A-Za-z][A-Za-z0-9_]*([<>:, ]+[A-Za-z0-9_]+)*>*$/;

/**
 * An id as it stands: of an audience, a batch, a namespace or a run. No `@`, because Query Service replaces `@variables`
 * even inside quotes (docs: "SQL syntax in Query Service", anonymous block), and no `--`, which opens a comment.
 */
export function plainId(value: string): string {
  return matching(value, ID, 'an id (letters, digits and "_.:-", without "--" or "@")');
}

/** An id as a string literal. */
export function id(value: string): string {
  return `'${plainId(value)}'`;
}

/** The name of a table or of one field. */
export function identifier(value: string): string {
  return matching(value, IDENTIFIER, 'a name of a table or field (letters, digits and "_")');
}

/** A field in dot notation, such as `_acme.crmId`. */
export function path(value: string): string {
  return matching(value, PATH, 'a field path (names joined by ".")');
}

/** A Spark type, such as `array<struct<id:string>>`. */
export function sparkType(value: string): string {
  return matching(value, TYPE, 'a Spark type');
}

/** A moment, ISO 8601 in UTC, as a timestamp. The `Z` in the literal keeps the session's time zone out of it. */
export function time(value: string): string {
  return `CAST('${isoTime(value)}' AS TIMESTAMP)`;
}

/** The same moment in one spelling: `2026-11-24T06:00:05.000Z`. */
export function isoTime(value: string): string {
  matching(value, /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d{1,3})?Z$/, 'a moment (ISO 8601, in UTC, to the millisecond)');
  const moment = new Date(value);
  const exists = !Number.isNaN(moment.getTime()) && moment.toISOString().startsWith(value.slice(0, 19));
  if (!exists) throw new SqlTextError(`no such moment: ${value}`);
  return moment.toISOString();
}

/** A whole number, zero or more. */
export function count(value: number): string {
  if (!Number.isSafeInteger(value) || value < 0) throw new SqlTextError(`not a count: ${value}`);
  return String(value);
}

function matching(value: string, pattern: RegExp, kind: string): string {
  if (!pattern.test(value)) throw new SqlTextError(`not ${kind}: ${text(value.toWellFormed().slice(0, 100))}`);
  return value;
}
