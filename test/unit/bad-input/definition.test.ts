import { describe, expect, it } from '@jest/globals';
import { readFileSync } from 'node:fs';
import { SyncDefinition } from '../../../shared/definition/definition.ts';
import { parseSyncDefinition } from '../../../shared/definition/parse.ts';
import { DEFINITION_RULES } from '../../../shared/definition/rules.ts';
import { type BadValues, MISSING, rowsOf, withBad } from './bad-values.ts';
import { rulesBroken, rulesOf } from './schema-rules.ts';

const GOOD: unknown = JSON.parse(readFileSync('syncs/example.json', 'utf8'));

/** At least one bad value for each rule of the schema. */
const BAD_VALUES: BadValues = {
  '': [[], 'daily', { audience: [] }],
  $schema: [7],
  name: [MISSING, 7, '', 'Daily', 'daily_sync', '-daily', 'd'.repeat(41)],
  schedule: [MISSING, '0 6 * * ? *'],
  'schedule.every': ['day'],
  'schedule.cron': [MISSING, 6],
  'schedule.timeZone': [null],
  'schedule.enabled': ['yes'],
  adobe: [MISSING, 'prod'],
  'adobe.clientSecret': ['does not belong here'],
  'adobe.sandbox': [MISSING, 7, '', 'Prod', 'my sandbox'],
  'adobe.credentialsSecret': [MISSING, 7, '', 'a secret', 's'.repeat(257)],
  audiences: [MISSING, 'all', [], Array.from({ length: 501 }, (_, index) => ({ id: `a${index}` }))],
  'audiences.0': ['04a81716-43d6-4e7a-a49c-f1d8b3129ba9'],
  'audiences.0.title': ['VIP'],
  'audiences.0.id': [MISSING, 7, '', "a'b", 'a@b', 'a--b', '-- x', 'a b', 'ä', 'i'.repeat(129)],
  'audiences.0.name': [7, '', 'half a character: \ud800', 'n'.repeat(1001)],
  identity: [
    MISSING,
    'ECID',
    {},
    { namespace: 'ECID', field: '_acme.crmId' },
    { field: 7 },
    { field: '' },
    { field: '.crmId' },
    { field: 'ids[0]' },
    { field: '_acme.crm-id' },
  ],
  'identity.namespace': [7, '', "E'CID", 'n'.repeat(129)],
  'identity.which': ['some'],
  datasets: [MISSING, []],
  'datasets.copy': ['5b7c86968f7b6501e21ba9df'],
  'datasets.export': [MISSING, 7, '', 'a;b', 'd'.repeat(129)],
  'datasets.target': [MISSING, 7, '', 'a/*b', 'd'.repeat(129)],
  'datasets.ledger': [MISSING, 7, '', 'a\nb', 'd'.repeat(129)],
  membership: [MISSING, 'objects'],
  'membership.seperator': [','],
  'membership.tenant': [MISSING, 7, '', 'acme', '_Acme', '_acme.crm'],
  'membership.shape': ['rows'],
  'membership.fields': ['ids'],
  'membership.fields.label': ['x'],
  'membership.fields.ids': [7, '', '1st', 'a.b'],
  'membership.fields.names': [7, 'a b'],
  'membership.fields.memberships': [7, 'a-b'],
  'membership.fields.runId': [7, "a'"],
  'membership.fields.refreshedAt': [7, 'a`'],
  'membership.fields.exportedAt': [7, 'ä'],
  cja: [MISSING, 'dg_1'],
  'cja.dataSet': ['5b7c86968f7b6501e21ba9df'],
  'cja.connectionId': [MISSING, 7, '', 'dg 1', 'c'.repeat(129)],
  'cja.dataViewId': [7, '', 'dv/1', 'v'.repeat(129)],
  refresh: ['full'],
  'refresh.hourly': [true],
  'refresh.mode': ['incremental'],
  'refresh.fullEveryDays': ['28', 0, 366, 1.5],
  guards: [null],
  'guards.maxShrink': [50],
  'guards.maxShrinkPercent': ['50', -1, 101, 0.5],
  'guards.maxGrowPercent': ['100', -1, 10_001, 0.5],
  'guards.minMembers': ['0', -1, 0.5],
  attempts: [3],
  'attempts.cja': [2],
  'attempts.export': ['2', 0, 6, 1.5],
  'attempts.transform': ['2', 0, 6, 1.5],
  deadlines: [1140],
  'deadlines.hours': [24],
  'deadlines.exportMinutes': ['240', 0, 7201, 1.5],
  'deadlines.transformMinutes': ['180', 0, 7201, 1.5],
  'deadlines.cjaMinutes': ['720', 0, 7201, 1.5],
  keepExportBatchesOfRuns: ['3', 0, 101, 1.5],
};

