import { describe, expect, it } from '@jest/globals';
import { evaluationWarnings } from '../../../functions/plan-run/evaluation-warnings.ts';
import type { Audience, SegmentJob } from '../../../shared/adobe/segmentation.ts';

const audience = (id: string, isBatchOnly: boolean) => ({ id, isBatchOnly }) as Audience;
const audiences = [audience('batch-1', true), audience('batch-2', true), audience('stream-1', false)];
const LAST = Date.parse('2026-09-01T06:00:00Z');
const job = (endedAt: number | null, audienceIds: readonly string[] | null = null): SegmentJob => ({
  id: 'job',
  status: 'SUCCEEDED',
  createdAt: LAST - 3_600_000,
  endedAt,
  audienceIds,
});

describe('audiences that were not evaluated since the last run', () => {
  it.each<[string, readonly Audience[], SegmentJob | null, number | null, RegExp[]]>([
    ['an evaluation of all since then', audiences, job(LAST + 1), LAST, []],
    ['the first run', audiences, null, null, []],
    ['streaming audiences only', [audience('stream-1', false)], null, LAST, []],
    ['no evaluation at all', audiences, null, LAST, [/^batch audiences batch-1, batch-2 were not evaluated.*never$/]],
    ['an evaluation before the last run', audiences, job(LAST - 1), LAST, [/batch-1, batch-2.*2026-09-01T05:59:59/]],
    ['an evaluation of some', audiences, job(LAST + 1, ['batch-1']), LAST, [/^batch audiences batch-2 were not/]],
    ['an evaluation without an end', audiences, job(null), LAST, [/batch-1, batch-2.*2026-09-01T05:00:00/]],
  ])('%s', (_, given, newest, lastExportedAt, lines) => {
    const warnings = evaluationWarnings(given, { newest, lastExportedAt });
    expect(warnings).toEqual(lines.map((line) => expect.stringMatching(line)));
  });
});
