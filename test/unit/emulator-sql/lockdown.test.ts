import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { DuckDBConnection, DuckDBInstance } from '@duckdb/node-api';
import { openDatabase } from '../../../emulator/warehouse/database.ts';
import { Lake, visits } from './lake.ts';

describe('the database itself, whatever SQL reaches it', () => {
  let parent: string;
  let instance: DuckDBInstance;
  let connection: DuckDBConnection;
  beforeAll(async () => {
    parent = mkdtempSync(join(tmpdir(), 'lockdown-'));
    writeFileSync(join(parent, 'secret.csv'), 'a\n1\n');
    instance = await openDatabase({ folder: join(parent, 'lake'), memoryLimit: '500MB', threads: 1 });
    connection = await instance.connect();
  });
  afterAll(() => {
    connection.closeSync();
    instance.closeSync();
    rmSync(parent, { recursive: true });
  });

  it.each([
    ['reads no file elsewhere', (home: string) => `SELECT * FROM read_csv('${home}/secret.csv')`],
    ['reads no file by its name alone', (home: string) => `SELECT * FROM '${home}/secret.csv'`],
    ['reads no file around a corner', (home: string) => `SELECT * FROM read_csv('${home}/lake/../secret.csv')`],
    ['reads no text', (home: string) => `SELECT * FROM read_text('${home}/secret.csv')`],
    ['lists no folder', (home: string) => `SELECT * FROM glob('${home}/*')`],
    ['reads nothing of the system', () => `SELECT * FROM read_text('/etc/passwd')`],
    ['writes no file elsewhere', (home: string) => `COPY (SELECT 1) TO '${home}/out.csv'`],
    ['attaches no database', (home: string) => `ATTACH '${home}/other.db'`],
    ['reads nothing over the network', () => `SELECT * FROM read_csv('http://127.0.0.1:9/x.csv')`],
    ['installs nothing', () => 'INSTALL httpfs'],
    ['loads nothing', () => 'LOAD httpfs'],
    ['takes no setting back', () => 'SET enable_external_access = true'],
    ['allows no further folder', () => `SET allowed_directories = ['/']`],
    ['changes no limit', () => `SET memory_limit = '100GB'`],
    ['changes no time zone', () => `SET GLOBAL TimeZone = 'Asia/Tokyo'`],
  ])('%s', async (_, sql) => {
    await expect(connection.run(sql(parent))).rejects.toThrow();
    expect(existsSync(join(parent, 'out.csv'))).toBe(false);
    expect(existsSync(join(parent, 'other.db'))).toBe(false);
  });

  it('still writes and reads in its folder, in UTC, on every connection', async () => {
    const other = await instance.connect();
    const file = join(parent, 'lake', 'x.parquet');
    await other.run(`COPY (SELECT TIMESTAMPTZ '2026-01-01 00:00:00' AS t) TO '${file}' (FORMAT parquet)`);
    const reader = await other.runAndReadAll(`SELECT epoch(t)::INTEGER FROM '${file}'`);
    expect(reader.getRows()).toEqual([[1_767_225_600]]);
    other.closeSync();
  });
});

describe('a query', () => {
  let lake: Lake;
  beforeAll(async () => {
    lake = await Lake.create();
    await lake.arrive('visits', 'B1', visits(0, 1));
  });
  afterAll(() => lake.close());

  it.each([
    'SELECT * FROM `/etc/passwd`',
    'SELECT * FROM `B1-1.parquet`',
    "SELECT * FROM read_csv('/etc/passwd')",
    "SELECT * FROM read_parquet('B1-1.parquet')",
    'SELECT * FROM information_schema.tables',
    'SELECT * FROM duckdb_settings()',
    'SELECT * FROM sqlite_master',
    'SELECT * FROM pg_catalog.pg_tables',
    "SELECT getenv('HOME')",
    "SELECT current_setting('memory_limit')",
    'SELECT rowid FROM visits',
    'SELECT file_row_number FROM visits',
    'SELECT COLUMNS(*) FROM visits',
    'SELECT list_sort(visitor.tags) FROM visits',
    'SELECT spark_upper(_id) FROM visits',
    'SELECT visits FROM visits',
    "COPY visits TO 'x.csv'",
    "INSTALL 'httpfs'",
    'PRAGMA version',
    'EXPLAIN SELECT 1',
    'DESCRIBE visits',
  ])('has nothing of DuckDB: %s', async (sql) => {
    expect(await lake.execute(sql)).toMatchObject({ rowCount: 0, error: { errorType: 'USER_ERROR' } });
  });
});
