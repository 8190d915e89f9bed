/**
 * Puts statements together so that both this code and what it produces can be read: the margin of the template is cut
 * off, a part of several lines keeps the indentation of the place where it stands, and an empty part leaves no line.
 * It only lays text out. Values enter through the functions of text.ts.
 */
export function sql(strings: TemplateStringsArray, ...parts: readonly string[]): string {
  const margin = marginOf(strings.join('x'));
  let result = '';
  for (const [index, string] of strings.entries()) {
    result += string.replaceAll(`\n${margin}`, '\n');
    const line = result.slice(result.lastIndexOf('\n') + 1);
    const indentation = line.slice(0, line.length - line.trimStart().length);
    result += (parts[index] ?? '').replaceAll('\n', `\n${indentation}`);
  }
  return result
    .split('\n')
    .filter((line) => line.trim() !== '')
    .join('\n');
}

function marginOf(template: string): string {
  const indentations = template
    .split('\n')
    .slice(1)
    .filter((line) => line.trim() !== '')
    .map((line) => line.length - line.trimStart().length);
  return ' '.repeat(indentations.length === 0 ? 0 : Math.min(...indentations));
}
