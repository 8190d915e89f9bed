import type { TransformAudience, TransformSpec } from './spec.ts';
import { count, id, text } from './text.ts';

/** One row per audience: its place in the definition, and the batches of its own merge policy. */
export function audiencesSql({ audiences, shape }: TransformSpec): string {
  return audiences.map((audience, index) => row(audience, index + 1, shape)).join('\n');
}

function row(
  { id: audienceId, membershipNamespace, name, origin, batchIds }: TransformAudience,
  place: number,
  shape: TransformSpec['shape'],
): string {
  const values = {
    ord: count(place),
    namespace: id(membershipNamespace),
    audienceId: id(audienceId),
    name: text(shape === 'objects' ? name : withoutDelimiter(name)),
    origin: text(origin),
    // An audience that was exported nowhere is empty: no batch id is ''.
    batchIds: `array(${batchIds.length === 0 ? "''" : batchIds.map(id).join(', ')})`,
  };
  if (place > 1) return `UNION ALL SELECT ${Object.values(values).join(', ')}`;
  const named = Object.entries(values).map(([alias, value]) => `${value} AS ${alias}`);
  return `SELECT ${named.join(', ')}`;
}

/** CJA would take a comma in a name for the end of a value. */
function withoutDelimiter(name: string): string {
  return name.replace(/\s*,\s*/g, ' ');
}
