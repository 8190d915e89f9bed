import { at } from './model.ts';
import { exportAll, inFolder, midnight, withPopulation, writeSandbox } from './support.ts';
import type { Population } from '../../../emulator/sandbox/population.ts';

/** A sandbox of one profile dataset and one event dataset, whose records say on which day they arrive. */
export function smallDescription(): Record<string, unknown> & { datasets: unknown[]; audiences: unknown[] } {
  const arrivesOnDay = '_t.arrives';
  return {
    name: 'small',
    tenantId: 't',
    startsOn: '2026-09-01',
    datasets: [
      {
        kind: 'profile',
        id: 'crm',
        name: 'CRM',
        table: 'crm',
        records: ['crm.ndjson'],
        arrivesOnDay,
        identities: [{ namespace: 'crmId', path: '_t.crmId' }, { identityMap: true }],
      },
      {
        kind: 'event',
        id: 'web',
        name: 'Web',
        table: 'web',
        records: ['web.ndjson'],
        arrivesOnDay,
        identities: [{ identityMap: true }],
      },
      { kind: 'target', id: 'target', name: 'Target', table: 'target' },
    ],
    mergePolicies: [{ id: 'p', name: 'p' }],
    audiences: [{ id: 'gold', name: 'Gold', mergePolicyId: 'p', rule: `_t.tier = 'gold'` }],
    connections: [
      { id: 'dg', name: 'dg', datasets: [{ datasetId: 'web', type: 'event', personId: { namespace: 'ECID' } }] },
    ],
    dataViews: [{ id: 'dv', name: 'dv', connectionId: 'dg', dimensions: [] }],
  };
}

export interface SmallRecords {
  readonly crm: readonly unknown[];
  readonly web?: readonly object[];
}

const EVENT = { _id: 'e', timestamp: '2026-08-30T10:00:00Z', _t: { arrives: 1 } };
/** Arrives never: it only makes its fields known. */
const EVERY_FIELD = { _t: { crmId: 'x', tier: 'x', arrives: 999 } };

export const smallFiles = ({ crm, web = [] }: SmallRecords): Record<string, readonly unknown[]> => ({
  'crm.ndjson': [EVERY_FIELD, ...crm],
  'web.ndjson': [{ ...EVENT, _t: { arrives: 999 } }, ...web.map((event) => ({ ...EVENT, ...event }))],
});

/** Runs the days at the given times (midnight of each day unless given) and hands over the profiles of each. */
export async function profilesPerDay(
  records: SmallRecords,
  { days, times = {}, audiences }: { days: number; times?: Record<number, number>; audiences?: unknown[] },
): Promise<Record<string, unknown>[][]> {
  return onDays(records, { days, times, ...(audiences && { audiences }) }, (population, workFolder) =>
    exportAll(population, workFolder, 'p'),
  );
}

export async function onDays<T>(
  records: SmallRecords,
  { days, times = {}, audiences }: { days: number; times?: Record<number, number>; audiences?: unknown[] },
  look: (population: Population, workFolder: string) => Promise<T>,
): Promise<T[]> {
  return inFolder(async (folder) => {
    const description = smallDescription();
    await writeSandbox(folder, { ...description, audiences: audiences ?? description.audiences }, smallFiles(records));
    return withPopulation(folder, async (population, workFolder) => {
      const seen: T[] = [];
      for (let day = 1; day <= days; day += 1) {
        await population.evaluateDay(day, times[day] ?? midnight(day));
        seen.push(await look(population, workFolder));
      }
      return seen;
    });
  });
}

/** `realized 2026-09-01`, or null without an entry. */
export function membership(profile: unknown, audience = 'gold'): string | null {
  const entry = at(profile, `segmentMembership.ups.${audience}`);
  if (entry === undefined) return null;
  return `${String(at(entry, 'status'))} ${String(at(entry, 'lastQualificationTime')).slice(0, 10)}`;
}
