import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { chromium } from 'playwright-core';
import { findChromium } from './chromium.ts';
import { ops, opsEnvironment } from './ops-command.ts';
import { record, withRecording } from './recording.ts';
import { prepareScene, type Scene } from './scene.ts';

/**
 * Writes what docs/ops.md shows of the operator's command from a real run: `npm run docs:record`. With `--check` it changes
 * nothing, and fails where the text is not what the commands print now.
 */
const DOCUMENT = fileURLToPath(new URL('../../docs/ops.md', import.meta.url));
const SCREENSHOT = fileURLToPath(new URL('../../docs/report.png', import.meta.url));

const isCheck = process.argv.includes('--check');
const folder = await mkdtemp(path.join(os.tmpdir(), 'audience-sync-docs-'));
const scene = await prepareScene(folder);
try {
  const before = await readFile(DOCUMENT, 'utf8');
  const after = withRecording(before, await record(scene));
  if (isCheck) {
    if (after !== before) throw new Error('docs/ops.md is not what the commands print; run: npm run docs:record');
  } else {
    await writeFile(DOCUMENT, after);
    await takeScreenshot(scene, path.join(folder, 'report.html'));
  }
} finally {
  await scene.close();
  await rm(folder, { recursive: true, force: true });
}

async function takeScreenshot({ aws }: Scene, file: string): Promise<void> {
  const executablePath = findChromium();
  if (executablePath === null) throw new Error('No Chromium for the screenshot; set CHROMIUM_PATH');
  await ops(['report', 'example', '-o', file], { environment: opsEnvironment(aws.environment) });
  const browser = await chromium.launch({ executablePath });
  const page = await browser.newPage({ viewport: { width: 1040, height: 1360 } });
  await page.goto(pathToFileURL(file).href);
  await page.screenshot({ path: SCREENSHOT });
  await browser.close();
}
