import type { Emulator } from '../../emulator/index.ts';
import { SandboxError } from '../../emulator/sandbox/sandbox-error.ts';
import { AdobeError } from '../../shared/adobe/errors.ts';
import type { SyncDefinition } from '../../shared/definition/definition.ts';
import type { PersonsInCja } from './cja-reading.ts';
import type { AudienceOfDay } from './day.ts';
import { say } from './progress.ts';

/**
 * The audiences of a sync as they are now: by the sandbox's people, and by what CJA reports. A definition may name what the
 * sandbox does not have; then a number is null, and standard error says why.
 */
export async function audiencesOfDay(
  definition: SyncDefinition,
  emulator: Emulator,
  personsInCja: PersonsInCja,
): Promise<AudienceOfDay[]> {
  const [truth, persons] = await Promise.all([
    unlessMissing(() => emulator.truth(identityOf(definition), definition.cja.connectionId)),
    unlessMissing(personsInCja),
  ]);
  return definition.audiences.map(({ id, name }) => {
    const audience = truth?.find((candidate) => candidate.id === id);
    return {
      id,
      name: name ?? audience?.name ?? id,
      members: audience?.members ?? null,
      reportable: audience?.reportable ?? null,
      cjaPersons: persons === null ? null : (persons.get(id) ?? 0),
    };
  });
}

async function unlessMissing<Result>(ask: () => Promise<Result>): Promise<Result | null> {
  try {
    return await ask();
  } catch (error) {
    const isMissing = error instanceof SandboxError || (error instanceof AdobeError && error.name === 'AdobeNotFound');
    if (!isMissing) throw error;
    say(`  not known: ${error.message}`);
    return null;
  }
}

/** The identity as the emulator's truth takes it. */
function identityOf({ identity }: SyncDefinition): Parameters<Emulator['truth']>[0] {
  return 'namespace' in identity ? identity : { path: identity.field };
}
