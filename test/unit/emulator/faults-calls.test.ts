import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import type { InProcessFaultDescription } from '../../../emulator/faults/index.ts';
import { type Reply, type Running, startTiny, stop } from './running.ts';
import { TINY } from './tiny-sandbox.ts';

const EXPORT_JOBS = '/data/core/ups/export/jobs';
const AUDIENCES = '/data/core/ups/audiences';
const CREATE = { on: { method: 'POST', path: EXPORT_JOBS } } as const;
const LIST = { on: { path: AUDIENCES } } as const;

describe('a fault of a call', () => {
  let running: Running;
  beforeEach(async () => {
    running = await startTiny();
  });
  afterEach(() => stop(running));

  const add = (fault: InProcessFaultDescription): string => running.emulator.faults.add(fault);
  const createJob = (): Promise<Reply> =>
    running.platform(EXPORT_JOBS, {
      method: 'POST',
      body: {
        fields: 'identityMap',
        filter: { segments: [{ segmentId: TINY.audiences.gold }] },
        destination: { datasetId: TINY.datasets.export },
        schema: { name: '_xdm.context.profile' },
      },
    });
  const jobsAtAdobe = async (): Promise<number> => {
    const { body } = await running.control('/state');
    return (body as { exportJobs: unknown[] }).exportJobs.length;
  };

  it('answers in Adobe’s place: nothing takes place', async () => {
    add({ kind: 'answer', ...CREATE, status: 503, headers: { 'retry-after': '7' }, body: { any: 'thing' } });
    expect(await createJob()).toMatchObject({ status: 503, body: { any: 'thing' } });
    expect(await jobsAtAdobe()).toBe(0);
    expect((await createJob()).status).toBe(200);
    expect(await jobsAtAdobe()).toBe(1);
  });

  it.each<[string, InProcessFaultDescription, number]>([
    ['before its effect', { kind: 'cut', ...CREATE, when: 'before' }, 0],
    ['after its effect', { kind: 'cut', ...CREATE, when: 'after' }, 1],
    ['in the midst of the answer', { kind: 'cut', ...CREATE, when: 'mid-body' }, 1],
  ])('cuts a call %s', async (_, fault, jobs) => {
    add(fault);
    await expect(createJob()).rejects.toThrow(/fetch failed|terminated/);
    expect(await jobsAtAdobe()).toBe(jobs);
  });
});
