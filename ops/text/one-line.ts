/** Names come from people: on one line, without what a terminal would take for a command, and at a bearable length. */
export function oneLine(text: string, longest = 60): string {
  const line = JSON.stringify(text).slice(1, -1).replaceAll('\\"', '"').replaceAll('\\\\', '\\');
  const characters = Array.from(line.replaceAll(/\p{Cc}|\p{Cf}|[\u2028\u2029]/gu, ''));
  return characters.length > longest ? `${characters.slice(0, longest - 1).join('')}…` : characters.join('');
}
