import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { markerPrefix, parseMarker, transformMarker } from '../../../shared/sql/marker.ts';
import { transformSql } from '../../../shared/sql/transform.ts';
import { BASE } from './specs.ts';

const sync = fc.stringMatching(/^[a-z][a-z0-9]{0,5}(-[a-z0-9]{1,5}){0,2}$/);
const runId = fc.stringMatching(/^[A-Za-z0-9][A-Za-z0-9_.:-]{0,20}$/).filter((id) => !id.includes('--'));
const exportedAt = fc
  .date({ min: new Date('2000-01-01'), max: new Date('2100-01-01'), noInvalidDate: true })
  .map((date) => date.toISOString());
const marker = fc.record({ sync, exportedAt, runId, attempt: fc.integer({ min: 1, max: 999 }) });

describe('the marker of a run', () => {
  it('is one readable word without a comma', () => {
    expect(transformMarker({ sync: 'daily', exportedAt: '2026-11-24T06:00:05Z', runId: 'run-1', attempt: 2 })).toBe(
      'audience-sync.daily.20261124T060005000Z.run-1.2',
    );
  });

  it('gives back what it was made of, also where the run id looks like the rest', () => {
    fc.assert(
      fc.property(marker, (parts) => {
        const written = transformMarker(parts);
        expect(parseMarker(`SELECT '${written}' AS marker`)).toEqual(parts);
        expect(parseMarker(written)).toEqual(parts);
        expect(parseMarker(`-- ${written}\nSELECT 1`)).toEqual(parts);
        expect(written.startsWith(markerPrefix(parts.sync))).toBe(true);
      }),
      { examples: [[{ sync: 'a', exportedAt: '2026-01-01T00:00:00.000Z', runId: '1.2.3', attempt: 4 }]] },
    );
  });

  it('begins like no marker of another sync', () => {
    fc.assert(
      fc.property(marker, sync, (parts, other) => {
        fc.pre(other !== parts.sync);
        expect(transformMarker(parts).startsWith(markerPrefix(other))).toBe(false);
      }),
      { examples: [[{ sync: 'daily-b', exportedAt: '2026-01-01T00:00:00.000Z', runId: 'r', attempt: 1 }, 'daily']] },
    );
  });

  it('is found in the statement, whatever the audiences are called', () => {
    fc.assert(
      fc.property(marker, marker, (own, foreign) => {
        const audiences = BASE.audiences.map((audience) => ({
          ...audience,
          name: transformMarker(foreign),
          origin: transformMarker(foreign),
        }));
        expect(parseMarker(transformSql({ ...BASE, ...own, audiences }))).toEqual(own);
      }),
      { numRuns: 30 },
    );
  });

  it.each([
    'SELECT 1',
    "SELECT 'audience-sync.daily.'",
    'audience-sync.daily.20261124T060005Z.run-1.1',
    'audience-sync.daily.20261124T060005000Z.run-1',
    'audience-sync.daily.20261124T060005000Z.run-1.0',
    'audience-sync.daily.20261324T060005000Z.run-1.1',
    'audience-sync.daily.20261124T060005000Z.run--1.1',
    'audience-sync.Daily.20261124T060005000Z.run-1.1',
  ])('is not seen in %j', (sql) => {
    expect(parseMarker(sql)).toBeNull();
  });
});
