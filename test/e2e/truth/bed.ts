import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { copyAssembly } from '../../support/assembly.ts';
import type { Records } from './people.ts';
import { writeSandbox } from './sandbox.ts';
import { type Service, startService } from './service.ts';
import { definitionOf, FIRST_SETTINGS } from './settings.ts';
import { midnightOf } from './truth.ts';

/** The CDK app, synthesized once, and a folder for everything that the tests of a file leave behind. */
export interface Bed {
  /** The service on a sandbox with these people, at the beginning of their first day. */
  startService(records: Records): Promise<Service>;
  remove(): Promise<void>;
}

export async function prepareBed(): Promise<Bed> {
  const folder = await mkdtemp(path.join(os.tmpdir(), 'audience-sync-truth-'));
  const assembly = path.join(folder, 'cdk.out');
  const syncFile = path.join(folder, 'sync.json');
  await writeFile(syncFile, JSON.stringify(definitionOf(FIRST_SETTINGS)));
  copyAssembly(syncFile, assembly);
  let services = 0;
  return {
    startService: async (records) => {
      const workFolder = path.join(folder, `service-${++services}`);
      const sandboxFolder = path.join(workFolder, 'sandbox');
      await mkdir(sandboxFolder, { recursive: true });
      await writeSandbox(sandboxFolder, records);
      return startService({ assembly, sandboxFolder, workFolder, startAt: midnightOf(1) });
    },
    remove: () => rm(folder, { recursive: true, force: true }),
  };
}
