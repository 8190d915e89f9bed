import { SqlError, SqlNotSupported } from './sql-error.ts';

/** One statement without its comments and with a placeholder `'s<n>'` for every text literal. */
export interface Lexed {
  readonly statements: readonly string[];
  /** What the literals say, by number. */
  readonly texts: readonly string[];
}

const RAW_PREFIX = /^[rR]['"]/;
const NAME_CHARACTER = /[A-Za-z0-9_]/;
/** `1.5D`, which the parser does not know: the same as `1.5e0`. */
const DOUBLE_LITERAL = /(?<![A-Za-z0-9_.])(\d+\.?\d*|\.\d+)([eE][+-]?\d+)?[dD](?![A-Za-z0-9_])/y;
const ESCAPED: Readonly<Record<string, string>> = {
  '0': '\0',
  b: '\b',
  n: '\n',
  r: '\r',
  t: '\t',
  Z: '\x1a',
  // Spark leaves these two to LIKE.
  '%': '\\%',
  _: '\\_',
};

/**
 * Spark's lexical layer: cuts a text at `;`, drops comments, and takes the text literals out, since the parser knows
 * neither backslash escapes nor raw literals. Adjacent literals are one, as in Spark.
 * @throws SqlError 42601 for a literal, name or comment without an end, or a wrong escape
 */
export function lex(sql: string): Lexed {
  const statements: string[] = [];
  const texts: string[] = [];
  let statement = '';
  let position = 0;
  /** Whether nothing but blanks stands between the last literal and here. */
  let followsLiteral = false;

  const at = (text: string): boolean => sql.startsWith(text, position);

  function endOfComment(): number {
    if (at('--')) {
      const end = sql.indexOf('\n', position);
      return end === -1 ? sql.length : end;
    }
    let depth = 0;
    for (let index = position; index < sql.length; index++) {
      if (sql.startsWith('/*', index)) {
        depth++;
        index++;
      } else if (sql.startsWith('*/', index)) {
        depth--;
        index++;
        if (depth === 0) return index + 1;
      }
    }
    throw new SqlError('42601', 'A comment has no end.');
  }

  while (position < sql.length) {
    const character = sql.charAt(position);
    if (at('--') || at('/*')) {
      position = endOfComment();
      statement += ' ';
    } else if (character === ';') {
      statements.push(statement);
      statement = '';
      followsLiteral = false;
      position++;
    } else if (character === '`') {
      const end = sql.indexOf('`', position + 1);
      if (end === -1) throw new SqlError('42601', 'A name in backticks has no end.');
      statement += sql.slice(position, end + 1);
      followsLiteral = false;
      position = end + 1;
    } else if (character === "'" || character === '"' || startsRawLiteral(sql, position)) {
      const literal = readLiteral(sql, position);
      if (followsLiteral) texts.push(`${texts.pop() ?? ''}${literal.text}`);
      else statement += `'s${texts.push(literal.text) - 1}'`;
      followsLiteral = true;
      position = literal.end;
    } else {
      if (character.trim() !== '') followsLiteral = false;
      DOUBLE_LITERAL.lastIndex = position;
      const [double, mantissa = '', exponent = 'e0'] = DOUBLE_LITERAL.exec(sql) ?? [character];
      statement += double.length > 1 ? `${mantissa}${exponent}` : character;
      position += double.length;
    }
  }
  statements.push(statement);
  return { statements: statements.map((text) => text.trim()).filter((text) => text !== ''), texts };
}

function startsRawLiteral(sql: string, position: number): boolean {
  return RAW_PREFIX.test(sql.slice(position, position + 2)) && !NAME_CHARACTER.test(sql.charAt(position - 1));
}

function readLiteral(sql: string, start: number): { text: string; end: number } {
  const isRaw = /[rR]/.test(sql.charAt(start));
  let position = isRaw ? start + 1 : start;
  const quote = sql.charAt(position);
  position++;
  let text = '';
  while (position < sql.length) {
    const character = sql.charAt(position);
    if (character === quote) {
      // A lone half of a surrogate pair has no UTF-8 form: Spark reads `?`.
      if (!text.isWellFormed()) throw new SqlNotSupported('Half a surrogate pair in a literal is not supported.');
      return { text, end: position + 1 };
    }
    if (character === '\\' && !isRaw) {
      const escape = readEscape(sql, position);
      text += escape.text;
      position = escape.end;
    } else {
      text += character;
      position++;
    }
  }
  throw new SqlError('42601', 'A text literal has no end.');
}

/** @param start where the backslash is */
function readEscape(sql: string, start: number): { text: string; end: number } {
  const kind = sql.charAt(start + 1);
  if (kind === 'u' || kind === 'U') {
    const length = kind === 'u' ? 4 : 8;
    const digits = sql.slice(start + 2, start + 2 + length);
    const code = /^[0-9A-Fa-f]+$/.test(digits) && digits.length === length ? parseInt(digits, 16) : Infinity;
    if (code > 0x10ffff) throw new SqlError('42601', `"\\${kind}${digits}" in a literal is no character.`);
    const text = kind === 'u' ? String.fromCharCode(code) : String.fromCodePoint(code);
    return { text, end: start + 2 + length };
  }
  const octal = /^[0-3][0-7]{2}/.exec(sql.slice(start + 1, start + 4));
  if (octal !== null) return { text: String.fromCharCode(parseInt(octal[0], 8)), end: start + 4 };
  return { text: ESCAPED[kind] ?? kind, end: start + 2 };
}
