import { describe, expect, it } from '@jest/globals';
import { checkExport } from '../../../functions/check-export/check-export.ts';
import { createCatalogClient } from '../../../shared/adobe/catalog.ts';
import { createSegmentationClient } from '../../../shared/adobe/segmentation.ts';
import type { CheckExportInput, CheckExportOutput } from '../../../shared/steps/export.ts';
import { httpTo, startAdobeServer } from '../adobe/adobe-server.ts';

const CREATED = Date.parse('2026-01-05T06:00:00Z');
const iso = (time: number): string => new Date(time).toISOString();

/** Looks at a job that Adobe describes like this. */
async function check(job: object, batches: Record<string, object> = {}): Promise<CheckExportOutput> {
  await using server = await startAdobeServer(({ path }) => {
    const id = path.split('/').at(-1) ?? '';
    if (path.includes('/export/jobs/')) return { body: { id, creationTime: CREATED, destination: {}, ...job } };
    const batch = batches[id];
    return batch === undefined ? { status: 404, body: {} } : { body: { [id]: { created: CREATED, ...batch } } };
  });
  const http = httpTo(server);
  const input = {
    context: { now: iso(CREATED + 60_000) },
    group: { mergePolicyId: 'policy', deadlineMinutes: 240 },
    export: { jobId: '24115', deadlineAt: iso(CREATED + 240 * 60_000) },
  } as unknown as CheckExportInput;
  return await checkExport(input, {
    segmentation: createSegmentationClient(http),
    catalog: createCatalogClient(http),
    log: () => undefined,
  });
}

const counted = (profiles: number) => ({ metrics: { totalExportedProfileCounter: profiles } });

describe('a job that succeeded', () => {
  it.each<[string, object, string]>([
    ['is done where it says that it exported nobody', counted(0), 'done'],
    ['is waited for where it says that it exported somebody', counted(7), 'running'],
    ['is waited for where it does not say how many it exported', {}, 'running'],
  ])('without naming a batch %s', async (_, metrics, status) => {
    expect(await check({ status: 'SUCCEEDED', ...metrics })).toMatchObject({ status });
  });

  it.each<[string, object, object, object]>([
    ['as the job says', counted(7), {}, { exportedProfiles: 7, warnings: [] }],
    ['else as its batch says', {}, { recordCount: 7 }, { exportedProfiles: 7, warnings: [] }],
    ['else not at all, with a warning', {}, {}, { exportedProfiles: null, warnings: [expect.stringMatching(/24115/)] }],
  ])('is counted %s', async (_, metrics, batch, result) => {
    const job = { status: 'SUCCEEDED', destination: { batchId: 'b1' }, ...metrics };
    const output = await check(job, { b1: { status: 'success', ...batch } });
    expect(output).toMatchObject({ status: 'done', result: { batchIds: ['b1'], ...result } });
  });

  it('is over where its batch holds another number than it says', async () => {
    const job = { status: 'SUCCEEDED', destination: { batchId: 'b1' }, ...counted(7) };
    const output = await check(job, { b1: { status: 'success', recordCount: 6 } });
    expect(output).toMatchObject({ status: 'startAgain', export: { problem: { name: 'ExportCountMismatch' } } });
  });
});
