import path from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { createPopulation } from '../../../emulator/sandbox/create-population.ts';
import { loadSandbox } from '../../../emulator/sandbox/load.ts';
import { SandboxError } from '../../../emulator/sandbox/sandbox-error.ts';
import { smallDescription, smallFiles } from './small-sandbox.ts';
import { inFolder, midnight, withPopulation, writeSandbox } from './support.ts';

type Files = Record<string, readonly unknown[] | string>;

/** The problems of the small sandbox with something spoilt; an empty list if it can be used. */
async function problemsOf(
  spoil: (description: ReturnType<typeof smallDescription>, files: Files) => unknown,
): Promise<readonly string[]> {
  return inFolder(async (folder) => {
    const description = smallDescription();
    const files: Files = smallFiles({ crm: [{ _t: { crmId: 'a', tier: 'gold', arrives: 1 } }] });
    const replaced = spoil(description, files);
    await writeSandbox(folder, typeof replaced === 'string' ? replaced : description, files);
    try {
      const sandbox = await loadSandbox(folder);
      const population = await createPopulation({ ...sandbox, workFolder: path.join(folder, 'work') });
      await population.close();
      return [];
    } catch (error) {
      expect(error).toBeInstanceOf(SandboxError);
      expect((error as SandboxError).message).not.toContain('\n');
      return (error as SandboxError).problems;
    }
  });
}

const set = (key: string, value: unknown) => (description: Record<string, unknown>) => {
  description[key] = value;
};
const dataset = (index: number, change: object) => (description: { datasets: unknown[] }) => {
  description.datasets[index] = { ...(description.datasets[index] as object), ...change };
};
const audience = (change: object) => (description: { audiences: unknown[] }) => {
  description.audiences[0] = { ...(description.audiences[0] as object), ...change };
};
const external =
  (change: object, list: readonly unknown[] = []) =>
  (description: { audiences: unknown[] }, files: Files) => {
    const base = { kind: 'external', id: 'up', name: 'Up', identityNamespace: 'crmId', members: ['up.ndjson'] };
    description.audiences.push({ ...base, ...change });
    files['up.ndjson'] = list;
  };
const crmFile = (content: string | readonly unknown[]) => (_: unknown, files: Files) => {
  files['crm.ndjson'] = content;
};
const webFile = (content: readonly unknown[]) => (_: unknown, files: Files) => {
  files['web.ndjson'] = content;
};
const crm = (record: object) => crmFile([{ _t: { crmId: 'a', tier: 'b', arrives: 1 } }, record]);

