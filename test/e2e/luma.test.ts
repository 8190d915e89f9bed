import { describe, expect, it } from '@jest/globals';
import { existsSync } from 'node:fs';
import path from 'node:path';
import { PROJECT, start } from './support/command.ts';
import { notReportedRightly, readDays } from './support/days-document.ts';

const SANDBOX = 'test/fixtures/luma';
/** Adobe's sample people are not part of the project: they lie beside it where it is developed. */
const DATA = path.resolve(PROJECT, '../shared/data/luma');
const FOUR_MINUTES = 240_000;

describe('npm start on Adobe’s own sample people', () => {
  if (!existsSync(path.join(DATA, 'luma-loyalty.json'))) {
    it('is not tried, because ../shared/data/luma is not there, and says which file is missing', async () => {
      console.info(`${path.relative(PROJECT, DATA)} is not there: Adobe's sample people were not tried.`);
      const { exitCode, stderr } = await start(['--json', '--sandbox', SANDBOX]);
      expect(stderr).toMatch(/^npm start: .*luma-loyalty\.json[^\n]*\n$/);
      expect(exitCode).toBe(2);
    });
    return;
  }

  it(
    'ends green, and an audience loses a person in CJA on day two',
    async () => {
      const { exitCode, stdout } = await start(['--json', '--sandbox', SANDBOX]);
      const { days } = readDays(stdout);
      const [dayOne, dayTwo] = days;

      expect(days.flatMap(notReportedRightly)).toEqual([]);
      const lost = dayTwo!.audiences
        .filter(({ reportable }, index) => reportable < dayOne!.audiences[index]!.reportable)
        .map(({ name, reportable }) => ({ name, reportable }));
      expect(lost).toEqual([{ name: 'At home in New York City', reportable: 0 }]);
      // Most buyers are known by their events alone, and gender stands in CRM only: empty audiences are reported as such.
      expect(dayTwo!.audiences.filter(({ members }) => members === 0).map(({ name }) => name)).toContain('Women');
      expect(exitCode).toBe(0);
    },
    FOUR_MINUTES,
  );
});
