import type { SparkColumn } from '../../sandbox/population.ts';
import { parseSparkType, type ScalarName, type SparkType } from '../../sql/spark-types.ts';

/** Spark SQL types as XDM fields (docs: XDM field type constraints), the one place where the two meet. */

export type XdmField = Readonly<Record<string, unknown>>;

const SCALARS: Readonly<Partial<Record<ScalarName, XdmField>>> = {
  string: { type: 'string', 'meta:xdmType': 'string' },
  boolean: { type: 'boolean', 'meta:xdmType': 'boolean' },
  tinyint: { type: 'integer', minimum: -128, maximum: 127, 'meta:xdmType': 'byte' },
  smallint: { type: 'integer', minimum: -32768, maximum: 32767, 'meta:xdmType': 'short' },
  int: { type: 'integer', minimum: -2147483648, maximum: 2147483647, 'meta:xdmType': 'int' },
  bigint: { type: 'integer', 'meta:xdmType': 'long' },
  float: { type: 'number', 'meta:xdmType': 'number' },
  double: { type: 'number', 'meta:xdmType': 'number' },
  date: { type: 'string', format: 'date', 'meta:xdmType': 'date' },
  timestamp: { type: 'string', format: 'date-time', 'meta:xdmType': 'date-time' },
};

/** @throws Error for a Spark type that XDM has no field type for */
export function xdmFields(columns: readonly SparkColumn[]): Record<string, XdmField> {
  return Object.fromEntries(
    columns.map(({ name, type }) => [name, { title: name, ...xdmField(parseSparkType(type)) }]),
  );
}

function xdmField(type: SparkType): XdmField {
  switch (type.kind) {
    case 'array':
      return { type: 'array', items: xdmField(type.items), 'meta:xdmType': 'array' };
    case 'map':
      return { type: 'object', additionalProperties: xdmField(type.value), 'meta:xdmType': 'map' };
    case 'struct':
      return {
        type: 'object',
        properties: Object.fromEntries(
          type.fields.map((field) => [field.name, { title: field.name, ...xdmField(field.type) }]),
        ),
        'meta:xdmType': 'object',
      };
    case 'decimal':
      return { type: 'number', 'meta:xdmType': 'number' };
    case 'scalar': {
      const field = SCALARS[type.name];
      if (field === undefined) throw new Error(`XDM has no field type for Spark's ${type.name}`);
      return field;
    }
    case 'unknown':
      throw new Error('a column has a type');
  }
}
