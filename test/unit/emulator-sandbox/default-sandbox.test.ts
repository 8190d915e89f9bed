import { createHash } from 'node:crypto';
import { readdir, readFile } from 'node:fs/promises';
import path from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { DEFAULT_SANDBOX } from '../../../emulator/sandbox/default-sandbox.ts';
import { writeDefaultSandbox } from '../../../emulator/sandbox/generate.ts';
import { loadSandbox } from '../../../emulator/sandbox/load.ts';
import { at } from './model.ts';
import { exportAll, inFolder, midnight, withPopulation } from './support.ts';

const { audiences, connection, mergePolicies, namespace } = DEFAULT_SANDBOX;

async function hashOf(folder: string): Promise<string> {
  const hash = createHash('sha256');
  for (const file of (await readdir(folder)).sort()) hash.update(file).update(await readFile(path.join(folder, file)));
  return hash.digest('hex');
}

describe('the generated sandbox', () => {
  it('has the same bytes for the same seed and size, and others for others', async () => {
    await inFolder(async (folder) => {
      const write = async (name: string, options: { persons: number; seed: number }): Promise<string> => {
        await writeDefaultSandbox(path.join(folder, name), options);
        return hashOf(path.join(folder, name));
      };
      const first = await write('a', { persons: 300, seed: 7 });
      expect(await write('b', { persons: 300, seed: 7 })).toBe(first);
      expect(await write('c', { persons: 300, seed: 8 })).not.toBe(first);
      expect(await write('d', { persons: 301, seed: 7 })).not.toBe(first);
    });
  });

  it.each([1, 20])('loads with as few as %d persons', async (persons) => {
    await inFolder(async (folder) => {
      await writeDefaultSandbox(folder, { persons, seed: 3 });
      const { description } = await loadSandbox(folder);
      expect(description.name).toBe('prod');
      await withPopulation(folder, (population) => population.evaluateDay(1, midnight(1)));
    });
  });

  it.each([{ persons: 0 }, { persons: 1.5 }, { seed: 0.5 }])('refuses %j', async (options) => {
    await expect(writeDefaultSandbox('unused', options)).rejects.toThrow('a whole number');
  });

  it('has the people it promises, and members who come and go', async () => {
    await inFolder(async (folder) => {
      await writeDefaultSandbox(folder, { persons: 2_000, seed: 1 });
      await withPopulation(folder, async (population, workFolder) => {
        await population.evaluateDay(1, midnight(1));
        const truth = await population.truth({ namespace, which: 'all' }, connection);
        const people = await exportAll(population, workFolder, mergePolicies.customerRecords);
        await population.evaluateDay(2, midnight(2));
        const truthNextDay = await population.truth({ namespace, which: 'all' }, connection);
        const peopleNextDay = await exportAll(population, workFolder, mergePolicies.customerRecords);

        expect(truth.map(({ id }) => id)).toEqual(Object.values(audiences));
        expect(Math.min(...truth.map(({ reportable }) => reportable))).toBeGreaterThan(0);
        const changed = truth.filter(({ members }, index) => truthNextDay[index]?.members !== members);
        expect(changed.length).toBeGreaterThanOrEqual(5);
        expect(truth.some(({ members, reportable }) => reportable < members)).toBe(true);
        expect(truth.find(({ id }) => id === audiences.goldCustomers)?.name).toMatch(/".*'.*\$.*\$\$.*\n/s);

        const ecids = people.map((person) => idsIn(person, namespace));
        expect(ecids.some((ids) => ids.length === 2)).toBe(true);
        expect(ecids.some((ids) => ids.length === 0)).toBe(true);
        expect(ecids.flat().some((id) => /^0+$/.test(id))).toBe(true);
        const all = ecids.flat();
        expect(new Set(all.map((id) => id.toLowerCase())).size).toBeLessThan(new Set(all).size);
        expect(people.some((person) => at(person, '_acme.crmId') === undefined)).toBe(true);

        const was = membershipsByEcid(people);
        const is = membershipsByEcid(peopleNextDay);
        expect([...was].some(([id, before]) => before.size > 0 && is.get(id)?.size === 0)).toBe(true);
        expect(
          [...was].some(([id, before]) => before.size > 1 && is.get(id)!.size > 0 && is.get(id)!.size < before.size),
        ).toBe(true);
        const statuses = peopleNextDay.map((person) =>
          at(person, `segmentMembership.ups.${audiences.emailSubscribers}.status`),
        );
        expect(new Set(statuses)).toEqual(new Set([undefined, 'realized', 'existing', 'exited']));
        // Who was two persons on day one and is one on day two.
        expect(all.length).toBeGreaterThan(0);
        const names = new Map(
          peopleNextDay.flatMap((person, index) => idsIn(person, namespace).map((id) => [id, index])),
        );
        const apart = people.map((person) => idsIn(person, namespace)[0]).filter((id) => id !== undefined);
        expect(new Set(apart.map((id) => names.get(id))).size).toBeLessThan(apart.length);
      });
    });
  });
});

function idsIn(person: unknown, wanted: string): string[] {
  return ((at(person, `identityMap.${wanted}`) ?? []) as unknown[]).map((item) => at(item, 'id') as string);
}

/** ECID -> the audiences that its person is a member of. */
function membershipsByEcid(people: readonly unknown[]): Map<string, Set<string>> {
  return new Map(
    people.flatMap((person) => {
      const entries = Object.entries((at(person, 'segmentMembership.ups') ?? {}) as Record<string, unknown>);
      const members = new Set(entries.filter(([, entry]) => at(entry, 'status') !== 'exited').map(([id]) => id));
      return idsIn(person, namespace).map((id): [string, Set<string>] => [id, members]);
    }),
  );
}