describe('a sandbox that cannot be used', () => {
  it('is not the one that the cases below spoil', async () => {
    expect(await problemsOf(() => undefined)).toEqual([]);
    expect(await problemsOf(external({}))).toEqual([]);
  });

  it.each<[string, Parameters<typeof problemsOf>[0], string]>([
    ['text that is no JSON', () => '{ "name": ', 'sandbox.json: not JSON ('],
    ['an unknown field', set('people', 3), 'sandbox.json: Unrecognized key: "people"'],
    ['a name in capitals', set('name', 'Prod'), 'sandbox.json: name: '],
    ['a wrong kind of dataset', dataset(0, { kind: 'lookup' }), 'sandbox.json: datasets[0].kind: '],
    ['a dataset id twice', dataset(1, { id: 'crm' }), 'sandbox.json: datasets[1].id: crm is taken by datasets[0]'],
    ['a table twice', dataset(1, { table: 'crm' }), 'sandbox.json: datasets[1].table: crm is taken by datasets[0]'],
    [
      'two default policies',
      set(
        'mergePolicies',
        ['p', 'q'].map((id) => ({ id, name: id, isDefault: true })),
      ),
      'sandbox.json: mergePolicies: 2 policies are the default; at most one can be',
    ],
    [
      'a policy over events',
      set('mergePolicies', [{ id: 'p', name: 'p', datasets: ['crm', 'web'] }]),
      'sandbox.json: mergePolicies[0].datasets[1]: web is an event dataset, not a profile dataset',
    ],
    [
      'a policy over nothing',
      set('mergePolicies', [{ id: 'p', name: 'p', datasets: ['other'] }]),
      'sandbox.json: mergePolicies[0].datasets[0]: other is no dataset',
    ],
    [
      'an unknown policy',
      audience({ mergePolicyId: 'q' }),
      'sandbox.json: audiences[0].mergePolicyId: q is no merge policy',
    ],
    [
      'events as profile data',
      set('connections', [
        { id: 'dg', name: 'dg', datasets: [{ datasetId: 'web', type: 'profile', personId: { namespace: 'ECID' } }] },
      ]),
      'sandbox.json: connections[0].datasets[0].type: the event dataset web cannot be profile data',
    ],
    [
      'a person ID that no event has',
      set('connections', [
        { id: 'dg', name: 'dg', datasets: [{ datasetId: 'web', type: 'event', personId: { path: '_t.id' } }] },
      ]),
      'sandbox.json: connections[0].datasets[0].personId.path: no record has the field _t.id',
    ],
    [
      'a person ID that is neither path nor namespace',
      set('connections', [
        { id: 'dg', name: 'dg', datasets: [{ datasetId: 'web', type: 'event', personId: { path: 'a b' } }] },
      ]),
      'sandbox.json: connections[0].datasets[0].personId.path: a field path',
    ],
    [
      'a data view of no connection',
      set('dataViews', [{ id: 'dv', name: 'dv', connectionId: 'x', dimensions: [] }]),
      'sandbox.json: dataViews[0].connectionId: x is no connection',
    ],
    [
      'a dimension from outside the connection',
      set('dataViews', [
        { id: 'dv', name: 'dv', connectionId: 'dg', dimensions: [{ datasetId: 'target', path: 'personID' }] },
      ]),
      'sandbox.json: dataViews[0].dimensions[0].datasetId: target is not in the connection dg',
    ],
    ['a missing file', dataset(0, { records: ['no.json'] }), 'no.json: cannot be read ('],
    ['no record', crmFile(''), 'sandbox.json: datasets[0].records: holds no record'],
    ['a broken line', crmFile('{"_t":{}}\n\n{"_t":'), 'crm.ndjson, line 3: not JSON ('],
    ['a broken array', crmFile('[{"_t":{}},\n{"_t":]'), 'crm.ndjson: not JSON ('],
    ['a record that is a list', crmFile('[{"_t":{}}, []]'), 'crm.ndjson, record 2: a record is a JSON object'],
    ['a record that is a number', crmFile('{}\n5'), 'crm.ndjson, line 2: a record is a JSON object'],
    [
      'memberships stated',
      crm({ segmentMembership: {} }),
      'crm.ndjson, line 2: segmentMembership: a profile record cannot carry it',
    ],
    ['a field that rules call otherwise', crm({ day: 1 }), 'crm.ndjson, line 2: day: a profile record cannot carry it'],
    [
      'a strange identityMap',
      crm({ identityMap: { ECID: 'x' } }),
      'crm.ndjson, line 2: identityMap: an object of namespaces',
    ],
    [
      'an event without a time',
      webFile([{ _id: 'x', timestamp: 'yesterday' }]),
      'web.ndjson, line 1: timestamp: an event needs one',
    ],
    ['a field name with a blank', crm({ _t: { 'a b': 1 } }), 'crm.ndjson, line 2: _t.a b: a field name has letters'],
    [
      'two spellings',
      crm({ _t: { crmID: 'a' } }),
      'sandbox.json: datasets[0].records: _t.crmID: the same field is also spelled crmId',
    ],
    [
      'object and text',
      crm({ _t: { tier: {} } }),
      'crm.ndjson, line 2: _t.tier: an object here and a plain value in another record',
    ],
    ['a long number', crm({ _t: { crmId: 1e30 } }), 'crm.ndjson, line 2: _t.crmId: a number of more than 64 bits'],
    [
      'an identity that no record has',
      dataset(0, { identities: [{ namespace: 'x', path: '_t.id' }] }),
      'sandbox.json: datasets[0].identities[0].path: no record has the field _t.id',
    ],
    [
      'an identity that is an object',
      dataset(0, { identities: [{ namespace: 'x', path: '_t' }] }),
      'sandbox.json: datasets[0].identities[0].path: _t is STRUCT(',
    ],
    [
      'an arrival by an unknown field',
      dataset(0, { arrivesOnDay: '_t.x' }),
      'sandbox.json: datasets[0].arrivesOnDay: Binder Error: ',
    ],
    [
      'an arrival at no whole number',
      dataset(0, { arrivesOnDay: '1.5' }),
      'sandbox.json: datasets[0].arrivesOnDay: gives DECIMAL(2,1)',
    ],
    [
      'an arrival that fails on a record',
      dataset(0, { arrivesOnDay: 'CAST(_t.tier AS INTEGER)' }),
      'sandbox.json: datasets[0].arrivesOnDay: Conversion Error: ',
    ],
    [
      'a rule over an unknown field',
      audience({ rule: 'tier = 1' }),
      'sandbox.json: audiences[0].rule (audience gold): Binder Error: ',
    ],
    [
      'a rule that is no SQL',
      audience({ rule: 'tier is' }),
      'sandbox.json: audiences[0].rule (audience gold): Parser Error: ',
    ],
    [
      'a rule that is no predicate',
      audience({ rule: 'day' }),
      'sandbox.json: audiences[0].rule (audience gold): gives INTEGER',
    ],
    [
      'an external audience with a rule',
      external({ rule: 'true' }),
      'sandbox.json: audiences[1]: Unrecognized key: "rule"',
    ],
    [
      'an external audience among those that Profile evaluates',
      external({ namespace: 'ups' }),
      'sandbox.json: audiences[1].namespace: is what evaluated audiences have',
    ],
    ['a list that is missing', external({ members: ['none.ndjson'] }), 'none.ndjson: cannot be read'],
    ['a member without an id', external({}, [{ joinsOnDay: 1 }]), 'up.ndjson, line 1: id: '],
    ['a misspelt member', external({}, [{ id: 'a', leavesOn: 2 }]), 'up.ndjson, line 1: Unrecognized key: "leavesOn"'],
    [
      'a member who leaves before joining',
      external({}, [{ id: 'a' }, { id: 'b', joinsOnDay: 2, leavesOnDay: 2 }]),
      'up.ndjson, line 2: leavesOnDay: nobody leaves before the day after joining',
    ],
    [
      'two statements',
      audience({ rule: 'true); DROP TABLE persons; SELECT (1' }),
      'sandbox.json: audiences[0].rule (audience gold): more than one',
    ],
    [
      'a rule that reads files',
      audience({ rule: `(SELECT count(*) FROM read_text('/etc/hosts')) > 0` }),
      'sandbox.json: audiences[0].rule (audience gold): Permission Error: ',
    ],
  ])('%s', async (_, spoil, problem) => {
    const [first = 'no problem'] = await problemsOf(spoil);
    expect(first.slice(0, problem.length)).toBe(problem);
  });

  it('is told all that is wrong with its references at once', async () => {
    const problems = await problemsOf((description) => {
      dataset(1, { table: 'crm' })(description);
      audience({ mergePolicyId: 'q' })(description);
    });
    expect(problems).toHaveLength(2);
  });

  it('says which folder has no sandbox.json', async () => {
    await inFolder(async (folder) => {
      await expect(loadSandbox(folder)).rejects.toThrow(`sandbox.json: cannot be read in the sandbox folder ${folder}`);
    });
  });
});