/** What only shows when fields are seen together, rule by rule. */
const BAD_TOGETHER: readonly (readonly [rule: string, changes: Readonly<Record<string, unknown>>, message: RegExp])[] =
  [
    [
      'audiencesListedOnce',
      { audiences: [{ id: 'a' }, { id: 'b' }, { id: 'a' }] },
      /audiences\[2\]\.id: audience a is listed twice/,
    ],
    [
      'namesFitIntoPayloads',
      {
        audiences: Array.from({ length: 500 }, (_, index) => ({
          id: `a${index}`,
          name: index === 7 ? 'ж'.repeat(65) : 'x',
        })),
      },
      /audiences\[7\]\.name: 130 bytes as UTF-8; with so many audiences \(500\) a name may have 128/,
    ],
    [
      'singleTakesOneAudience',
      { 'membership.shape': 'single', audiences: [{ id: 'a' }, { id: 'b' }] },
      /membership\.shape: single takes exactly one audience, and 2 are listed/,
    ],
    [
      'datasetsDiffer',
      { 'datasets.target': 'd1', 'datasets.ledger': 'd1' },
      /datasets: export, target and ledger must be three different datasets/,
    ],
    [
      'fieldNamesDiffer',
      { 'membership.fields': { ids: 'x', names: 'x' } },
      /membership\.fields: two fields have the same name/,
    ],
    ['timeZoneExists', { 'schedule.timeZone': 'Europe/Atlantis' }, /Europe\/Atlantis is not an IANA time zone/],
    ['cronIsUnderstood', { 'schedule.cron': '0 6 * * *' }, /schedule\.cron: six fields are needed/],
    ['weekdaysByName', { 'schedule.cron': '0 6 ? * 2-6 *' }, /schedule\.cron: write days of the week as names/],
    [
      'deadlinesWithinFiveDays',
      { 'schedule.cron': '0 6 1 * ? *', 'deadlines.cjaMinutes': 7200 },
      /deadlines: \d+ minutes together; at most 7200 \(5 days\) are allowed/,
    ],
    [
      'deadlinesFitInterval',
      { 'schedule.cron': '0 6,12 * * ? *' },
      /deadlines: \d+ minutes together do not fit between two scheduled runs \(360 minutes\)/,
    ],
    [
      'fitsIntoPayload',
      {
        audiences: Array.from({ length: 500 }, (_, index) => ({
          id: `${'i'.repeat(40)}${index}`,
          name: 'ж'.repeat(64),
        })),
      },
      /audiences: the definition takes \d+ bytes in its state machine, and at most 250000 can be passed on/,
    ],
  ];

const changed = (changes: Readonly<Record<string, unknown>>): unknown =>
  Object.entries(changes).reduce((definition, [path, value]) => withBad(definition, path, value), GOOD);

const expectRefusal = (definition: unknown, message: RegExp | string): void => {
  const parse = (): unknown => parseSyncDefinition(definition, 'daily.json');
  expect(parse).toThrow(expect.objectContaining({ name: 'DefinitionInvalid' }));
  expect(parse).toThrow(message);
  expect(parse).toThrow(/^daily\.json: [^\n]+\. Correct the sync definition and deploy it\.$/);
};

describe('a sync definition is refused in one line that names the field:', () => {
  it.each(rowsOf(BAD_VALUES))('%s', (_, path, bad) => {
    expectRefusal(withBad(GOOD, path, bad), path.startsWith('identity') ? 'identity' : lastName(path));
  });

  it.each(BAD_TOGETHER)('%s', (_, changes, message) => {
    expectRefusal(changed(changes), message);
  });
});

describe('no rule of a sync definition is missing here:', () => {
  it('none of the schema', () => {
    const broken = rowsOf(BAD_VALUES).flatMap(([, path, bad]) => rulesBroken(SyncDefinition, withBad(GOOD, path, bad)));
    expect(rulesOf(SyncDefinition).filter((rule) => !broken.includes(rule))).toEqual([]);
  });

  it('none across fields, and each is broken by its own row', () => {
    expect(BAD_TOGETHER.map(([rule]) => rule)).toEqual(Object.keys(DEFINITION_RULES));
    for (const [rule, changes] of BAD_TOGETHER) {
      const problems = DEFINITION_RULES[rule]?.(SyncDefinition.parse(changed(changes)));
      expect(problems).toHaveLength(1);
    }
  });
});

/** The name of the field in a path: `id` of `audiences.0.id`, `audiences` of `audiences.0`. */
const lastName = (path: string): string => path.split('.').findLast((part) => !/^\d+$/.test(part)) ?? '';
