import { describe, expect, it } from '@jest/globals';
import { startExport } from '../../../functions/start-export/start-export.ts';
import { createSegmentationClient } from '../../../shared/adobe/segmentation.ts';
import type { ExportAttempt, StartExportInput } from '../../../shared/steps/export.ts';
import { httpTo, startAdobeServer } from '../adobe/adobe-server.ts';

const CREATED = Date.parse('2026-01-05T01:30:00Z');
const HOUR = 3_600_000;
const iso = (hours: number): string => new Date(CREATED + hours * HOUR).toISOString();
const DEADLINE_HOURS = 4;

const late: ExportAttempt = {
  jobId: '7',
  attempt: 1,
  attemptsSinceRedrive: 1,
  firstStartedAt: iso(0),
  startedAt: iso(0),
  deadlineAt: iso(DEADLINE_HOURS),
  gaveUp: [],
  redriveCount: 0,
  waitSeconds: 300,
  problem: { kind: 'deadline', message: 'export job 7 was still PROCESSING at its deadline' },
};

/** What is asked of Adobe, and what follows, when the execution is redriven 90 minutes after the deadline. */
async function redrive(job: object | null): Promise<{ calls: string[]; attempt: ExportAttempt }> {
  const calls: string[] = [];
  const created = { id: '8', status: 'NEW', creationTime: CREATED, destination: {} };
  await using server = await startAdobeServer(({ method, path }) => {
    const name = path.split('/').at(-1);
    calls.push(`${method} ${name}`);
    if (method === 'DELETE') return { status: 204 };
    if (method === 'POST') return { body: created };
    if (name === 'jobs') return { body: { records: [] } };
    return job === null ? { status: 404, body: {} } : { body: { ...created, id: '7', ...job } };
  });
  const input = {
    run: { startedAt: iso(0) },
    context: { state: 'Start export', now: iso(5.5), redriveCount: 1, redrivenAt: iso(5.5) },
    group: {
      mergePolicyId: 'policy',
      datasetId: 'export',
      fields: 'identityMap,segmentMembership',
      audiences: [{ id: 'gold', membershipNamespace: 'ups' }],
      maxAttempts: 2,
      deadlineMinutes: DEADLINE_HOURS * 60,
    },
    previous: late,
  } as unknown as StartExportInput;
  const segmentation = createSegmentationClient(httpTo(server));
  return { attempt: await startExport(input, { segmentation, log: () => undefined }), calls };
}

const replaced = { jobId: '8', attempt: 2, gaveUp: ['7'], deadlineAt: iso(5.5 + DEADLINE_HOURS), problem: null };

describe('an export job that was not finished at its deadline, when the execution is redriven', () => {
  it.each<[string, object]>([
    ['has succeeded since', { status: 'SUCCEEDED', updateTime: CREATED + 4.2 * HOUR }],
    ['has succeeded, Adobe does not say when', { status: 'SUCCEEDED' }],
    ['had succeeded, only its batch was late', { status: 'SUCCEEDED', updateTime: CREATED + 3 * HOUR }],
  ])('is kept where it %s: the attempt goes on under a new deadline', async (_, job) => {
    const { calls, attempt } = await redrive(job);
    expect(attempt).toEqual({
      ...late,
      deadlineAt: iso(5.5 + DEADLINE_HOURS),
      waitSeconds: expect.any(Number),
      problem: null,
    });
    expect(calls).toEqual(['GET 7']);
  });

  it.each<[string, object | null]>([
    ['has failed', { status: 'FAILED' }],
    ['was cancelled', { status: 'CANCELLED' }],
    ['is gone', null],
    ['had succeeded before it was waited for, and has no batch', { status: 'SUCCEEDED', updateTime: CREATED - 1 }],
  ])('is replaced, and not cancelled, where it %s', async (_, job) => {
    const { calls, attempt } = await redrive(job);
    expect(attempt).toMatchObject(replaced);
    expect(calls).toEqual(['GET 7', 'GET jobs', 'POST jobs']);
  });

  it.each(['NEW', 'PROCESSING', 'PAUSED'])('is cancelled and replaced where it is %s', async (status) => {
    const { calls, attempt } = await redrive({ status });
    expect(attempt).toMatchObject(replaced);
    expect(calls).toEqual(['GET 7', 'DELETE 7', 'GET jobs', 'POST jobs']);
  });
});
