import { parquetReadObjects } from 'hyparquet';
import { compressors } from 'hyparquet-compressors';

/** The bytes are not parquet, or of a kind that cannot be read. */
export class ParquetNotReadable extends Error {
  override readonly name = 'ParquetNotReadable';
}

/**
 * The rows of a parquet file that fits into memory, in their order. Text, numbers, booleans and `null` are themselves,
 * structs are objects, lists arrays, maps objects by their keys, timestamps and dates `Date`, binary is text or bytes.
 * A 64-bit integer is a number as long as a number can hold it, else a bigint.
 * @throws ParquetNotReadable
 */
export async function readParquetRows(bytes: Uint8Array): Promise<Record<string, unknown>[]> {
  try {
    const rows = await parquetReadObjects({ file: fileOf(bytes), compressors, geoparquet: false });
    return rows.map((row) => plainObject(row));
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new ParquetNotReadable(`${bytes.length} bytes are not readable as parquet: ${reason}`, { cause: error });
  }
}

function fileOf(bytes: Uint8Array): { byteLength: number; slice: (start: number, end?: number) => ArrayBuffer } {
  return {
    byteLength: bytes.length,
    slice: (start, end) => new Uint8Array(bytes.subarray(start, end)).buffer,
  };
}

function plainObject(object: object): Record<string, unknown> {
  return Object.fromEntries(Object.entries(object).map(([name, value]) => [name, plain(value)]));
}

function plain(value: unknown): unknown {
  if (typeof value === 'bigint') {
    const number = Number(value);
    return Number.isSafeInteger(number) ? number : value;
  }
  if (Array.isArray(value)) return value.map(plain);
  if (value === undefined) return null;
  const isObject = typeof value === 'object' && value !== null;
  return isObject && !(value instanceof Date) && !ArrayBuffer.isView(value) ? plainObject(value) : value;
}
