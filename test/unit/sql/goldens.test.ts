import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { describe, expect, it } from '@jest/globals';
import { transformSql } from '../../../shared/sql/transform.ts';
import { BASE, GOLDEN_SPECS } from './specs.ts';

/**
 * The statements as people reviewed them. After an intended change: `UPDATE_GOLDENS=1 npm test -- test/unit/sql/goldens`,
 * then read the difference before committing it.
 */
const folder = new URL('../../fixtures/sql/', import.meta.url);
const isUpdate = process.env['UPDATE_GOLDENS'] === '1';

describe('the transform', () => {
  it.each(Object.entries(GOLDEN_SPECS))('%s is the text that was reviewed', (name, spec) => {
    const file = new URL(`${name}.sql`, folder);
    const sql = `${transformSql(spec)}\n`;
    if (isUpdate) writeFileSync(file, sql);
    expect(sql).toBe(readFileSync(file, 'utf8'));
  });

  it('has no golden file that nothing produces', () => {
    expect(readdirSync(folder).sort()).toEqual(
      Object.keys(GOLDEN_SPECS)
        .map((name) => `${name}.sql`)
        .sort(),
    );
  });

  it.each(['primary', 'field'] as const)(
    'differs by identity (%s) in the person ID and the layout only, in every shape and mode',
    (which) => {
      const identity = which === 'field' ? { field: '_acme.crmId' } : { namespace: 'ECID', which };
      const withoutIdentity = (sql: string): string =>
        sql
          .replace(/ {2}'.*' AS layout;/, '')
          .replace(/explode\((?:filter|slice)\([^]*?\)\) AS personID/, '')
          .replace(/(?:filter|slice)\([^]*?\) AS personIDs/, '');
      const bases = Object.values(GOLDEN_SPECS).filter(
        (spec) => 'which' in spec.identity && spec.identity.which === 'all',
      );
      expect(bases.length).toBeGreaterThanOrEqual(6);
      for (const base of bases) {
        expect(withoutIdentity(transformSql({ ...base, identity }))).toBe(withoutIdentity(transformSql(base)));
      }
    },
  );

  it('is the same text for the same specification, however its times are spelled', () => {
    expect(
      transformSql({ ...BASE, exportedAt: '2026-11-24T06:00:05.25Z', refreshedAt: '2026-11-24T06:00:00.000Z' }),
    ).toBe(transformSql(BASE));
  });
});
