/**
 * What the fields of a sandbox's records are, learnt from the records themselves: records come without a schema,
 * but DuckDB, Query Service and the schema registry need one.
 */
export type FieldType =
  /** Only seen as null (or as an empty list's items). */
  | { readonly kind: 'unknown' }
  | { readonly kind: 'scalar'; readonly type: ScalarType }
  | { readonly kind: 'list'; readonly items: FieldType }
  | { readonly kind: 'struct'; readonly fields: Fields };

export type ScalarType = 'boolean' | 'bigint' | 'double' | 'string' | 'timestamp';

/** Field name -> type, in the order of first appearance. */
export type Fields = Map<string, FieldType>;

/** A value that fits no schema, at a dotted path within its record. */
export class FieldTypeError extends Error {
  override readonly name = 'FieldTypeError';
}

const FIELD_NAME = /^[A-Za-z_][A-Za-z0-9_]*$/;
const UNKNOWN: FieldType = { kind: 'unknown' };
/** What fits into a Spark `bigint`; a longer number would lose digits on its way. */
const LARGEST_INTEGER = 2 ** 63;

/**
 * The type of a value read from JSON.
 * @throws FieldTypeError for a field name that no XDM schema could have, or a number that does not fit into 64 bits
 */
export function typeOf(value: unknown, path: string): FieldType {
  if (value === null || value === undefined) return UNKNOWN;
  if (Array.isArray(value)) {
    return {
      kind: 'list',
      items: value.map((item) => typeOf(item, path)).reduce((a, b) => widen(a, b, path), UNKNOWN),
    };
  }
  switch (typeof value) {
    case 'string':
      return { kind: 'scalar', type: 'string' };
    case 'boolean':
      return { kind: 'scalar', type: 'boolean' };
    case 'number':
      return { kind: 'scalar', type: numberType(value, path) };
    default:
      return { kind: 'struct', fields: fieldsOf(Object.entries(value), path) };
  }
}

function numberType(value: number, path: string): ScalarType {
  if (!Number.isInteger(value)) return 'double';
  if (Math.abs(value) < LARGEST_INTEGER) return 'bigint';
  throw new FieldTypeError(`${path}: a number of more than 64 bits; write it as text`);
}

export function fieldsOf(entries: readonly (readonly [string, unknown])[], path = ''): Fields {
  const fields: Fields = new Map();
  for (const [name, value] of entries) {
    const place = join(path, name);
    if (!FIELD_NAME.test(name)) throw new FieldTypeError(`${place}: a field name has letters, digits and "_" only`);
    fields.set(name, typeOf(value, place));
  }
  return fields;
}

/**
 * Adds what `more` knows to `known`, and gives `known` back.
 * @throws FieldTypeError where one says object or list and the other does not
 */
export function mergeFields(known: Fields, more: Fields, path = ''): Fields {
  for (const [name, type] of more) {
    const before = known.get(name);
    known.set(name, before === undefined ? type : widen(before, type, join(path, name)));
  }
  return known;
}

/**
 * SQL does not tell field names apart by case, so no two may differ by nothing else.
 * @throws FieldTypeError naming the first such pair
 */
export function refuseOtherSpellings(type: FieldType, path = ''): void {
  if (type.kind === 'list') refuseOtherSpellings(type.items, path);
  if (type.kind !== 'struct') return;
  const spellings = new Map<string, string>();
  for (const [name, field] of type.fields) {
    const other = spellings.get(name.toLowerCase());
    if (other !== undefined) throw new FieldTypeError(`${join(path, name)}: the same field is also spelled ${other}`);
    spellings.set(name.toLowerCase(), name);
    refuseOtherSpellings(field, join(path, name));
  }
}

function widen(a: FieldType, b: FieldType, path: string): FieldType {
  if (a.kind === 'unknown') return b;
  if (b.kind === 'unknown') return a;
  if (a.kind === 'scalar' && b.kind === 'scalar') return { kind: 'scalar', type: widenScalar(a.type, b.type) };
  if (a.kind === 'list' && b.kind === 'list') return { kind: 'list', items: widen(a.items, b.items, path) };
  if (a.kind === 'struct' && b.kind === 'struct') {
    return { kind: 'struct', fields: mergeFields(new Map(a.fields), b.fields, path) };
  }
  throw new FieldTypeError(`${path}: ${WORDS[b.kind]} here and ${WORDS[a.kind]} in another record`);
}

const WORDS = { scalar: 'a plain value', list: 'a list', struct: 'an object' } as const;

/** Whatever is not of one type everywhere is text: an id may be a number in one dataset and a string in another. */
function widenScalar(a: ScalarType, b: ScalarType): ScalarType {
  if (a === b) return a;
  const areNumbers = [a, b].every((type) => type === 'bigint' || type === 'double');
  return areNumbers ? 'double' : 'string';
}

function join(path: string, name: string): string {
  return path === '' ? name : `${path}.${name}`;
}
