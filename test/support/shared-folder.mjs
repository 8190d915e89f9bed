import { mkdtemp, rm } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';

/** A folder that all test files of one run share, whichever worker they are in; jest calls this before the first. */
export default async function createSharedFolder() {
  const folder = await mkdtemp(path.join(os.tmpdir(), 'audience-sync-tests-'));
  process.env.TESTS_SHARED_FOLDER = folder;
  globalThis.removeSharedFolder = () => rm(folder, { recursive: true, force: true });
}
