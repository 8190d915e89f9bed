import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { cp, mkdir, readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { PROJECT, stackLines, start } from './support/command.ts';
import { newFolder, removeFolder } from './support/folders.ts';

const ONE_MINUTE = 60_000;
const FOUR_MINUTES = 240_000;

let folder: string;
const inFolder = (name: string): string => path.join(folder, name);

beforeAll(async () => {
  folder = await newFolder();
  const example = JSON.parse(await readFile(path.join(PROJECT, 'syncs/example.json'), 'utf8'));
  const syncs = {
    'unknown-key.json': { ...example, audience: [] },
    'secret-inside.json': { ...example, adobe: { ...example.adobe, clientSecret: 'x' } },
    'refused-rule.json': { ...example, datasets: { ...example.datasets, ledger: example.datasets.target } },
    'number-for-a-day.json': { ...example, schedule: { cron: '0 6 ? * 2 *', timeZone: 'UTC' } },
    'no-such-audience.json': { ...example, audiences: [...example.audiences, { id: 'nobody-knows-me' }] },
    'no-such-connection.json': { ...example, cja: { ...example.cja, connectionId: 'dg_nowhere' } },
  };
  for (const [name, sync] of Object.entries(syncs)) await writeFile(inFolder(name), JSON.stringify(sync));
  await writeFile(inFolder('broken.json'), '{ "name": "example", ');

  const sandboxes = {
    'not-json': (description: string) => description.slice(0, 100),
    'unknown-field': (description: string) => description.replace('"startsOn"', '"beginsOn"'),
    'no-such-policy': (description: string) =>
      description.replace('"mergePolicyId": "shop-first"', '"mergePolicyId": "x"'),
    'no-such-records': (description: string) => description.replace('crm.json', 'lost.json'),
  };
  for (const [name, change] of Object.entries(sandboxes)) {
    await cp(path.join(PROJECT, 'test/fixtures/two-policies'), inFolder(name), { recursive: true });
    const description = await readFile(inFolder(`${name}/sandbox.json`), 'utf8');
    expect(change(description)).not.toBe(description);
    await writeFile(inFolder(`${name}/sandbox.json`), change(description));
  }
  await mkdir(inFolder('empty'));
});
afterAll(() => removeFolder(folder));

describe('npm start, asked for what cannot be done, says so in one line and exits with 2', () => {
  const mistakes: { what: string; args: () => string[]; says: RegExp }[] = [
    { what: 'an unknown option', args: () => ['--day', '2'], says: /unknown option '--day'/ },
    { what: 'a word too many', args: () => ['now'], says: /too many arguments/ },
    { what: 'no days', args: () => ['--days', '0'], says: /--days.*whole number from 1 to 366/ },
    { what: 'days that are no number', args: () => ['--days', 'x'], says: /--days.*'x'.*whole number/ },
    { what: 'days without a number', args: () => ['--days'], says: /--days.*missing/ },
    { what: 'half a person', args: () => ['--persons', '1.5'], says: /--persons.*whole number from 1/ },
    { what: 'a seed below zero', args: () => ['--seed', '-1'], says: /--seed.*whole number from 0/ },
    {
      what: 'a sync file that is not there',
      args: () => ['--sync', inFolder('lost.json')],
      says: /--sync.*no such file/,
    },
    { what: 'a folder for a sync file', args: () => ['--sync', folder], says: /--sync.*no such file/ },
    {
      what: 'a sync file that is not JSON',
      args: () => ['--sync', inFolder('broken.json')],
      says: /broken\.json: not JSON/,
    },
    {
      what: 'an unknown key in it',
      args: () => ['--sync', inFolder('unknown-key.json')],
      says: /unknown-key\.json: .*"audience"/,
    },
    {
      what: 'a secret in it',
      args: () => ['--sync', inFolder('secret-inside.json')],
      says: /secret-inside\.json: adobe: .*"clientSecret"/,
    },
    {
      what: 'a rule that refuses it',
      args: () => ['--sync', inFolder('refused-rule.json')],
      says: /refused-rule\.json: datasets: .*different/,
    },
    {
      what: 'a schedule that two clocks read differently',
      args: () => ['--sync', inFolder('number-for-a-day.json')],
      says: /schedule\.cron: .*names/,
    },
    {
      what: 'a sandbox folder that is not there',
      args: () => ['--sandbox', inFolder('lost')],
      says: /--sandbox.*sandbox\.json/,
    },
    {
      what: 'a sandbox folder without its description',
      args: () => ['--sandbox', inFolder('empty')],
      says: /--sandbox.*sandbox\.json/,
    },
    {
      what: 'a description that is not JSON',
      args: () => ['--sandbox', inFolder('not-json')],
      says: /sandbox\.json: not JSON/,
    },
    {
      what: 'an unknown field in it',
      args: () => ['--sandbox', inFolder('unknown-field')],
      says: /sandbox\.json: .*startsOn.*beginsOn/,
    },
    {
      what: 'a merge policy that it does not have',
      args: () => ['--sandbox', inFolder('no-such-policy')],
      says: /sandbox\.json: audiences\[1\]/,
    },
    { what: 'records that are not there', args: () => ['--sandbox', inFolder('no-such-records')], says: /lost\.json/ },
    { what: 'a record where something is already', args: () => ['--record', folder], says: /--record.*exists already/ },
  ];

  it.each(mistakes)(
    '$what',
    async ({ args, says }) => {
      const { exitCode, stdout, stderr } = await start(['--json', ...args()]);
      expect(stderr).toMatch(says);
      expect(stderr).toMatch(/^npm start: [^\n]+\n$/);
      expect(stdout).toBe('');
      expect(exitCode).toBe(2);
    },
    ONE_MINUTE,
  );
});

describe('npm start, with a sync that names what the sandbox lacks, ends with the run’s error and exits with 1', () => {
  const cases = [
    { file: 'no-such-audience.json', error: 'AudienceUnusable', says: 'nobody-knows-me does not exist' },
    { file: 'no-such-connection.json', error: 'AdobeNotFound', says: 'CJA connection dg_nowhere' },
  ];

  it.each(cases)(
    '$file: $error',
    async ({ file, error, says }) => {
      const { exitCode, stdout, stderr } = await start([
        '--json',
        '--days',
        '1',
        '--persons',
        '100',
        '--sync',
        inFolder(file),
      ]);
      const [day] = JSON.parse(stdout).days;
      expect(day.execution).toMatchObject({
        status: 'FAILED',
        outcome: null,
        error,
        cause: expect.stringContaining(says),
      });
      expect(day.states.map(({ name }: { name: string }) => name)).toEqual(['Plan run']);
      expect(stderr).toContain(says);
      expect(stackLines(stderr)).toEqual([]);
      expect(exitCode).toBe(1);
    },
    FOUR_MINUTES,
  );
});
