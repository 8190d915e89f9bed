import * as z from 'zod';
import { isGiven, kindOf, nodeReader, Part, Parts } from './ast.ts';
import { nameOf, singleName } from './names.ts';
import { arrayOf, scalar, type ScalarName, type SparkType } from './spark-types.ts';
import { SqlNotSupported } from './sql-error.ts';

const NAMES: Readonly<Record<string, ScalarName>> = {
  String: 'string',
  Text: 'string',
  Boolean: 'boolean',
  TinyInt: 'tinyint',
  SmallInt: 'smallint',
  Int: 'int',
  Integer: 'int',
  BigInt: 'bigint',
  Float: 'float',
  Real: 'float',
  Double: 'double',
  Date: 'date',
  Timestamp: 'timestamp',
  Binary: 'binary',
};

const readStructField = nodeReader('A field type', { field_name: Part, field_type: Part });

/** The type that CAST names. */
export function typeNamed(node: unknown): SparkType {
  const [kind, body] = kindOf(node);
  switch (kind) {
    case 'Array': {
      const [form, items] = kindOf(body);
      if (form !== 'AngleBracket') throw new SqlNotSupported('An array type is written ARRAY<…>.');
      return arrayOf(typeNamed(items));
    }
    case 'Map': {
      const [key, value] = z.array(z.unknown()).parse(body);
      return { kind: 'map', key: typeNamed(key), value: typeNamed(value) };
    }
    case 'Struct': {
      const [fields] = z.array(z.unknown()).parse(body);
      const read = Parts.parse(fields).map((field) => readStructField(field));
      return {
        kind: 'struct',
        fields: read.map((field) => ({ name: nameOf(field.field_name), type: typeNamed(field.field_type) })),
      };
    }
    case 'Decimal':
    case 'Numeric':
      return decimal(body);
    case 'Custom': {
      const [name] = z.array(z.unknown()).parse(body);
      if (singleName(Parts.parse(name), 'A type').toLowerCase() === 'long') return scalar('bigint');
      break;
    }
  }
  const name = NAMES[kind];
  if (name === undefined || (isGiven(body) && kind !== 'Timestamp' && kind !== 'Double')) {
    throw new SqlNotSupported(`The type ${kind} is not supported in this form.`);
  }
  return scalar(name);
}

function decimal(body: unknown): SparkType {
  const [form, numbers] = kindOf(body);
  if (form === 'None') return { kind: 'decimal', precision: 10, scale: 0 };
  if (form === 'Precision') return { kind: 'decimal', precision: z.coerce.number().parse(numbers), scale: 0 };
  const [precision, scale] = z.tuple([z.coerce.number(), z.coerce.number()]).parse(numbers);
  return { kind: 'decimal', precision, scale };
}