describe('a running population', () => {
  const files = smallFiles({ crm: [{ _t: { crmId: 'a', tier: 'gold', arrives: 2 } }] });

  it('names the audience and the day when a rule fails on the data', async () => {
    await inFolder(async (folder) => {
      const description = smallDescription();
      audience({ rule: 'CAST(_t.tier AS INTEGER) > 1' })(description);
      await writeSandbox(folder, description, files);
      await withPopulation(folder, async (population) => {
        await population.evaluateDay(1, midnight(1));
        await expect(population.evaluateDay(2, midnight(2))).rejects.toThrow(
          'sandbox.json: audiences[0].rule (audience gold), day 2: Conversion Error: ',
        );
      });
    });
  });

  it('refuses days out of order, and what the sandbox does not have', async () => {
    await inFolder(async (folder) => {
      await writeSandbox(folder, smallDescription(), files);
      await withPopulation(folder, async (population, workFolder) => {
        await expect(population.evaluateDay(2, midnight(2))).rejects.toThrow('day 2 cannot follow day 0');
        const request = {
          mergePolicyId: 'p',
          segments: null,
          fields: null,
          includesEventOnly: true,
          file: path.join(workFolder, 'x'),
        };
        await expect(population.exportProfiles({ ...request, mergePolicyId: 'q' })).rejects.toThrow('there is no q');
        await expect(population.exportProfiles({ ...request, fields: ['_t.x'] })).rejects.toThrow('have no field _t.x');
        await expect(population.exportProfiles({ ...request, file: path.join(folder, 'x') })).rejects.toThrow(
          'Permission Error',
        );
        await expect(population.truth({ path: '_t' }, null)).rejects.toThrow(
          'no profile record has a plain value at _t',
        );
        await expect(population.truth({ path: '_t.crmId' }, 'dg2')).rejects.toThrow('there is no dg2');
        await expect(population.profilesIn('x')).rejects.toThrow('there is no x');
        expect(() => population.recordColumns('target')).toThrow('no profile or event dataset is target');
      });
    });
  });
});
