import type { SandboxDataset, SandboxDescription } from '../../sandbox/format.ts';
import type { SparkColumn } from '../../sandbox/population.ts';
import { fieldOf, parseSparkType, type SparkType } from '../../sql/spark-types.ts';

export type DataView = SandboxDescription['dataViews'][number];

/** A component of a data view: a field of one dataset. */
export interface Dimension {
  /** With the prefix that reports want. */
  readonly id: string;
  readonly name: string;
  readonly dataset: SandboxDataset;
  readonly path: string;
}

const PREFIX = 'variables/';

export function dimensionsOf({ id, dimensions }: DataView, sandbox: SandboxDescription): Dimension[] {
  return dimensions.map(({ datasetId, path, name }) => {
    const dataset = sandbox.datasets.find((candidate) => candidate.id === datasetId);
    if (dataset === undefined)
      throw new Error(`data view ${id} has a dimension of dataset ${datasetId}, which does not exist`);
    return { id: `${PREFIX}${dataset.table}.${path}`, name: name ?? path.split('.').at(-1) ?? path, dataset, path };
  });
}

/** By its id, with or without the prefix: reports take it with, paths without (cja.json: getDimensionById). */
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
  let type: SparkType = {
    kind: 'struct',
    fields: columns.map(({ name, type: text }) => ({ name, type: parseSparkType(text) })),
  };
  const walked: string[] = [];
  let list: string | null = null;
  const enterList = (): void => {
    if (type.kind !== 'array') return;
    list = sqlPath(walked.splice(0));
    type = type.items;
  };
  for (const name of path.split('.')) {
    enterList();
    const field = fieldOf(type, name);
    if (field === undefined) return null;
    walked.push(field.name);
    type = field.type;
  }
  enterList();
  if (type.kind !== 'scalar') return null;
  return list === null
    ? { valuesSql: `[CAST(${sqlPath(walked)} AS VARCHAR)]`, isMultiValued: false }
    : {
        valuesSql: `[CAST(${['item', ...walked.map(quoted)].join('.')} AS VARCHAR) FOR item IN ${String(list)}]`,
        isMultiValued: true,
      };
}

const quoted = (name: string): string => `"${name.replaceAll('"', '""')}"`;
const sqlPath = (names: readonly string[]): string => names.map(quoted).join('.');
