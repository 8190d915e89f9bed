import type { SandboxDataset, SandboxDescription } from '../../sandbox/format.ts';
import type { SparkColumn } from '../../sandbox/population.ts';
import { parseSparkType, type SparkType } from '../../sql/spark-types.ts';

export type DataView = SandboxDescription['dataViews'][number];

/** A component of a data view: a field of one dataset. */
export interface Dimension {
  /** With the prefix that reports want. */
  readonly id: string;
  readonly name: string;
  readonly dataset: SandboxDataset;
  readonly path: string;
  /** Between the values of a text that is a list; null where a text is one value. */
  readonly delimiter: string | null;
}

const PREFIX = 'variables/';

export function dimensionsOf({ id, dimensions }: DataView, sandbox: SandboxDescription): Dimension[] {
  return dimensions.map(({ datasetId, path, name, delimiter = null }) => {
    const dataset = sandbox.datasets.find((candidate) => candidate.id === datasetId);
    if (dataset === undefined)
      throw new Error(`data view ${id} has a dimension of dataset ${datasetId}, which does not exist`);
    return {
      id: `${PREFIX}${dataset.table}.${path}`,
      name: name ?? path.split('.').at(-1) ?? path,
      dataset,
      path,
      delimiter,
    };
  });
}

/** By its id, with or without the prefix: reports take it with, paths without (cja.json: getDimensionById_1). */
export function findDimension(dimensions: readonly Dimension[], id: string): Dimension | undefined {
  const whole = id.startsWith(PREFIX) ? id : PREFIX + id;
  return dimensions.find((dimension) => dimension.id === whole);
}

/** Where a dimension's values stand in its table: one per person, or a list of them. */
export interface FieldPlace {
  /** DuckDB SQL that yields the list of a row's values as text. */
  readonly valuesSql: string;
  readonly isMultiValued: boolean;
}

/**
 * Finds the field at a dotted path; arrays of objects are named by their leaf: `_acme.audienceMemberships.id`.
 * @returns null where the table has no such field, or one that is no plain value
 */
export function fieldPlace(columns: readonly SparkColumn[], path: string): FieldPlace | null {
  const row: SparkType = {
    kind: 'struct',
    fields: columns.map(({ name, type }) => ({ name, type: parseSparkType(type) })),
  };
  const names = path.split('.');
  const [first, listed] = walk(row, names);
  if (first === null) return null;
  const place = sqlPath(names.slice(0, names.length - listed.length));
  if (first.kind === 'scalar' && listed.length === 0)
    return { valuesSql: `[CAST(${place} AS VARCHAR)]`, isMultiValued: false };
  if (first.kind !== 'array') return null;
  const [last, beyond] = walk(first.items, listed);
  if (last?.kind !== 'scalar' || beyond.length > 0) return null;
  const item = ['item', ...listed.map(quoted)].join('.');
  return { valuesSql: `[CAST(${item} AS VARCHAR) FOR item IN ${place}]`, isMultiValued: true };
}

/** Follows names through objects, as far as that goes: what is there (null: nothing), and the names that are left. */
function walk(type: SparkType, names: readonly string[]): [SparkType | null, readonly string[]] {
  const [name, ...rest] = names;
  if (name === undefined || type.kind !== 'struct') return [type, names];
  const field = type.fields.find((candidate) => candidate.name === name);
  return field === undefined ? [null, names] : walk(field.type, rest);
}

const quoted = (name: string): string => `"${name.replaceAll('"', '""')}"`;
const sqlPath = (names: readonly string[]): string => names.map(quoted).join('.');
