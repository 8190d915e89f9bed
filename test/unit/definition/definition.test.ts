import { describe, expect, it } from '@jest/globals';
import { readFileSync } from 'node:fs';
import { definitionJsonSchema } from '../../../shared/definition/json-schema.ts';
import { parseSyncDefinition } from '../../../shared/definition/parse.ts';
import { sharedProblems } from '../../../shared/definition/rules.ts';

const valid = () => ({
  name: 'daily',
  schedule: { cron: '0 6 * * ? *', timeZone: 'Europe/Vienna' },
  adobe: { sandbox: 'prod', credentialsSecret: 'audience-sync/adobe' },
  audiences: [
    { id: '04a81716-43d6-4e7a-a49c-f1d8b3129ba9', name: 'VIP' },
    { id: '52c26d0d-45f2-47a2-ab30-ed06abc981ff' },
  ],
  identity: { namespace: 'ECID' },
  datasets: {
    export: '5b7c86968f7b6501e21ba901',
    target: '5b7c86968f7b6501e21ba902',
    ledger: '5b7c86968f7b6501e21ba903',
  },
  membership: { tenant: '_acme' },
  cja: { connectionId: 'dg_1' },
});
type Definition = ReturnType<typeof valid> & Record<string, unknown>;
const changed = (change: (definition: Definition) => void): unknown => {
  const definition: Definition = valid();
  change(definition);
  return definition;
};

describe('a sync definition', () => {
  it('needs ids and choices only; the rest has defaults', () => {
    expect(parseSyncDefinition(valid(), 'daily.json')).toMatchObject({
      identity: { namespace: 'ECID', which: 'all' },
      membership: { shape: 'objects', fields: { memberships: 'audienceMemberships' } },
      refresh: { mode: 'delta', fullEveryDays: 28 },
      attempts: { export: 2, transform: 2 },
      deadlines: { exportMinutes: 240, transformMinutes: 180, cjaMinutes: 720 },
    });
  });

  it.each([
    ['every six hours, with a longer night', '0 */6 * * ? *', 300],
    ['at six and at noon', '0 6,12 * * ? *', 360],
  ])('must be done before the next run where runs are closest: %s', (_, cron, minutes) => {
    expect(() =>
      parseSyncDefinition(
        changed((d) => (d.schedule.cron = cron)),
        'daily.json',
      ),
    ).toThrow(`deadlines: 1140 minutes together do not fit between two scheduled runs (${minutes} minutes)`);
  });

  it('fits where a change to summer time makes one day an hour shorter', () => {
    const twentyThreeHours = changed(
      (d) => (d['deadlines'] = { exportMinutes: 480, transformMinutes: 180, cjaMinutes: 721 }),
    );
    expect(() => parseSyncDefinition(twentyThreeHours, 'daily.json')).toThrow(
      /1381 minutes together do not fit .* \(1380 minutes\)/,
    );
  });

  it('shares no dataset with another sync of the same Adobe sandbox, because the later run would erase the earlier', () => {
    const one = parseSyncDefinition(valid(), 'one.json');
    const other = { ...one, name: 'other', datasets: { export: 'x1', target: one.datasets.target, ledger: 'x3' } };
    expect(sharedProblems([one, other])).toEqual([
      'datasets.target: dataset 5b7c86968f7b6501e21ba902 is used by the syncs daily and other; each needs its own',
    ]);
    expect(sharedProblems([one, { ...other, adobe: { ...one.adobe, sandbox: 'dev' } }])).toEqual([]);
    expect(sharedProblems([one, one])).toContain('name: two syncs are called daily');
  });

  it('has an up-to-date JSON Schema for editors (npm run schema)', () => {
    const written: unknown = JSON.parse(readFileSync('shared/definition/sync.schema.json', 'utf8'));
    expect(written).toEqual(JSON.parse(JSON.stringify(definitionJsonSchema())));
  });
});
