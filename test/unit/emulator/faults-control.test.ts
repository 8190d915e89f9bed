import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { createJob, EXPORT_JOBS } from './jobs.ts';
import { accessToken, type Reply, type Running, startTiny, stop, withTiny } from './running.ts';

const AUDIENCES = '/data/core/ups/audiences';

describe('faults by control route', () => {
  let running: Running;
  beforeEach(async () => {
    running = await startTiny();
  });
  afterEach(() => stop(running));

  const add = (body: unknown): Promise<Reply> => running.control('/faults', { method: 'POST', body });
  const listed = async (): Promise<unknown> => (await running.control('/faults')).body;

  it('are added, listed with how often they happened, and removed', async () => {
    expect(await listed()).toEqual({ faults: [] });
    const on = { service: 'segmentation', path: AUDIENCES };
    expect(await add({ kind: 'adobe-error', on, status: 500, nth: 2 })).toMatchObject({
      status: 201,
      body: { id: 'fault-1' },
    });
    await add({ kind: 'clock-skew', seconds: -60 });
    for (const status of [200, 500, 200]) expect((await running.platform(AUDIENCES)).status).toBe(status);
    expect(await listed()).toEqual({
      faults: [
        {
          id: 'fault-1',
          fault: { kind: 'adobe-error', on, status: 500, nth: 2, times: 1, message: expect.any(String) },
          met: 3,
          fired: 1,
        },
        { id: 'fault-2', fault: { kind: 'clock-skew', seconds: -60 }, met: 1, fired: 1 },
      ],
    });
    expect((await running.control('/faults/fault-1', { method: 'DELETE' })).status).toBe(204);
    expect(await listed()).toMatchObject({ faults: [{ id: 'fault-2' }] });
    expect(await running.control('/faults/fault-1', { method: 'DELETE' })).toMatchObject({
      status: 400,
      body: { detail: 'there is no fault fault-1' },
    });
    await running.control('/faults', { method: 'DELETE' });
    expect(await listed()).toEqual({ faults: [] });
  });

  it('are gone after a reset', async () => {
    await add({ kind: 'cut', when: 'before', times: null });
    await running.control('/reset', { method: 'POST' });
    expect(await listed()).toEqual({ faults: [] });
    expect((await running.platform(AUDIENCES)).status).toBe(200);
  });

  it.each<[string, unknown, string]>([
    ['of no kind', { status: 500 }, 'kind'],
    ['of a kind that there is not', { kind: 'earthquake' }, "'adobe-error'"],
    ['that only users in the same process can add', { kind: 'callback' }, 'kind'],
    ['with a misspelt part', { kind: 'cut', when: 'after', tims: 2 }, 'tims'],
    ['of a service that there is not', { kind: 'cut', when: 'after', on: { service: 'mail' } }, 'on.service'],
    ['of a path that is none', { kind: 'cut', when: 'after', on: { path: 'audiences' } }, 'on.path'],
    ['without what it needs', { kind: 'delay' }, 'milliseconds'],
    ['that never happens', { kind: 'cut', when: 'after', nth: 0 }, 'nth'],
    ['with half a call', { kind: 'cut', when: 'after', times: 1.5 }, 'times'],
    ['with a status that is none', { kind: 'answer', status: 99 }, 'status'],
    ['with an error that is none', { kind: 'adobe-error', status: 200 }, 'status'],
    ['with a header that is none', { kind: 'answer', status: 200, headers: { 'a b': 'c' } }, 'headers'],
    ['with a header in two lines', { kind: 'answer', status: 200, headers: { a: 'b\nc' } }, 'headers.a'],
    ['with a pointer that is none', { kind: 'missing-fields', fields: ['records'] }, 'fields[0]'],
    ['with a clock that is too far off', { kind: 'clock-skew', seconds: 301 }, 'seconds'],
    ['with a list that there is not', { kind: 'list-lag', list: 'audiences', seconds: 5 }, 'list'],
    ['that is no object', 'cut', 'object'],
  ])('are refused: one %s', async (_, fault, says) => {
    expect(await add(typeof fault === 'string' ? JSON.stringify(fault) : fault)).toMatchObject({
      status: 400,
      body: { detail: expect.stringContaining(says) },
    });
    expect(await listed()).toEqual({ faults: [] });
  });

  it('are refused from TypeScript in the same words', () => {
    expect(() => running.emulator.faults.add({ kind: 'clock-skew', seconds: 999 })).toThrow(/seconds: /);
  });
});

it('a record holds what was really answered, and no token of an answer that broke', async () => {
  const parent = await mkdtemp(path.join(os.tmpdir(), 'faults-record-'));
  const folder = path.join(parent, 'record');
  const on = { path: EXPORT_JOBS };
  await withTiny(
    async (running) => {
      const { faults } = running.emulator;
      faults.add({ kind: 'answer', on, status: 503, body: { any: 'thing' } });
      faults.add({ kind: 'cut', on, nth: 2, when: 'after' });
      faults.add({ kind: 'cut', on, nth: 3, when: 'mid-body' });
      await createJob(running);
      await expect(createJob(running)).rejects.toThrow();
      await expect(createJob(running)).rejects.toThrow();
      faults.add({ kind: 'malformed-json', on: { service: 'ims' } });
      await expect(accessToken(running.emulator)).rejects.toThrow('JSON');
    },
    { record: folder },
  );
  const files = (await readdir(path.join(folder, 'http'))).sort();
  const texts = await Promise.all(files.map((file) => readFile(path.join(folder, 'http', file), 'utf8')));
  const answers = texts.map((text) => (JSON.parse(text) as { answer: Record<string, unknown> | null }).answer);
  await rm(parent, { recursive: true });

  expect(answers[1]).toMatchObject({ status: 503, body: { any: 'thing' } });
  expect(answers[3]).toBeNull();
  expect(answers[5]).toMatchObject({ status: 200, endedAfterBytes: expect.any(Number) });
  expect(String(answers[5]?.['body'])).toHaveLength(Number(answers[5]?.['endedAfterBytes']));
  expect(answers[6]).toMatchObject({ status: 200, body: expect.stringContaining('"access_token":"***"') });
  expect(texts.filter((text) => text.includes('emulated-token'))).toEqual([]);
});
