import { expect } from '@jest/globals';
import { readFile } from 'node:fs/promises';
import { personsInCja } from '../../../local/start/cja-reading.ts';
import { parseSyncDefinition } from '../../../shared/definition/parse.ts';
import type { Service } from './service.ts';

/**
 * Who CJA reports in each audience, against who should be.
 * @param syncFile of the definition that was synthesized, whose identity is a field
 */
export async function expectCjaToBeRight({ emulator, clock }: Service, syncFile: string): Promise<void> {
  const definition = parseSyncDefinition(JSON.parse(await readFile(syncFile, 'utf8')), syncFile);
  if (!('field' in definition.identity)) throw new Error(`${syncFile}: the identity is no field`);
  const truth = await emulator.truth({ path: definition.identity.field }, definition.cja.connectionId);
  const persons = await personsInCja(definition, emulator, () => clock.now())();
  expect(truth.map(({ id }) => [id, persons.get(id) ?? 0])).toEqual(
    truth.map(({ id, reportable }) => [id, reportable]),
  );
}
