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

  it.each<[string, (definition: Definition) => void, RegExp]>([
    ['an unknown key', (d) => (d['audience'] = []), /Unrecognized key: "audience"/],
    ['no name', (d) => delete (d as Partial<Definition>).name, /name: /],
    ['a name with capitals', (d) => (d.name = 'Daily'), /name: lower-case words/],
    ['no audiences', (d) => (d.audiences = []), /audiences: /],
    ['an audience id with a quote', (d) => (d.audiences[0]!.id = "a'b"), /audiences\[0\]\.id: an id of letters/],
    ['an audience id with an @', (d) => (d.audiences[0]!.id = 'a@b'), /audiences\[0\]\.id: an id of letters/],
    [
      'an audience id with a comment opener',
      (d) => (d.audiences[0]!.id = 'a--b'),
      /audiences\[0\]\.id: an id of letters/,
    ],
    [
      'an audience name that is half a character',
      (d) => (d.audiences[0]!.name = '\ud800'),
      /audiences\[0\]\.name: text with half/,
    ],
    [
      'an audience listed twice',
      (d) => (d.audiences[1]!.id = d.audiences[0]!.id),
      /audiences\[1\]\.id: audience 04a8.* is listed twice/,
    ],
    [
      'an identity of both kinds',
      (d) => (d.identity = { namespace: 'ECID', field: '_acme.id' } as never),
      /identity: /,
    ],
    ['a field path with a bracket', (d) => (d.identity = { field: 'ids[0]' } as never), /identity/],
    ['a dataset used twice', (d) => (d.datasets.ledger = d.datasets.target), /three different datasets/],
    [
      'a tenant without its underscore',
      (d) => (d.membership = { tenant: 'acme' }),
      /membership\.tenant: the tenant object, with its underscore/,
    ],
    [
      'single with two audiences',
      (d) => (d.membership = { tenant: '_acme', shape: 'single' } as never),
      /single takes exactly one audience, and 2 are listed/,
    ],
    [
      'two fields of one name',
      (d) => (d.membership = { tenant: '_acme', fields: { ids: 'x', names: 'x' } } as never),
      /two fields have the same name/,
    ],
    [
      'a time zone that does not exist',
      (d) => (d.schedule.timeZone = 'Europe/Atlantis'),
      /Europe\/Atlantis is not an IANA time zone/,
    ],
    ['a cron expression with five fields', (d) => (d.schedule.cron = '0 6 * * *'), /schedule\.cron: /],
    ['a day of the week by number', (d) => (d.schedule.cron = '0 6 ? * 2-6 *'), /schedule\.cron: .*name/i],
    [
      'deadlines of more than 5 days',
      (d) => {
        d['deadlines'] = { cjaMinutes: 7200 };
        d.schedule.cron = '0 6 1 * ? *';
      },
      /at most 7200 \(5 days\)/,
    ],
    [
      'deadlines longer than the interval',
      (d) => (d.schedule.cron = '0 */6 * * ? *'),
      /1140 minutes together do not fit between two scheduled runs \(300 minutes\)/,
    ],
    [
      'deadlines longer than the shortest interval of an uneven schedule',
      (d) => (d.schedule.cron = '0 6,12 * * ? *'),
      /do not fit between two scheduled runs \(360 minutes\)/,
    ],
    ['a negative percentage', (d) => (d['guards'] = { maxShrinkPercent: -1 }), /guards\.maxShrinkPercent/],
  ])('with %s is refused in one line that says so', (_, change, message) => {
    const act = () => parseSyncDefinition(changed(change), 'daily.json');
    expect(act).toThrow(expect.objectContaining({ name: 'DefinitionInvalid' }));
    expect(act).toThrow(message);
    expect(act).toThrow(/^daily\.json: [^\n]+$/);
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
