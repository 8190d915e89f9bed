/** Names and text as DuckDB reads them, whatever stands in them. */

/** `"name"` */
export function identifier(name: string): string {
  return `"${name.replaceAll('"', '""')}"`;
}

/** `'text'`. A backslash is a plain character for DuckDB; its parser stops at U+0000, so that one is put in by a function. */
export function textLiteral(text: string): string {
  const parts = text.split('\0').map((part) => `'${part.replaceAll("'", "''")}'`);
  return parts.length === 1 ? parts.join('') : `(${parts.join(' || chr(0) || ')})`;
}
