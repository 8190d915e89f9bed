import { mkdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { DEFAULT_DESCRIPTION, GUEST_FILE, RECORD_FILES, type RecordFileName } from './default-description.ts';
import { createDraws, generatePerson, guestEntry } from './generate-person.ts';
import { generateRecords } from './generate-records.ts';

export interface GenerateOptions {
  /** Different people; some of them are known as two persons until a record links them. */
  readonly persons?: number;
  /** Same seed and number of persons: the same bytes. */
  readonly seed?: number;
}

/**
 * Writes the default sandbox into a folder, which is created where it is missing: `sandbox.json`, six files of
 * records and a list of an external audience's members.
 * `DEFAULT_SANDBOX` names its ids. Among its people are: persons with two ECIDs, without one, without events, known by
 * events only; ids that differ by case only, and ids that cannot be used; persons who join, leave one or leave all
 * audiences from one day to the next.
 */
export async function writeDefaultSandbox(folder: string, options: GenerateOptions = {}): Promise<void> {
  const { persons = 20_000, seed = 1 } = options;
  if (!Number.isInteger(persons) || persons < 1) throw new RangeError('persons: a whole number from 1');
  if (!Number.isInteger(seed)) throw new RangeError('seed: a whole number');
  const lines: Record<RecordFileName, string[]> = {
    crm: [],
    loyalty: [],
    preferences: [],
    web: [],
    app: [],
    store: [],
  };
  const guests: string[] = [];
  const draws = createDraws(seed);
  for (let number = 0; number < persons; number += 1) {
    const person = generatePerson(number, draws);
    const guest = guestEntry(person);
    if (guest !== null) guests.push(`${JSON.stringify(guest)}\n`);
    const records = generateRecords(person, draws);
    for (const { file, value } of records) lines[file].push(`${JSON.stringify(value)}\n`);
  }
  await mkdir(folder, { recursive: true });
  await writeFile(path.join(folder, 'sandbox.json'), `${JSON.stringify(DEFAULT_DESCRIPTION, null, 2)}\n`);
  for (const file of ['crm', 'loyalty', 'preferences', 'web', 'app', 'store'] as const) {
    await writeFile(path.join(folder, RECORD_FILES[file]), lines[file].join(''));
  }
  await writeFile(path.join(folder, GUEST_FILE), guests.join(''));
}
