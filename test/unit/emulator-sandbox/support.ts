import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { DuckDBInstance } from '@duckdb/node-api';
import { createPopulation } from '../../../emulator/sandbox/create-population.ts';
import { loadSandbox } from '../../../emulator/sandbox/load.ts';
import type { Population } from '../../../emulator/sandbox/population.ts';

export const START = Date.parse('2026-09-01T00:00:00Z');
export const DAY_MS = 86_400_000;
export const midnight = (day: number): number => START + (day - 1) * DAY_MS;

/** Gives the work a folder of its own and removes it afterwards. */
export async function inFolder<T>(work: (folder: string) => Promise<T>): Promise<T> {
  const folder = await mkdtemp(path.join(tmpdir(), 'sandbox-'));
  try {
    return await work(folder);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/** Writes `sandbox.json` and record files; a list is written one record a line, text as it is. */
export async function writeSandbox(
  folder: string,
  description: unknown,
  files: Record<string, readonly unknown[] | string>,
): Promise<void> {
  await mkdir(folder, { recursive: true });
  const json = typeof description === 'string' ? description : JSON.stringify(description);
  await writeFile(path.join(folder, 'sandbox.json'), json);
  for (const [name, content] of Object.entries(files)) {
    const text =
      typeof content === 'string' ? content : content.map((record) => `${JSON.stringify(record)}\n`).join('');
    await writeFile(path.join(folder, name), text);
  }
}

/** Loads the sandbox of a folder, and closes its population after the work. */
export async function withPopulation<T>(
  folder: string,
  work: (population: Population, workFolder: string) => Promise<T>,
): Promise<T> {
  const workFolder = path.join(folder, 'work');
  const population = await createPopulation({ ...(await loadSandbox(folder)), workFolder, memoryLimit: '500MB' });
  try {
    return await work(population, workFolder);
  } finally {
    await population.close();
  }
}

/** The rows of a parquet file as plain JSON: maps are objects, timestamps text. */
export async function parquetRows(file: string): Promise<Record<string, unknown>[]> {
  const instance = await DuckDBInstance.create(':memory:');
  const connection = await instance.connect();
  await connection.run(`SET TimeZone = 'UTC'`);
  const reader = await connection.runAndReadAll(
    `SELECT CAST(to_json(t) AS VARCHAR) AS "row" FROM read_parquet('${file}') t`,
  );
  const rows = reader.getRowObjects().map(({ row }) => JSON.parse(String(row)) as Record<string, unknown>);
  connection.closeSync();
  instance.closeSync();
  return rows;
}

/** All profiles of a merge policy, whole. */
export async function exportAll(
  population: Population,
  workFolder: string,
  mergePolicyId: string,
): Promise<Record<string, unknown>[]> {
  const file = path.join(workFolder, 'all.parquet');
  await population.exportProfiles({ mergePolicyId, segments: null, fields: null, includesEventOnly: true, file });
  return parquetRows(file);
}
