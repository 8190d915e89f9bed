import { beforeAll, describe, expect, it } from '@jest/globals';
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { type Ended, npmStart, stackLines, start } from './support/command.ts';
import { type DaysDocument, notReportedRightly, readDays } from './support/days-document.ts';
import { newFolder, removeFolder } from './support/folders.ts';

const TEN_MINUTES = 600_000;

/** The document without what may differ from run to run although nothing else does. */
const numbersOf = ({ days }: DaysDocument) => days.map(({ audiences, rowsWritten }) => ({ audiences, rowsWritten }));

describe('npm start -- --json', () => {
  let first: Ended;
  let again: Ended;
  let other: Ended;
  let document: DaysDocument;
  let page: string;

  beforeAll(async () => {
    const options = ['--json', '--persons', '2000'];
    const folder = await newFolder();
    const report = path.join(folder, 'report.html');
    first = await npmStart([...options, '--seed', '7']);
    again = await start([...options, '--seed', '7']);
    other = await start([...options, '--seed', '8', '--days', '1', '--report', report]);
    page = await readFile(report, 'utf8');
    await removeFolder(folder);
    document = readDays(first.stdout);
  }, TEN_MINUTES);

  it('prints one JSON document on standard output, and nothing else', () => {
    expect(first.stdout).toMatch(/^\{.*\}\n$/);
    expect(document).toMatchObject({ seed: 7, persons: 2000, days: [{ day: 1 }, { day: 2 }] });
  });

  it('tells the story on standard error, without a single stack trace', () => {
    expect(first.stderr).toContain('Day 2: the schedule starts a run at 2026-09-02 04:00 UTC');
    expect(first.stderr).toContain('Plan run');
    expect(stackLines(first.stderr)).toEqual([]);
  });

  it('exits with 0 after two runs that refreshed everything, without a warning', () => {
    expect(first.exitCode).toBe(0);
    for (const { execution, rowsWritten, warnings } of document.days) {
      expect(execution).toMatchObject({ status: 'SUCCEEDED', outcome: 'refreshed', redrives: 0, error: null });
      expect(rowsWritten).toBeGreaterThan(0);
      expect(warnings).toEqual([]);
    }
  });

  it('shows that CJA reports exactly the reportable members, of every audience and day', () => {
    expect(document.days.flatMap(notReportedRightly)).toEqual([]);
    for (const { audiences } of document.days) {
      expect(audiences).toHaveLength(7);
      for (const { members, reportable } of audiences) expect(reportable).toBeLessThanOrEqual(members);
      // Some members can be reported, and some cannot: else equality would prove little.
      const sum = (of: 'members' | 'reportable'): number => audiences.reduce((total, each) => total + each[of], 0);
      expect(sum('reportable')).toBeGreaterThan(100);
      expect(sum('reportable')).toBeLessThan(sum('members'));
    }
  });

  it('shows audiences that lose persons on day two, in CJA as well', () => {
    const [dayOne, dayTwo] = document.days;
    const shrunk = dayTwo!.audiences.filter(
      ({ cjaPersons }, index) => cjaPersons < dayOne!.audiences[index]!.cjaPersons,
    );
    expect(shrunk.length).toBeGreaterThan(0);
  });

  it('gives the very same document for the same seed', () => {
    expect(again.exitCode).toBe(0);
    expect(readDays(again.stdout)).toEqual(document);
  });

  it('writes the report about its days where it is told to', () => {
    expect(other.stderr).toMatch(/^Report: .+report\.html$/m);
    expect(page).toContain('audiences are up to date in CJA as of 1 September 2026, 04:00 UTC');
    for (const { name } of readDays(other.stdout).days[0]!.audiences) expect(page).toContain(`<h3>${name}</h3>`);
  });

  it('gives other numbers for another seed', () => {
    expect(other.exitCode).toBe(0);
    expect(numbersOf(readDays(other.stdout))).not.toEqual(numbersOf(document).slice(0, 1));
  });
});
