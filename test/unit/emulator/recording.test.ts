import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import * as z from 'zod';
import { refreshOnce, transform } from './refresh.ts';
import { withTiny } from './running.ts';
import { TINY } from './tiny-sandbox.ts';

const Tables = z.strictObject({
  queryId: z.uuid(),
  state: z.string(),
  error: z.null(),
  inserts: z.array(z.strictObject({ table: z.string(), batchId: z.string(), rows: z.int() })),
  tables: z.array(z.strictObject({ table: z.string(), file: z.string(), rows: z.int(), schema: z.string() })),
});

describe('a record', () => {
  let folder: string;
  let secret: string;
  let exportBatch: string;

  beforeAll(async () => {
    folder = path.join(await mkdtemp(path.join(os.tmpdir(), 'record-test-')), 'record');
    await withTiny(
      async (running) => {
        secret = running.emulator.credentials.clientSecret;
        ({ exportBatch } = await refreshOnce(running, 'run-1'));
        running.pass({ days: 1 });
        await refreshOnce(running, 'run-2');
        await fetch(`${running.emulator.baseUrls.ims}/ims/token/v3?client_secret=${secret}`, { method: 'POST' });
      },
      { record: folder },
    );
  });
  afterAll(() => rm(path.dirname(folder), { recursive: true, force: true }));

  const read = (...names: string[]): Promise<string> => readFile(path.join(folder, ...names), 'utf8');
  const readLines = async (...names: string[]): Promise<Record<string, unknown>[]> =>
    (await read(...names))
      .split('\n')
      .filter((line) => line !== '')
      .map((line) => JSON.parse(line) as Record<string, unknown>);

  it('holds every exchange, numbered, with headers and bodies of both ways', async () => {
    const files = (await readdir(path.join(folder, 'http'))).sort();
    expect(files[0]).toBe('0001-POST-ims-ims-token-v3.json');
    expect(files[1]).toBe('0002-POST-platform-data-core-ups-export-jobs.json');
    expect(JSON.parse(await read('http', files[1] ?? ''))).toMatchObject({
      request: {
        method: 'POST',
        url: '/platform/data/core/ups/export/jobs',
        headers: { authorization: '***', 'x-sandbox-name': TINY.sandbox },
        body: { destination: { datasetId: TINY.datasets.export } },
      },
      answer: { status: 200, headers: { 'x-request-id': expect.any(String) }, body: { status: 'NEW' } },
    });
  });

  it('holds no token and no secret', async () => {
    for (const file of await readdir(path.join(folder, 'http'))) {
      const text = await read('http', file);
      expect(text).not.toContain(secret);
      expect(text).not.toContain('emulated-token-');
    }
  });

  it('holds each transform with its statement, the export that it read, and the target before and after', async () => {
    const transforms = (await readdir(path.join(folder, 'transforms'))).sort();
    expect(transforms.map((name) => name.slice(0, 4))).toEqual(['001-', '002-']);
    const [first = '', second = ''] = transforms;
    expect(await read('transforms', first, 'statement.sql')).toBe(transform('run-1', exportBatch));
    const exported = await readLines('transforms', first, 'export.ndjson');
    expect(exported).toHaveLength(5);
    expect(exported[0]).toMatchObject({
      _acp_system_metadata: { acp_sourceBatchId: exportBatch },
      segmentMembership: { ups: expect.any(Object) },
    });
    expect(await readLines('transforms', first, 'target_before.ndjson')).toEqual([]);
    const written = await readLines('transforms', first, 'target_after.ndjson');
    expect(written.map(({ personID }) => personID).sort()).toEqual(['e1', 'e2', 'e3', 'e4', 'e5']);
    expect(await readLines('transforms', second, 'target_before.ndjson')).toEqual(written);
    expect((await readLines('transforms', second, 'target_after.ndjson')).length).toBeGreaterThan(written.length);
  });

  it('says of each file which table it is, with the schema that Spark needs', async () => {
    const [first = ''] = (await readdir(path.join(folder, 'transforms'))).sort();
    const { state, inserts, tables } = Tables.parse(JSON.parse(await read('transforms', first, 'tables.json')));
    expect(state).toBe('SUCCESS');
    expect(inserts).toEqual([{ table: 'audience_membership', batchId: expect.any(String), rows: 5 }]);
    expect(tables.map(({ table, file, rows }) => [table, file, rows])).toEqual([
      ['audience_export', 'export.ndjson', 5],
      ['audience_membership', 'target_before.ndjson', 0],
      ['audience_membership', 'target_after.ndjson', 5],
    ]);
    expect(tables[1]?.schema).toBe(
      '_id string, personID string, _acme struct<audienceMembershipId:string,audienceIds:array<string>,audienceMemberships:array<struct<id:string,name:string>>>',
    );
    expect(tables[0]?.schema).toContain('_acp_system_metadata STRUCT<acp_sourceBatchId: STRING');
  });

  it('explains itself', async () => {
    expect(await read('README.md')).toContain('target_after.ndjson');
  });
});
