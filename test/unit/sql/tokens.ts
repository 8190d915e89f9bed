/** A token of a statement; a literal's text is without its quotes, escapes as they stand. */
export interface Token {
  readonly kind: 'word' | 'literal' | 'number' | 'comment' | 'symbol';
  readonly text: string;
}

const TOKEN =
  /(?<comment>--[^\n]*)|'(?<literal>(?:[^'\\]|\\.)*)'|(?<word>[A-Za-z_][A-Za-z0-9_]*)|(?<number>\d+)|(?<symbol>\$\$|->|<=>|<>|<=|>=|[^\s\w'])/g;

/** Cuts a statement into tokens. @throws where something is left over, such as an open quote */
export function tokensOf(sql: string): Token[] {
  const tokens: Token[] = [];
  let end = 0;
  for (const match of sql.matchAll(TOKEN)) {
    if (sql.slice(end, match.index).trim() !== '') throw new Error(`not a token: ${sql.slice(end, match.index)}`);
    end = match.index + match[0].length;
    // Groups that did not match are undefined, which TypeScript's own types leave out.
    const groups = Object.entries(match.groups ?? {}) as [Token['kind'], string | undefined][];
    for (const [kind, text] of groups) if (text !== undefined) tokens.push({ kind, text });
  }
  if (sql.slice(end).trim() !== '') throw new Error(`not a token: ${sql.slice(end)}`);
  return tokens;
}

/** The statements of a block, without BEGIN, SET and END. */
export function statementsOf(block: string): string[] {
  const body = /^\$\$ BEGIN\nSET drop_system_columns=false;\n\n(.*);\n\nEND; \$\$;$/s.exec(block)?.[1];
  if (body === undefined) throw new Error('not a block');
  return body.split(';\n\n');
}
