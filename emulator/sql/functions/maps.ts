import { commonType } from '../coercion.ts';
import type { Typed } from '../emission.ts';
import { identifier } from '../duckdb-text.ts';
import { arrayOf, sparkTypeText, type SparkType, type StructField } from '../spark-types.ts';
import { SqlNotSupported } from '../sql-error.ts';
import { binary, literalText, typed, unary, variadic, type FunctionTable } from './scalar-function.ts';

type MapType = Extract<SparkType, { kind: 'map' }>;

export const MAP_FUNCTIONS: FunctionTable = {
  map: variadic(0, (args) => {
    const entries = pairs(args, 'map');
    const type = {
      kind: 'map',
      key: commonType(entries.map(([key]) => key.type)),
      value: commonType(entries.map(([, value]) => value.type)),
    } as const;
    return typed(`MAP {${entries.map(([key, value]) => `${key.sql}: ${value.sql}`).join(', ')}}`, type);
  }),
  map_keys: unary((x) => typed(`map_keys(${x.sql})`, arrayOf(mapType(x).key))),
  map_values: unary((x) => typed(`map_values(${x.sql})`, arrayOf(mapType(x).value))),
  map_entries: unary((x) => {
    const { key, value } = mapType(x);
    return typed(
      `map_entries(${x.sql})`,
      arrayOf({
        kind: 'struct',
        fields: [
          { name: 'key', type: key },
          { name: 'value', type: value },
        ],
      }),
    );
  }),
  map_concat: binary((x, y) => {
    return typed(`spark_map_concat(${x.sql}, ${y.sql})`, commonType([mapType(x), mapType(y)]));
  }),
  map_from_arrays: binary((x, y) => {
    if (x.type.kind !== 'array' || y.type.kind !== 'array')
      throw new SqlNotSupported('map_from_arrays takes two arrays.');
    return typed(`map(${x.sql}, ${y.sql})`, { kind: 'map', key: x.type.items, value: y.type.items });
  }),
  map_from_entries: unary((x) => {
    const [key, value, ...more] = x.type.kind === 'array' && x.type.items.kind === 'struct' ? x.type.items.fields : [];
    if (key === undefined || value === undefined || more.length > 0) {
      throw new SqlNotSupported('map_from_entries takes an array of structs of two fields.');
    }
    return typed(`map_from_entries(${x.sql})`, { kind: 'map', key: key.type, value: value.type });
  }),
  named_struct: variadic(2, (args) =>
    struct(pairs(args, 'named_struct').map(([name, value]) => ({ name: literalText(name, 'A field name'), value }))),
  ),
};

/** A struct of named values. */
export function struct(fields: readonly { readonly name: string; readonly value: Typed }[]): Typed {
  const types: StructField[] = fields.map(({ name, value }) => ({ name, type: value.type }));
  return typed(`{${fields.map(({ name, value }) => `${identifier(name)}: ${value.sql}`).join(', ')}}`, {
    kind: 'struct',
    fields: types,
  });
}

/** @throws SqlNotSupported for what is no map */
function mapType(x: Typed): MapType {
  if (x.type.kind === 'map') return x.type;
  throw new SqlNotSupported(`A map is expected, not ${sparkTypeText(x.type)}.`);
}

function pairs(args: readonly Typed[], name: string): [Typed, Typed][] {
  const read: [Typed, Typed][] = [];
  for (let index = 0; index < args.length; index += 2) {
    const [first, second] = args.slice(index, index + 2);
    if (first === undefined || second === undefined) throw new SqlNotSupported(`${name} takes its arguments in pairs.`);
    read.push([first, second]);
  }
  return read;
}
