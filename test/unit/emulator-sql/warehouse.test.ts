import { readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { insertVisit, Lake, VISITS, visits } from './lake.ts';

let lake: Lake;
beforeEach(async () => {
  lake = await Lake.create();
});
afterEach(() => lake.close());

const count = async (table = 'visits') => (await lake.warehouse.read(`SELECT count(*) AS n FROM ${table}`))[0]?.['n'];
const failure = async (sql: string) => (await lake.execute(sql)).error;

describe('tables and batches', () => {
  it('reads a table without any batch as no rows', async () => {
    const outcome = await lake.execute(
      "SELECT _id, visitor.tags[0] AS tag, pages + 1 AS more FROM visits WHERE seen > '2026-01-01'",
    );
    expect(outcome).toEqual({ kind: 'select', rowCount: 0, inserts: [], error: null, tablesRead: ['visits'] });
    expect(lake.warehouse.columns('Visits')).toEqual(VISITS);
  });

  it('adds up batches, and leaves out what was removed', async () => {
    await lake.arrive('visits', 'B1', visits(0, 10));
    const file = await lake.arrive('visits', 'B2', visits(10, 15));
    expect(await count()).toBe(15);
    expect(lake.warehouse.batches('visits')).toEqual([
      expect.objectContaining({ id: 'B1', ingestedAt: 1_000 }),
      { id: 'B2', file, ingestedAt: 1_000 },
    ]);
    await lake.warehouse.removeBatch('visits', 'B1');
    expect(await count()).toBe(5);
    expect((await lake.execute('SELECT * FROM visits')).rowCount).toBe(5);
  });

  it('reads columns and struct fields that a file lacks as NULL, and ignores others', async () => {
    await lake.arrive(
      'visits',
      'B1',
      "SELECT 'a' AS _id, {'name': 'n'} AS visitor, 7::INTEGER AS pages, true AS extra",
    );
    await lake.arrive('visits', 'B2', visits(0, 1));
    expect(
      await lake.warehouse.read('SELECT _id, visitor, seen, pages, typeof(pages) AS type FROM visits ORDER BY _id'),
    ).toEqual([
      { _id: 'a', visitor: { name: 'n', tags: null }, seen: null, pages: 7, type: 'BIGINT' },
      {
        _id: 'v0',
        visitor: { name: 'n0', tags: ['a', 'b'] },
        seen: '2026-01-01 00:00:00+00',
        pages: 0,
        type: 'BIGINT',
      },
    ]);
  });

  it.each([
    ['a file elsewhere', '/tmp/elsewhere.parquet', 'is not in the warehouse'],
    ['a file that is not there', 'missing.parquet', 'not readable as parquet'],
  ])('refuses %s', async (_, name, message) => {
    const file = join(lake.folder, name).startsWith(`${lake.folder}//`) ? name : join(lake.folder, name);
    const batch = { id: 'B1', file: name.startsWith('/') ? name : file, ingestedAt: 0 };
    await expect(lake.warehouse.addBatch('visits', batch)).rejects.toThrow(message);
  });

  it('refuses a file whose columns do not fit, a batch twice, a table twice, and what is not there', async () => {
    await expect(lake.arrive('visits', 'B1', "SELECT ['x'] AS seen")).rejects.toThrow(
      'its file has seen as array<string>, the table as timestamp',
    );
    await lake.arrive('visits', 'B1', visits(0, 1));
    await expect(lake.arrive('visits', 'B1', visits(0, 1))).rejects.toThrow('exists already');
    await expect(lake.warehouse.defineTable('VISITS', [])).rejects.toThrow('defined already');
    await expect(lake.warehouse.removeBatch('visits', 'B9')).rejects.toThrow('no batch B9');
    expect(() => lake.warehouse.columns('nowhere')).toThrow('nowhere is not defined');
    await expect(lake.arrive('nowhere', 'B1', visits(0, 1))).rejects.toThrow('nowhere is not defined');
  });

  it('never gives the same file twice, and none outside its folder', () => {
    const files = ['a', 'a', '../../etc/passwd', "it's"].map((hint) => lake.warehouse.newFile(hint));
    expect(new Set(files).size).toBe(4);
    for (const file of files) expect(file).toMatch(new RegExp(`^${lake.folder}/[A-Za-z0-9_-]+\\.parquet$`));
  });
});

describe('INSERT', () => {
  it('is for nobody else to see until it is published', async () => {
    const outcome = await lake.execute(insertVisit('new'));
    const file = outcome.inserts[0]?.file ?? '';
    expect(outcome).toEqual({
      kind: 'insert',
      rowCount: 1,
      inserts: [{ table: 'visits', batchId: 'NEW1', file, rows: 1 }],
      error: null,
      tablesRead: [],
    });
    expect(await count()).toBe(0);
    expect((await lake.execute('SELECT * FROM visits')).rowCount).toBe(0);
    await lake.publish(outcome);
    expect(await lake.warehouse.read('SELECT _id, visitor, pages FROM visits')).toEqual([
      { _id: 'new', visitor: { name: 'n', tags: ['x'] }, pages: 1 },
    ]);
  });

  it('is seen by later statements of the same block at once', async () => {
    await lake.arrive('visits', 'B1', visits(0, 2));
    const outcome = await lake.execute(`$$ BEGIN
      ${insertVisit('first')};
      CREATE TEMP TABLE seen AS SELECT count(*) AS n, max(_id) AS last FROM visits;
      ${insertVisit('second', "FROM seen WHERE n = 3 AND last = 'v1'")};
      END; $$;`);
    expect(outcome.inserts.map(({ rows }) => rows)).toEqual([1, 1]);
    expect(outcome).toMatchObject({ kind: 'block', rowCount: 2, error: null, tablesRead: ['visits'] });
    await lake.publish(outcome);
    expect(await count()).toBe(4);
  });

  it('stays when a later statement of the block fails', async () => {
    const outcome = await lake.execute(`$$ BEGIN
      ${insertVisit('kept')}; SELECT raise_error('too late'); ${insertVisit('never')}; END; $$;`);
    expect(outcome.inserts).toHaveLength(1);
    expect(outcome.error).toEqual({ code: '58000', message: 'too late', errorType: 'USER_ERROR' });
    await lake.publish(outcome);
    expect(await count()).toBe(1);
  });

  it('writes nothing when a later statement is no SQL', async () => {
    const outcome = await lake.execute(`$$ BEGIN ${insertVisit('a')}; SELECT FROM WHERE; END; $$;`);
    expect(outcome).toMatchObject({ inserts: [], error: { code: '42601' } });
  });

  it('of no rows is an insert of no rows', async () => {
    const outcome = await lake.execute(insertVisit('none', 'FROM visits'));
    expect(outcome).toMatchObject({ rowCount: 0, inserts: [{ table: 'visits', rows: 0 }], error: null });
    await lake.publish(outcome);
    expect(await count()).toBe(0);
  });

  it('reads its own table as it was before', async () => {
    await lake.arrive('visits', 'B1', visits(0, 3));
    const outcome = await lake.execute(
      "INSERT INTO visits SELECT concat(_id, '-copy') AS _id, visitor, seen, pages FROM visits",
    );
    expect(outcome).toMatchObject({ rowCount: 3, error: null, tablesRead: ['visits'] });
  });

  it.each([
    [
      'swapped columns',
      "SELECT struct('n' AS name, array('x') AS tags) AS visitor, 'a' AS _id, seen, pages FROM visits",
      '_id is expected where visitor stands',
    ],
    ['a renamed column', "SELECT 'a' AS id, visitor, seen, pages FROM visits", '_id is expected where id stands'],
    ['another spelling', "SELECT 'a' AS _ID, visitor, seen, pages FROM visits", '_id is expected where _ID stands'],
    ['a missing column', 'SELECT _id, visitor, seen FROM visits', 'pages is missing'],
    ['a column too many', 'SELECT _id, visitor, seen, pages, 1 AS more FROM visits', 'more is not in the table'],
    ['a wrong type', 'SELECT _id, visitor, seen, 5 AS pages FROM visits', 'pages is int, the table has bigint'],
    [
      'NULL without a type',
      'SELECT _id, visitor, NULL AS seen, pages FROM visits',
      'seen is int, the table has timestamp',
    ],
    [
      'swapped fields',
      "SELECT _id, struct(array('x') AS tags, 'n' AS name) AS visitor, seen, pages FROM visits",
      'visitor.name is expected where tags stands',
    ],
    [
      'a missing field',
      "SELECT _id, struct('n' AS name) AS visitor, seen, pages FROM visits",
      'visitor.tags is missing',
    ],
    [
      'a field too many',
      "SELECT _id, struct('n' AS name, array('x') AS tags, 1 AS b) AS visitor, seen, pages FROM visits",
      'visitor.b is not in the table',
    ],
    [
      'a wrong type in a list',
      "SELECT _id, struct('n' AS name, array(1) AS tags) AS visitor, seen, pages FROM visits",
      'visitor.tags[] is int, the table has string',
    ],
  ])('refuses %s', async (_, select, message) => {
    const outcome = await lake.execute(`INSERT INTO visits ${select}`);
    expect(outcome.inserts).toEqual([]);
    expect(outcome.error).toEqual({
      code: '42P10',
      message: `The rows do not fit table visits: ${message}.`,
      errorType: 'USER_ERROR',
    });
  });

  it.each([
    ['a SELECT in parentheses', 'INSERT INTO visits (SELECT * FROM visits)', '0A000', 'parentheses'],
    ['VALUES', "INSERT INTO visits VALUES ('a')", '0A000', 'VALUES'],
    ['OVERWRITE', 'INSERT OVERWRITE TABLE visits SELECT * FROM visits', '0A000', 'INSERT'],
    ['a list of columns', 'INSERT INTO visits (_id) SELECT _id FROM visits', '0A000', 'columns'],
    ['a table that is not there', 'INSERT INTO nowhere SELECT 1 AS a', '42P01', 'nowhere'],
    [
      'a temp table',
      '$$ BEGIN CREATE TEMP TABLE t AS SELECT 1 AS a; INSERT INTO t SELECT 2 AS a; END; $$',
      '0A000',
      'temp tables',
    ],
  ])('refuses %s', async (_, sql, code, words) => {
    expect(await failure(sql)).toMatchObject({
      code,
      message: expect.stringContaining(words),
      errorType: 'USER_ERROR',
    });
  });
});

describe('temp tables', () => {
  it('live as long as their block', async () => {
    const sql =
      '$$ BEGIN CREATE TEMP TABLE t AS SELECT 1 AS a; CREATE TEMP TABLE u AS SELECT a + 1 AS b FROM t; SELECT b FROM u; END; $$';
    expect(await failure(sql)).toBeNull();
    expect(await failure(sql)).toBeNull();
    expect(await failure('SELECT a FROM t')).toMatchObject({ code: '42P01', message: 'Table t does not exist.' });
  });

  it.each([
    ['a name that a table has', 'CREATE TEMP TABLE Visits AS SELECT 1 AS a', '42P07'],
    ['a column without a name', 'CREATE TEMP TABLE t AS SELECT count(*) FROM visits', '42601'],
    ['a column twice', 'CREATE TEMP TABLE t AS SELECT 1 AS a, 2 AS A', '42601'],
    ['columns without a query', 'CREATE TEMP TABLE t (a INT)', '0A000'],
    ['a table that stays', 'CREATE TABLE t AS SELECT 1 AS a', '0A000'],
    ["Adobe's WITH", "CREATE TABLE t WITH (schema='x') AS SELECT 1 AS a", '0A000'],
  ])('refuse %s', async (_, sql, code) => {
    expect(await lake.execute(sql)).toMatchObject({ kind: 'ctas', error: { code } });
  });

  it('are computed once', async () => {
    const outcome = await lake.execute(`$$ BEGIN
      CREATE TEMP TABLE before AS SELECT count(*) AS n FROM visits;
      ${insertVisit('a')};
      ${insertVisit('b', 'FROM before WHERE n = 0')};
      END; $$`);
    expect(outcome.rowCount).toBe(2);
  });
});

describe('system columns', () => {
  const metadata = '_acp_system_metadata.acp_sourceBatchId';

  it('are hidden until the block asks for them', async () => {
    await lake.arrive('visits', 'B1', visits(0, 3));
    await lake.arrive('visits', 'B2', visits(3, 5));
    expect(await failure(`SELECT ${metadata} FROM visits`)).toMatchObject({ code: '42703' });
    expect(await failure('SELECT _acp_batchid FROM visits')).toMatchObject({ code: '42703' });
    const block = (statements: string) => lake.execute(`$$ BEGIN SET drop_system_columns=false; ${statements} END; $$`);
    expect(
      await block(`${insertVisit('a', `FROM visits WHERE ${metadata} = 'B1' AND _ACP_BATCHID = 'B1'`)};`),
    ).toMatchObject({ rowCount: 3, error: null });
    expect(await block(`SELECT 1; SET drop_system_columns=true; SELECT ${metadata} FROM visits;`)).toMatchObject({
      error: { code: '42703' },
    });
  });

  it('say of which batch a row is, and when it came', async () => {
    await lake.arrive('visits', 'B1', visits(0, 2));
    await lake.publish(await lake.execute(insertVisit('new')));
    const rows = await lake.warehouse.read(
      'SELECT _id, _acp_system_metadata AS m, _ACP_BATCHID AS b FROM visits ORDER BY _id',
    );
    const system = (id: string, row: number, ingestTime: number) => ({
      m: {
        acp_sourceBatchId: id,
        commitBatchId: id,
        trackingId: id,
        rowId: `${id}-${row};`,
        rowVersion: 1,
        ingestTime,
        isDeleted: false,
      },
      b: id,
    });
    expect(rows).toEqual([
      { _id: 'new', ...system('NEW1', 0, 2_000) },
      { _id: 'v0', ...system('B1', 0, 1_000) },
      { _id: 'v1', ...system('B1', 1, 1_000) },
    ]);
  });
});

describe('what is wrong with a query', () => {
  it.each([
    ['no SQL', 'SELECT FROM WHERE', '42601', 'USER_ERROR'],
    ['no such table', 'SELECT 1 FROM nowhere', '42P01', 'USER_ERROR'],
    ['no such column', 'SELECT nothing FROM visits', '42703', 'USER_ERROR'],
    ['no such field', 'SELECT visitor.age FROM visits', '42703', 'USER_ERROR'],
    ['no such function', 'SELECT wibble(_id) FROM visits', '0A000', 'USER_ERROR'],
    ['not supported while it runs', "SELECT lower('İ')", '0A000', 'USER_ERROR'],
    ['types that do not fit', 'SELECT abs(_id) FROM visits', '42601', 'USER_ERROR'],
    [
      'a number that overflows',
      'SELECT pages * 9223372036854775807 FROM (SELECT CAST(2 AS BIGINT) AS pages)',
      '58000',
      'USER_ERROR',
    ],
  ])('has a code: %s', async (_, sql, code, errorType) => {
    expect(await failure(sql)).toMatchObject({ code, errorType });
  });

  it('leaves the message of raise_error as it is', async () => {
    const message = 'GUARD 2: a=1; b="2"\n\nLINE 1: x';
    expect(await failure(`SELECT raise_error('${message}')`)).toEqual({
      code: '58000',
      message,
      errorType: 'USER_ERROR',
    });
    expect(await failure('SELECT raise_error(CAST(NULL AS STRING))')).toMatchObject({ code: '58000' });
  });

  it('is found for every row of a SELECT, though nobody reads them', async () => {
    await lake.arrive('visits', 'B1', visits(0, 5_000));
    const sql = "SELECT CASE WHEN pages = 4999 THEN raise_error('the last one') ELSE _id END AS x FROM visits";
    expect(await failure(sql)).toMatchObject({ message: 'the last one' });
  });

  it('never shows values', async () => {
    const secret = 'person-4711';
    await lake.arrive('visits', 'B1', `SELECT '${secret}' AS _id`);
    for (const sql of [
      'SELECT chr(length(_id) * 9223372036854775807) FROM visits',
      'SELECT CAST(_id AS INT) + abs(_id) FROM visits',
      'SELECT map(_id, 1, _id, 2) FROM visits',
    ]) {
      const error = await failure(sql);
      expect(error).not.toBeNull();
      expect(JSON.stringify(error)).not.toContain(secret);
    }
  });
});

describe('queries side by side', () => {
  it('have temp tables of their own, and each sees the batches it started with', async () => {
    await lake.arrive('visits', 'B1', visits(0, 100));
    const block = (name: string) =>
      lake.execute(`$$ BEGIN
      CREATE TEMP TABLE mine AS SELECT '${name}' AS who, count(*) AS n FROM visits;
      ${insertVisit(name, 'FROM mine')};
      CREATE TEMP TABLE after AS SELECT m.who, v.n FROM mine m JOIN (SELECT count(*) AS n FROM visits) v ON v.n = m.n + 1;
      ${insertVisit(`${name}-2`, `FROM after WHERE who = '${name}' AND n = 101`)};
      END; $$`);
    const outcomes = await Promise.all(['a', 'b', 'c', 'd'].map(block));
    expect(outcomes.map(({ error, rowCount }) => ({ error, rowCount }))).toEqual(
      Array.from({ length: 4 }, () => ({ error: null, rowCount: 2 })),
    );
    for (const outcome of outcomes) await lake.publish(outcome);
    expect(await count()).toBe(108);
  });
});

describe('current_timestamp', () => {
  it('is the simulated time', async () => {
    const sql =
      "SELECT assert_true(current_timestamp() = TIMESTAMP '2026-11-24 06:00:00' AND now() = current_timestamp AND current_date() = DATE '2026-11-24')";
    expect(await failure(sql)).toBeNull();
  });
});

describe('NDJSON', () => {
  it('has instants in ISO 8601, maps as objects, binary in base 64', async () => {
    await lake.warehouse.defineTable('things', [
      { name: 'at', type: 'timestamp' },
      { name: 'maps', type: 'map<string,map<string,struct<since:timestamp,status:string>>>' },
      { name: 'list', type: 'array<struct<on:timestamp,day:date,blob:binary>>' },
      { name: 'one', type: 'struct<at:timestamp,n:bigint>' },
    ]);
    await lake.arrive(
      'things',
      'B1',
      `SELECT TIMESTAMPTZ '2026-01-01 00:00:00.123456Z' AS at, MAP {'ups': MAP {'s1': {'since': TIMESTAMPTZ '2026-01-01 00:00:00Z', 'status': 'realized'}}} AS maps,
         [{'on': TIMESTAMPTZ '2026-01-01 00:00:00.5Z', 'day': DATE '2026-01-02', 'blob': 'é'::BLOB}, NULL] AS list, {'at': NULL::TIMESTAMPTZ, 'n': 9007199254740993} AS one
       UNION ALL SELECT NULL, NULL, NULL, NULL`.replace("'é'::BLOB", "encode('é')"),
    );
    const file = join(lake.folder, 'out.ndjson');
    expect(await lake.warehouse.writeNdjson('things', file, { withSystemColumns: false })).toBe(2);
    expect(readFileSync(file, 'utf8').trim().split('\n').sort()).toEqual([
      '{"at":"2026-01-01T00:00:00.123456Z","maps":{"ups":{"s1":{"since":"2026-01-01T00:00:00.000Z","status":"realized"}}},"list":[{"on":"2026-01-01T00:00:00.500Z","day":"2026-01-02","blob":"w6k="},null],"one":{"at":null,"n":9007199254740993}}',
      '{"at":null,"maps":null,"list":null,"one":null}',
    ]);
  });

  it('has the rows of some batches, or of all, with the system column if asked', async () => {
    await lake.arrive('visits', 'B1', visits(0, 3));
    await lake.arrive('visits', 'B2', visits(3, 5));
    const file = join(lake.folder, 'out.ndjson');
    const rows = () =>
      readFileSync(file, 'utf8')
        .trim()
        .split('\n')
        .map((line) => JSON.parse(line) as Record<string, unknown>);
    expect(await lake.warehouse.writeNdjson('visits', file, { withSystemColumns: false })).toBe(5);
    expect(Object.keys(rows()[0] ?? {})).toEqual(['_id', 'visitor', 'seen', 'pages']);
    expect(await lake.warehouse.writeNdjson('visits', file, { withSystemColumns: true, batchIds: ['B2'] })).toBe(2);
    expect(rows().map((row) => row['_acp_system_metadata'])).toEqual([
      expect.objectContaining({ acp_sourceBatchId: 'B2', ingestTime: 1_000 }),
      expect.objectContaining({ acp_sourceBatchId: 'B2', ingestTime: 1_000 }),
    ]);
    expect(await lake.warehouse.writeNdjson('visits', file, { withSystemColumns: false, batchIds: [] })).toBe(0);
    expect(statSync(file).size).toBe(0);
  });
});
