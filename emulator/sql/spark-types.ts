/** The types of Spark SQL that Query Service's tables can have, and the text form that `DESCRIBE` shows: `map<string,array<int>>`. */
export type SparkType =
  | { readonly kind: 'scalar'; readonly name: ScalarName }
  | { readonly kind: 'decimal'; readonly precision: number; readonly scale: number }
  | { readonly kind: 'array'; readonly items: SparkType }
  | { readonly kind: 'map'; readonly key: SparkType; readonly value: SparkType }
  | { readonly kind: 'struct'; readonly fields: readonly StructField[] }
  /** An expression whose type the translator does not follow (never a column's). */
  | { readonly kind: 'unknown' };

export interface StructField {
  readonly name: string;
  readonly type: SparkType;
}

export type ScalarName = (typeof SCALARS)[number];

const SCALARS = [
  'string',
  'boolean',
  'tinyint',
  'smallint',
  'int',
  'bigint',
  'float',
  'double',
  'date',
  'timestamp',
  'binary',
  /** the type of NULL */
  'void',
] as const;

/** Spark's other words for the same types. */
const SYNONYMS: Readonly<Record<string, ScalarName>> = {
  byte: 'tinyint',
  short: 'smallint',
  integer: 'int',
  long: 'bigint',
  real: 'float',
};

export const UNKNOWN: SparkType = { kind: 'unknown' };
export const STRING = scalar('string');
export const BOOLEAN = scalar('boolean');
export const INT = scalar('int');
export const BIGINT = scalar('bigint');
export const DOUBLE = scalar('double');
export const DATE = scalar('date');
export const TIMESTAMP = scalar('timestamp');
export const BINARY = scalar('binary');
export const VOID = scalar('void');

export function scalar(name: ScalarName): SparkType {
  return { kind: 'scalar', name };
}

export function arrayOf(items: SparkType): SparkType {
  return { kind: 'array', items };
}

export function isScalar(type: SparkType, ...names: readonly ScalarName[]): boolean {
  return type.kind === 'scalar' && names.includes(type.name);
}

export function isInteger(type: SparkType): boolean {
  return isScalar(type, 'tinyint', 'smallint', 'int', 'bigint');
}

/** The field of a struct; Spark does not tell names apart by case. */
export function fieldOf(type: SparkType, name: string): StructField | undefined {
  if (type.kind !== 'struct') return undefined;
  return type.fields.find((field) => field.name.toLowerCase() === name.toLowerCase());
}

/** The type as Spark writes it. */
export function sparkTypeText(type: SparkType): string {
  switch (type.kind) {
    case 'scalar':
      return type.name;
    case 'decimal':
      return `decimal(${type.precision},${type.scale})`;
    case 'array':
      return `array<${sparkTypeText(type.items)}>`;
    case 'map':
      return `map<${sparkTypeText(type.key)},${sparkTypeText(type.value)}>`;
    case 'struct':
      return `struct<${type.fields.map((field) => `${field.name}:${sparkTypeText(field.type)}`).join(',')}>`;
    case 'unknown':
      return 'an unknown type';
  }
}

/** The type of a column, read from text. */
export class SparkTypeError extends Error {
  override readonly name = 'SparkTypeError';
}

/**
 * Reads a type text, e.g. `struct<id:string,tags:array<string>>`.
 * @throws SparkTypeError naming the text and what does not belong there
 */
export function parseSparkType(text: string): SparkType {
  const tokens = text.match(/`[^`]+`|[A-Za-z0-9_]+|[^\s]/g) ?? [];
  let position = 0;
  const next = (): string => tokens[position++] ?? '';
  const refuse = (found: string): never => {
    throw new SparkTypeError(`"${text}" is not a Spark type: ${found === '' ? 'it ends too early' : `"${found}"`}`);
  };
  const expect = (token: string): void => {
    const found = next();
    if (found !== token) refuse(found);
  };

  function type(): SparkType {
    const word = next();
    const name = word.toLowerCase();
    switch (name) {
      case 'array': {
        expect('<');
        const items = type();
        expect('>');
        return arrayOf(items);
      }
      case 'map': {
        expect('<');
        const key = type();
        expect(',');
        const value = type();
        expect('>');
        return { kind: 'map', key, value };
      }
      case 'struct':
        return { kind: 'struct', fields: fields() };
      case 'decimal':
        return decimal();
      default:
        return scalar(SCALARS.find((known) => known === name && known !== 'void') ?? SYNONYMS[name] ?? refuse(word));
    }
  }

  function fields(): StructField[] {
    const read: StructField[] = [];
    expect('<');
    for (let separator = ','; separator === ',';) {
      const name = next();
      if (!/^(`[^`]+`|[A-Za-z0-9_]+)$/.test(name)) refuse(name);
      expect(':');
      read.push({ name: name.replaceAll('`', ''), type: type() });
      separator = next();
      if (separator !== ',' && separator !== '>') refuse(separator);
    }
    return read;
  }

  function decimal(): SparkType {
    if (tokens[position] !== '(') return { kind: 'decimal', precision: 10, scale: 0 };
    next();
    const precision = integer();
    expect(',');
    const scale = integer();
    expect(')');
    return { kind: 'decimal', precision, scale };
  }

  function integer(): number {
    const word = next();
    return /^\d+$/.test(word) ? Number(word) : refuse(word);
  }

  const read = type();
  if (position < tokens.length) refuse(next());
  return read;
}
