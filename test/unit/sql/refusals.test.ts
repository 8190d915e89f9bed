import { describe, expect, it } from '@jest/globals';
import type { TransformSpec } from '../../../shared/sql/spec.ts';
import { SqlTextError } from '../../../shared/sql/text.ts';
import { transformSql } from '../../../shared/sql/transform.ts';
import { BASE } from './specs.ts';

const [first, second] = BASE.audiences as [TransformSpec['audiences'][number], TransformSpec['audiences'][number]];
const audience = (over: Partial<TransformSpec['audiences'][number]>): Partial<TransformSpec> => ({
  audiences: [{ ...first, ...over }],
});
const without = (name: string): string[] => BASE.targetFields.filter((field) => field !== name);

describe('a specification is refused', () => {
  it.each<[string, Partial<TransformSpec>, RegExp]>([
    ['without audiences', { audiences: [] }, /audiences: at least one/],
    ['with an audience twice', { audiences: [first, second, first] }, /04a81716\S* is listed twice/],
    ['with two audiences in the single shape', { shape: 'single' }, /single shape takes exactly one, not 3/],
    ['with a batch twice', { batches: [...BASE.batches, ...BASE.batches] }, /batches: 01KPXA\S* is listed twice/],
    [
      'with an audience of a batch that is not read',
      audience({ batchIds: ['other'] }),
      /its batch other is not among those/,
    ],
    ['with one table for two roles', { ledgerTable: 'Audience_Export' }, /audience_export has two roles/],
    [
      'with a table named like one of its steps',
      { targetTable: 'sync_members' },
      /sync_members is the name of a temp table/,
    ],
    ['with limits that leave nothing', { swing: { minPercent: 90, maxPercent: 80, floor: 1 } }, /leave nothing/],
    ['with half a percent', { swing: { minPercent: 0.5, maxPercent: 80, floor: 1 } }, /not a count: 0.5/],
    [
      'without the field of its shape',
      { targetFields: without('audienceMemberships') },
      /targetFields: audienceMemberships is missing/,
    ],
    [
      'without the ids of its shape',
      { shape: 'delimited', targetFields: without('audienceMembershipId') },
      /audienceMembershipId is missing/,
    ],
    [
      'without the names of its shape',
      { shape: 'delimited', targetFields: without('audienceMembershipIdName') },
      /IdName is missing/,
    ],
    ['without the run id', { targetFields: without('refreshRunId') }, /targetFields: refreshRunId is missing/],
    [
      'with a field nobody fills',
      { targetFields: [...BASE.targetFields, 'vip'] },
      /nobody says what to write into vip/,
    ],
    ['with a field twice', { targetFields: [...BASE.targetFields, 'ExportedAt'] }, /exportedat is listed twice/],
    [
      'with one name for two fields',
      { fields: { ...BASE.fields, names: 'exportedAt' } },
      /fields: exportedat is listed twice/,
    ],
    ['with memberships that have no id', { membershipFields: ['name'] }, /membershipFields: id is missing/],
    [
      'with a membership field nobody fills',
      { membershipFields: ['id', 'status'] },
      /nobody says what to write into status/,
    ],
    ['with a ledger that lacks a field', { ledgerFields: ['syncName'] }, /ledgerFields: refreshRunId is missing/],
    [
      'with a count that is none',
      { batches: [{ id: 'b', exportedCount: -1 }], audiences: [{ ...first, batchIds: [] }] },
      /not a count: -1/,
    ],
    ['with attempt 0', { attempt: 0 }, /not an attempt: 0/],
    ['with a sync name that is none', { sync: 'Daily' }, /not the name of a sync/],
    ['with a quote in a run id', { runId: "x'y" }, /not an id/],
    ['with a comment in a run id', { runId: 'x--y' }, /not an id/],
    ['with a variable in an audience id', audience({ id: 'a@b' }), /not an id/],
    ['with a delimiter in an audience id', audience({ id: 'a,b' }), /not an id/],
    ['with a quote in a membership namespace', audience({ membershipNamespace: "u'" }), /not an id/],
    ['with half a character in a name', audience({ name: 'a\ud83d' }), /surrogate/],
    ['with half a character in an origin', audience({ origin: '\udc00' }), /surrogate/],
    ['with a blank in a namespace', { identity: { namespace: 'E CID', which: 'all' } }, /not an id/],
    ['with a call as identity', { identity: { field: 'uuid()' } }, /not a field path/],
    ['with a table that is none', { exportTable: 'a.b' }, /not a name of a table/],
    ['with a tenant that is none', { tenant: '_acme.x' }, /not a name of a table/],
    [
      'with a field name that is none',
      { fields: { ...BASE.fields, exportedAt: 'a b' }, targetFields: [...without('exportedAt'), 'a b'] },
      /not a name/,
    ],
    ['with a local time', { exportedAt: '2026-11-24T06:00:05+01:00' }, /not a moment/],
    [
      'with a type that is none',
      { targetFields: [...BASE.targetFields, 'vip'], otherFieldTypes: { vip: 'boolean); --' } },
      /not a Spark type/,
    ],
  ])('%s', (_, over, message) => {
    const build = (): string => transformSql({ ...BASE, ...over });
    expect(build).toThrow(SqlTextError);
    expect(build).toThrow(message);
  });
});
