import { mkdtemp, rm } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';

export const newFolder = (): Promise<string> => mkdtemp(path.join(os.tmpdir(), 'audience-sync-e2e-'));

export const removeFolder = (folder: string): Promise<void> => rm(folder, { recursive: true, force: true });
