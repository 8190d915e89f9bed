import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import axe from 'axe-core';
import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { type Browser, chromium, type Page } from 'playwright-core';
import { findChromium } from '../../tools/docs/chromium.ts';
import { ops, opsEnvironment } from '../../tools/docs/ops-command.ts';
import { prepareScene, type Scene } from '../../tools/docs/scene.ts';
import { newFolder, removeFolder } from '../e2e/support/folders.ts';
import { reportPage } from '../../ops/report/page.ts';
import { HOSTILE_NAMES, reportOfNames } from './hostile-report.ts';

const FIVE_MINUTES = 300_000;
const PHONE = { width: 390, height: 844 };
const DESKTOP = { width: 1280, height: 900 };

const executablePath = findChromium();
if (executablePath === null) {
  process.stderr.write('test/browser: no Chromium here; set CHROMIUM_PATH to test the report in a browser.\n');
}
const inBrowser = executablePath === null ? describe.skip : describe;

inBrowser('the report in a browser', () => {
  let folder: string;
  let scene: Scene;
  let browser: Browser;
  let file: string;
  let hostileFile: string;
  let runs: any[];

  beforeAll(async () => {
    folder = await newFolder();
    file = path.join(folder, 'report.html');
    hostileFile = path.join(folder, 'hostile.html');
    scene = await prepareScene(folder);
    await scene.playOn(await scene.playUntilFailure());
    const environment = opsEnvironment(scene.aws.environment);
    const written = await ops(['report', 'example', '-o', file], { environment });
    expect(written).toMatchObject({ exitCode: 0, stderr: '' });
    runs = JSON.parse((await ops(['runs', 'example', '--json'], { environment })).stdout).runs;
    await writeFile(hostileFile, reportPage(reportOfNames(HOSTILE_NAMES)));
    browser = await chromium.launch({ executablePath: executablePath! });
  }, FIVE_MINUTES);
  afterAll(async () => {
    await browser.close();
    await scene.close();
    await removeFolder(folder);
  });

  /** Opens a page, and collects what it should not do: complain, or ask the network for anything. */
  async function open(
    document: string,
    options: Parameters<Browser['newPage']>[0] = {},
  ): Promise<{ page: Page; wrongs: string[] }> {
    const page = await browser.newPage({ viewport: DESKTOP, ...options });
    const wrongs: string[] = [];
    page.on('console', (message) => wrongs.push(`${message.type()}: ${message.text()}`));
    page.on('pageerror', (error) => wrongs.push(error.message));
    page.on('dialog', (dialog) => wrongs.push(`dialog: ${dialog.message()}`));
    page.on('request', (request) => {
      if (request.url() !== pathToFileURL(document).href) wrongs.push(`request: ${request.url()}`);
    });
    await page.goto(pathToFileURL(document).href);
    return { page, wrongs };
  }

  /** The rows of a table, by its caption, as a reader sees them. */
  const rowsOf = (page: Page, caption: string): Promise<string[][]> =>
    page
      .locator('table', { has: page.locator('caption', { hasText: caption }) })
      .locator('tbody tr')
      .evaluateAll((rows: any[]) => rows.map((row) => Array.from(row.cells, (cell: any) => cell.textContent.trim())));

  const views = [
    ['light', { colorScheme: 'light' }],
    ['dark', { colorScheme: 'dark' }],
    ['on a phone', { viewport: PHONE }],
    ['on a phone in the dark', { viewport: PHONE, colorScheme: 'dark' }],
  ] as const;

  it.each(views)('is accessible, silent, and no wider than the screen: %s', async (_, options) => {
    for (const document of [file, hostileFile]) {
      const { page, wrongs } = await open(document, options);
      await page.evaluate(axe.source);
      const { violations } = await page.evaluate<axe.AxeResults>('axe.run()');
      expect(violations.map(({ id, nodes }) => [id, nodes.map(({ html }) => html)])).toEqual([]);
      const width = await page.evaluate<number>('document.documentElement.scrollWidth');
      expect(width).toBeLessThanOrEqual(page.viewportSize()!.width);
      expect(wrongs).toEqual([]);
      await page.close();
    }
  });

  it('says first how CJA stands', async () => {
    const { page } = await open(file);
    expect(await page.locator('h1').textContent()).toContain(
      'All 7 audiences are up to date in CJA as of 9 September 2026, 04:00 UTC',
    );
    expect(await page.title()).toMatch(/^example: All 7 audiences are up to date/);
    await page.close();
  });

  it('shows the numbers of the executions: rows, profiles, redrives of each run', async () => {
    const { page } = await open(file);
    const number = (text: string | undefined): number => Number(text?.replaceAll(',', ''));
    const shown = (await rowsOf(page, 'Runs, newest first')).map((cells) => ({
      name: cells[1],
      mode: cells[3],
      rowsWritten: number(cells[8]),
      profilesRead: number(cells[9]),
      redrives: number(cells[10]),
    }));
    expect(shown).toEqual(
      runs.map(({ name, redrives, record: { mode, rowsWritten, profilesRead } }) => ({
        name: name.slice(0, 8),
        mode,
        rowsWritten,
        profilesRead,
        redrives,
      })),
    );
    await page.close();
  });

  it('shows the numbers of the executions: members, joined, left and persons of each audience in each run', async () => {
    const { page } = await open(file);
    const { audiences } = runs[0].record;
    const text = (number: number): string => number.toLocaleString('en');
    for (const { id, name } of audiences) {
      const expected = runs.map(({ startedAt, record }) => {
        const { counts, persons } = record.audiences.find((audience: any) => audience.id === id);
        const numbers = [counts.members, counts.joined, counts.left, persons].map(text);
        return [`${startedAt.slice(0, 16).replace('T', ' ')} UTC`, ...numbers];
      });
      expect(await rowsOf(page, `${name}, run by run`)).toEqual(expected);
    }
    await page.close();
  });

  it('draws what it says: a point for each run, a cross for each failure that nobody repaired', async () => {
    const { page } = await open(file);
    const firstCard = page.locator('article.card').first();
    expect(await firstCard.locator('svg').first().locator('circle').count()).toBe(runs.length);
    expect(await page.locator('.strip a').allTextContents()).toEqual(['✓', '✓', '✓', '↻', '✓', '✓', '✓', '✓', '✓']);
    expect(await page.locator('ul.plain li').allTextContents()).toEqual([
      expect.stringMatching(/^\s*ExportJobFailed at 2026-09-04 .+Redriven afterwards\.\s*$/s),
    ]);
    await page.close();
  });

  it('shows hostile names as the text that they are', async () => {
    const { page } = await open(hostileFile);
    expect(await page.locator('article h3').allTextContents()).toEqual([...HOSTILE_NAMES]);
    expect(await page.locator('script, img, iframe, base').count()).toBe(0);
    await page.close();
  });
});
