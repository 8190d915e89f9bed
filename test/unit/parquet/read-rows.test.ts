import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { DuckDBInstance } from '@duckdb/node-api';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { readParquetRows } from '../../../shared/parquet/read-rows.ts';

let folder: string;
let duckdb: DuckDBInstance;
beforeAll(async () => {
  folder = await mkdtemp(path.join(os.tmpdir(), 'parquet-'));
  duckdb = await DuckDBInstance.create(':memory:');
});
afterAll(async () => {
  duckdb.closeSync();
  await rm(folder, { recursive: true, force: true });
});

async function parquetOf(select: string, options = ''): Promise<Uint8Array> {
  const file = path.join(folder, 'rows.parquet');
  const connection = await duckdb.connect();
  try {
    await connection.run(`COPY (${select}) TO '${file}' (FORMAT parquet${options})`);
  } finally {
    connection.closeSync();
  }
  return readFile(file);
}

const LEDGER_ROW = `SELECT 'run-1' AS _id, TIMESTAMPTZ '2026-09-01 06:00:05.25+00' AS timestamp,
  {'runId': 'run-1', 'attempt': 2::INTEGER, 'members': 1234567890123::BIGINT, 'audienceName': 'It''s 𝒜 "name"', 'cut': NULL::BIGINT} AS _acme`;
const LEDGER_VALUES = {
  _id: 'run-1',
  timestamp: new Date('2026-09-01T06:00:05.250Z'),
  _acme: { runId: 'run-1', attempt: 2, members: 1_234_567_890_123, audienceName: 'It\'s 𝒜 "name"', cut: null },
};

describe('the rows of a parquet file', () => {
  it.each(['snappy', 'zstd', 'gzip', 'lz4_raw', 'brotli', 'uncompressed'])('are read from %s', async (codec) => {
    const rows = await readParquetRows(await parquetOf(LEDGER_ROW, `, COMPRESSION ${codec}`));
    expect(rows).toEqual([LEDGER_VALUES]);
  });

  it.each<[string, string, unknown]>([
    ['the largest whole number of a number', '9007199254740991::BIGINT', 9_007_199_254_740_991],
    ['a larger one', '9007199254740993::BIGINT', 9_007_199_254_740_993n],
    ['a smaller one', '(-9007199254740993)::BIGINT', -9_007_199_254_740_993n],
    [
      'lists of structs',
      `[{'id': 'a', 'n': 1::BIGINT}, {'id': NULL, 'n': 2::BIGINT}]`,
      [
        { id: 'a', n: 1 },
        { id: null, n: 2 },
      ],
    ],
    ['an empty list', '[]::VARCHAR[]', []],
    ['no list', 'NULL::VARCHAR[]', null],
    ['no struct', 'NULL::STRUCT(id VARCHAR)', null],
    ['a map', `MAP {'ups': MAP {'a': 1::BIGINT}}`, { ups: { a: 1 } }],
    ['text of every plane', `'a\u{10FFFF}'`, 'a\u{10FFFF}'],
    ['a truth value', 'true', true],
    ['a fraction', '0.5::DOUBLE', 0.5],
  ])('may hold %s', async (_, sql, value) => {
    expect(await readParquetRows(await parquetOf(`SELECT ${sql} AS field`))).toEqual([{ field: value }]);
  });

  it('come in their order, however many', async () => {
    const rows = await readParquetRows(await parquetOf('SELECT range AS n FROM range(5000)', ', ROW_GROUP_SIZE 2048'));
    expect(rows.map(({ n }) => n)).toEqual(Array.from({ length: 5000 }, (_, index) => index));
  });

  it('may be none', async () => {
    expect(await readParquetRows(await parquetOf(`${LEDGER_ROW} WHERE false`))).toEqual([]);
  });

  it('are read from a part of a larger buffer', async () => {
    const whole = Buffer.concat([Buffer.from('before'), await parquetOf(LEDGER_ROW), Buffer.from('after')]);
    expect(await readParquetRows(whole.subarray(6, -5))).toEqual([LEDGER_VALUES]);
  });
});

it.each<[string, (bytes: Uint8Array) => Uint8Array]>([
  ['nothing', () => new Uint8Array()],
  ['text', () => Buffer.from('{"error_code":"403010"} and more than twelve bytes')],
  ['a part of a file', (bytes) => bytes.subarray(0, bytes.length - 20)],
  ['a file without its middle', (bytes) => Buffer.concat([bytes.subarray(0, 10), bytes.subarray(-60)])],
])('%s is not readable as parquet', async (_, broken) => {
  const whole = await parquetOf(LEDGER_ROW);
  await expect(readParquetRows(broken(whole))).rejects.toMatchObject({
    name: 'ParquetNotReadable',
    message: expect.stringContaining('not readable as parquet'),
  });
});
