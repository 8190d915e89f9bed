import { access } from 'node:fs/promises';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from '@jest/globals';
import { createPopulation } from '../../../emulator/sandbox/create-population.ts';
import { loadSandbox } from '../../../emulator/sandbox/load.ts';
import { exportAll, inFolder, midnight } from './support.ts';

const FOLDER = fileURLToPath(new URL('../../fixtures/luma', import.meta.url));
const DATA = path.resolve(FOLDER, '../../../../shared/data/luma');
const LOYALTY_FIRST = '5d2a4c9e-0b7f-4e35-9c68-21f0a3b7d501';
const LOYALTY_ID = { path: '_techmarketingdemos.systemIdentifier.loyaltyId' };

const dataIsHere = await access(path.join(DATA, 'luma-crm.json')).then(
  () => true,
  () => false,
);

describe('the sandbox of Adobe’s sample people', () => {
  if (!dataIsHere) {
    it('cannot be tried, because its data is not beside the project', async () => {
      process.stderr.write(`test/fixtures/luma: ${DATA} is not there, so Adobe's sample people were not tried.\n`);
      await expect(loadSandbox(FOLDER)).rejects.toThrow('luma-loyalty.json: cannot be read');
    });
    return;
  }

  it('knows 1,999 customers, joins loyalty and CRM by crmId, and loses reportable members on day two', async () => {
    await inFolder(async (workFolder) => {
      const sandbox = await loadSandbox(FOLDER);
      const population = await createPopulation({ ...sandbox, workFolder });
      const truths: unknown[][] = [];
      for (const day of [1, 2]) {
        await population.evaluateDay(day, midnight(day));
        const truth = await population.truth(LOYALTY_ID, 'dg_luma');
        truths.push(truth.map(({ name, members, reportable }) => [name, members, reportable]));
      }
      const people = await exportAll(population, workFolder, LOYALTY_FIRST);
      const request = { mergePolicyId: LOYALTY_FIRST, segments: null, fields: null, includesEventOnly: false };
      const known = await population.exportProfiles({ ...request, file: path.join(workFolder, 'known.parquet') });
      await population.close();

      expect(truths).toEqual([
        [
          ['Gold members', 251, 1],
          ['More than 900,000 points', 105, 1],
          ['Members who bought in a store', 2, 2],
          ['Members without an e-mail address', 1000, 2],
          ['At home in New York City', 1, 1],
          ['Women', 0, 0],
          ['Store buyers outside the programme', 0, 0],
        ],
        [
          ['Gold members', 251, 1],
          ['More than 900,000 points', 105, 1],
          ['Members who bought in a store', 3, 3],
          ['Members without an e-mail address', 999, 2],
          ['At home in New York City', 0, 0],
          ['Women', 0, 0],
          ['Store buyers outside the programme', 0, 0],
        ],
      ]);
      // 1,000 loyalty and 1,000 CRM records share one crmId; 997 of 1,000 buyers are known by their events alone.
      expect(known.profiles).toBe(1999);
      expect(known.profilesByNamespace).toEqual({ Email: 894, lumaCrmId: 1781, lumaLoyaltyId: 1000 });
      expect(people).toHaveLength(1999 + 997);
    });
  });
});
