/** A value that is not there. */
export const MISSING = Symbol('missing');

/** By the path of a field, as `audiences.0.id`: each value that must be refused there. */
export type BadValues = Readonly<Record<string, readonly unknown[]>>;

type Row = readonly [what: string, path: string, bad: unknown];

/** One row for each bad value: what it is called, and what to put where. */
export function rowsOf(table: BadValues): Row[] {
  return Object.entries(table).flatMap(([path, values]) =>
    values.map((bad): Row => [`${path === '' ? 'the whole' : path} = ${shown(bad)}`, path, bad]),
  );
}

/** A copy of something good with one thing changed. */
export function withBad(good: unknown, path: string, bad: unknown): unknown {
  if (path === '') return bad;
  const copy: any = structuredClone(good);
  const keys = path.split('.');
  const last = keys.pop()!;
  const parent = keys.reduce((value, key) => (value[key] ??= {}), copy);
  if (bad === MISSING && Array.isArray(parent)) parent.splice(Number(last), 1);
  else if (bad === MISSING) Reflect.deleteProperty(parent, last);
  else parent[last] = bad;
  return copy;
}

function shown(bad: unknown): string {
  if (bad === MISSING) return 'missing';
  const text = JSON.stringify(bad);
  return text.length <= 40 ? text : `${text.slice(0, 30)}… (${text.length} characters)`;
}
