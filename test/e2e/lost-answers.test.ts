import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import path from 'node:path';
import type { InProcessFaultDescription } from '../../emulator/faults/index.ts';
import { copyAssembly } from '../support/assembly.ts';
import { classifyExportStatus } from '../../shared/adobe/segmentation.ts';
import { PROJECT } from './support/command.ts';
import { newFolder, removeFolder } from './support/folders.ts';
import { recordOf, type Service, startService } from './support/service.ts';

const TWO_MINUTES = 120_000;
const SANDBOX = path.join(PROJECT, 'test/fixtures/three-persons');
/** A second is long enough for the emulator, and short enough for a test that waits for it. */
const IMPATIENT = { ADOBE_REQUEST_TIMEOUT_MS: '1000', ADOBE_RETRY_WAIT_MS: '10' };

let assembly: string;
let service: Service;

beforeAll(async () => {
  assembly = await newFolder();
  copyAssembly(path.join(SANDBOX, 'sync.json'), assembly);
}, TWO_MINUTES);
afterAll(() => removeFolder(assembly));
afterEach(() => service.close());

const EXPORT_JOBS = '/data/core/ups/export/jobs';
const QUERIES = '/data/foundation/query/queries';
const creating = (where: string) => ({ on: { method: 'POST', path: where } }) as const;

async function allOf<Item>(items: AsyncIterable<Item>): Promise<Item[]> {
  const all: Item[] = [];
  for await (const item of items) all.push(item);
  return all;
}

type FaultAt = (where: string, functionName: string) => InProcessFaultDescription[];

describe('an answer to what creates an export job or a query is lost', () => {
  it.each<[string, FaultAt, RegExp]>([
    ['cut off after the effect', (where) => [{ kind: 'cut', when: 'after', ...creating(where) }], /AdobeAnswerLost/],
    ['cut off in its middle', (where) => [{ kind: 'cut', when: 'mid-body', ...creating(where) }], /AdobeAnswerLost/],
    ['not JSON', (where) => [{ kind: 'malformed-json', ...creating(where) }], /AdobeAnswerLost/],
    [
      'too late',
      (where) => [{ kind: 'delay', when: 'after', milliseconds: 3000, ...creating(where) }],
      /AdobeAnswerLost/,
    ],
    [
      'lost with the function, which dies between the call and its return',
      (where, functionName) => [
        { kind: 'callback', ...creating(where), run: () => service.aws.killFunction(functionName) },
      ],
      /Lambda\.Unknown/,
    ],
    [
      'cut off, and Adobe’s list lags behind',
      (where) => [
        { kind: 'list-lag', list: where === QUERIES ? 'queries' : 'export-jobs', seconds: 25 },
        { kind: 'cut', when: 'after', ...creating(where) },
      ],
      /AdobeAnswerLost/,
    ],
    ['cut off before the effect', (where) => [{ kind: 'cut', when: 'before', ...creating(where) }], /AdobeAnswerLost/],
  ])(
    '%s: the next try finds what was created, and creates what was not',
    async (_, faultsAt, error) => {
      service = await startService({ assembly, sandboxFolder: SANDBOX, environment: IMPATIENT });
      const { faults } = service.emulator;
      for (const fault of faultsAt(EXPORT_JOBS, 'audience-sync-dev-start-export')) faults.add(fault);
      for (const fault of faultsAt(QUERIES, 'audience-sync-dev-start-transform')) faults.add(fault);
      const arn = await service.start();
      const ended = await service.ended(arn);

      expect(ended.status).toBe('SUCCEEDED');
      expect(faults.list().filter(({ fired }) => fired === 0)).toEqual([]);
      expect(await service.historyText(arn)).toMatch(error);
      const jobs = await allOf(service.segmentation.listExportJobs());
      expect(jobs.map(({ status }) => classifyExportStatus(status))).toEqual(['succeeded']);
      const queries = await allOf(service.queryService.listQueries());
      expect(queries.map(({ state }) => state)).toEqual(['SUCCESS']);
      const record = recordOf(ended);
      expect(record).toMatchObject({ outcome: 'refreshed', transform: { queryId: queries[0]!.id, attempt: 1 } });
    },
    TWO_MINUTES,
  );
});
