import { cp, readFile, symlink, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { PROJECT } from './command.ts';

/** What `npm start` needs of the project, besides its dependencies. */
const NEEDED = [
  'cdk.json',
  'package.json',
  'package-lock.json',
  'tsconfig.json',
  'infra',
  'functions',
  'shared',
  'emulator',
  'local',
  'ops',
  'syncs',
  'tools',
];

/** One place in the project's text, and what is to stand there instead. */
export interface Edit {
  readonly file: string;
  readonly text: string;
  readonly becomes: string;
}

/** Copies the project into a folder, where it can be broken without harm. */
export async function copyProject(folder: string): Promise<void> {
  for (const name of NEEDED) await cp(path.join(PROJECT, name), path.join(folder, name), { recursive: true });
  await symlink(path.join(PROJECT, 'node_modules'), path.join(folder, 'node_modules'));
}

/** @throws Error where the text does not stand exactly once in the file: then the edit would not mean what it says */
export async function edit(project: string, { file, text, becomes }: Edit): Promise<void> {
  const place = path.join(project, file);
  const parts = (await readFile(place, 'utf8')).split(text);
  if (parts.length !== 2) throw new Error(`${file}: "${text}" stands there ${parts.length - 1} times, not once`);
  await writeFile(place, parts.join(becomes));
}
