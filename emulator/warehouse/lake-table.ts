import { isNumber } from '../sql/coercion.ts';
import { identifier, textLiteral } from '../sql/duckdb-text.ts';
import { duckdbTypeText } from '../sql/duckdb-types.ts';
import { isSameName, type Column } from '../sql/scope.ts';
import { BIGINT, BOOLEAN, fieldOf, INT, sparkTypeText, STRING, type SparkType } from '../sql/spark-types.ts';

/** A dataset's table: parquet files, one per batch. */
export interface LakeTable {
  readonly name: string;
  readonly columns: readonly Column[];
  readonly batches: readonly LakeBatch[];
}

export interface LakeBatch {
  readonly id: string;
  /** Absolute */
  readonly file: string;
  /** Epoch milliseconds */
  readonly ingestedAt: number;
  /** What the file holds; it may lack columns of the table. */
  readonly fileColumns: readonly Column[];
}

const SYSTEM_METADATA: SparkType = {
  kind: 'struct',
  fields: [
    { name: 'acp_sourceBatchId', type: STRING },
    { name: 'commitBatchId', type: STRING },
    { name: 'trackingId', type: STRING },
    { name: 'rowId', type: STRING },
    { name: 'rowVersion', type: INT },
    { name: 'ingestTime', type: BIGINT },
    { name: 'isDeleted', type: BOOLEAN },
  ],
};

export const METADATA_COLUMN: Column = { name: '_acp_system_metadata', type: SYSTEM_METADATA };

/** What Query Service hides unless `drop_system_columns` is false. */
export const SYSTEM_COLUMNS: readonly Column[] = [METADATA_COLUMN, { name: '_ACP_BATCHID', type: STRING }];

/**
 * A query for the table's rows: its columns in order, then the system columns. Parquet files of batches that lack a
 * column have NULL there.
 */
export function rowsSql(table: LakeTable, options: { readonly withSystemColumns: boolean }): string {
  const system = options.withSystemColumns ? SYSTEM_COLUMNS : [];
  if (table.batches.length === 0) {
    const nothing = [...table.columns, ...system].map(
      ({ name, type }) => `CAST(NULL AS ${duckdbTypeText(type)}) AS ${identifier(name)}`,
    );
    return `SELECT ${nothing.join(', ')} WHERE FALSE`;
  }
  return table.batches.map((batch) => batchSql(table.columns, batch, options.withSystemColumns)).join(' UNION ALL ');
}

function batchSql(columns: readonly Column[], batch: LakeBatch, withSystemColumns: boolean): string {
  const items = columns.map((column) => `${columnSql(column, batch)} AS ${identifier(column.name)}`);
  if (withSystemColumns) {
    const [metadata, batchId] = SYSTEM_COLUMNS.map(({ name }) => identifier(name));
    items.push(`${metadataSql(batch)} AS ${metadata ?? ''}`, `${textLiteral(batch.id)} AS ${batchId ?? ''}`);
  }
  return `SELECT ${items.join(', ')} FROM read_parquet(${textLiteral(batch.file)}, file_row_number = true)`;
}

function columnSql({ name, type }: Column, batch: LakeBatch): string {
  const inFile = batch.fileColumns.find((column) => isSameName(column.name, name));
  if (inFile === undefined) return `CAST(NULL AS ${duckdbTypeText(type)})`;
  const isSameType = sparkTypeText(inFile.type) === sparkTypeText(type);
  return isSameType ? identifier(inFile.name) : `CAST(${identifier(inFile.name)} AS ${duckdbTypeText(type)})`;
}

/** `acp_sourceBatchId` is the Catalog batch, and so are the two ids beside it (as seen in profile snapshots). */
function metadataSql(batch: LakeBatch): string {
  const id = textLiteral(batch.id);
  const values = {
    acp_sourceBatchId: id,
    commitBatchId: id,
    trackingId: id,
    rowId: `${id} || '-' || file_row_number || ';'`,
    rowVersion: 'CAST(1 AS INTEGER)',
    ingestTime: `CAST(${batch.ingestedAt} AS BIGINT)`,
    isDeleted: 'FALSE',
  };
  const fields = Object.entries(values).map(([name, sql]) => `${identifier(name)}: ${sql}`);
  return `{${fields.join(', ')}}`;
}

/**
 * Whether a file's columns can be read as the table's: of the same types, or narrower numbers; columns and struct fields
 * may be missing.
 * @returns what does not fit, or null
 */
export function misfitOf(columns: readonly Column[], fileColumns: readonly Column[]): string | null {
  return misfit('', { kind: 'struct', fields: columns }, { kind: 'struct', fields: fileColumns });
}

function misfit(path: string, wanted: SparkType, found: SparkType): string | null {
  if (wanted.kind === 'struct' && found.kind === 'struct') {
    for (const { name, type } of wanted.fields) {
      const inFile = fieldOf(found, name);
      const problem = inFile === undefined ? null : misfit(path === '' ? name : `${path}.${name}`, type, inFile.type);
      if (problem !== null) return problem;
    }
    return null;
  }
  if (wanted.kind === 'array' && found.kind === 'array') return misfit(`${path}[]`, wanted.items, found.items);
  if (wanted.kind === 'map' && found.kind === 'map') {
    return misfit(`${path} (key)`, wanted.key, found.key) ?? misfit(`${path} (value)`, wanted.value, found.value);
  }
  const [is, shouldBe] = [sparkTypeText(found), sparkTypeText(wanted)];
  if (is === shouldBe || (isNumber(wanted) && isNumber(found))) return null;
  return `its file has ${path} as ${is}, the table as ${shouldBe}`;
}
