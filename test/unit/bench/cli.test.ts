import { describe, expect, it } from '@jest/globals';
import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import * as z from 'zod';

const CLI = fileURLToPath(new URL('../../../bench/cli.ts', import.meta.url));

interface Ended {
  readonly code: number | string | null;
  readonly stdout: string;
  readonly stderr: string;
}

function run(...options: string[]): Promise<Ended> {
  return new Promise((resolve) => {
    execFile(process.execPath, [CLI, ...options], (error, stdout, stderr) => {
      resolve({ code: error === null ? 0 : (error.code ?? null), stdout, stderr });
    });
  });
}

const count = z.int().min(0);
const Effort = z.strictObject({
  cpuSeconds: z.number().positive(),
  wallSeconds: z.number().positive(),
  peakMegabytes: z.int().positive(),
});
const Changes = z.strictObject({ personIds: count, joined: count, left: count });
const documentOf = <Command extends string, Row extends z.ZodType>(command: Command, row: Row) =>
  z.strictObject({
    command: z.literal(command),
    machine: z.strictObject({ cpu: z.string(), cores: z.int().positive(), node: z.string().startsWith('v') }),
    threads: z.literal(1),
    memoryLimit: z.literal('1GB'),
    measurements: z.array(row),
  });

const TransformDocument = documentOf(
  'transform',
  z.strictObject({
    persons: z.literal(1000),
    audiences: z.literal(3),
    what: z.enum(['bare scan', 'bare grouping', 'full', 'delta']),
    effort: Effort,
    rowsWritten: count.nullable(),
    timesScan: z.number().positive(),
    timesGrouping: z.number().positive(),
    failure: z.null(),
  }),
);
const ChurnDocument = documentOf(
  'churn',
  z.strictObject({
    persons: z.literal(1000),
    audiences: z.literal(3),
    percent: count,
    changed: Changes,
    written: Changes,
    isExact: z.boolean(),
    effort: Effort,
  }),
);
const SMALL = ['--persons', '1000', '--audiences', '3', '--threads', '1', '--memory-limit', '1GB', '--json'];

describe('npm run bench', () => {
  it('measures the transform, in one JSON document', async () => {
    const { code, stdout } = await run('transform', ...SMALL);
    expect(code).toBe(0);
    const { measurements } = TransformDocument.parse(JSON.parse(stdout));
    expect(measurements.map(({ what }) => what)).toEqual(['bare scan', 'bare grouping', 'full', 'delta']);
    expect(measurements.map(({ rowsWritten }) => rowsWritten)).toEqual([null, null, expect.any(Number), 10]);
  }, 300_000);

  it('shows that rows written are the person IDs that changed, counted in another way', async () => {
    const { code, stdout } = await run('churn', ...SMALL, '--percent', '5');
    expect(code).toBe(0);
    const { measurements } = ChurnDocument.parse(JSON.parse(stdout));
    expect(measurements).toMatchObject([{ percent: 5, written: { personIds: 50 }, isExact: true }]);
  }, 300_000);

  it('fails with a line that says why, where a measurement takes too long', async () => {
    const { code, stdout, stderr } = await run('transform', '--persons', '5000000', '--timeout', '1');
    expect([code, stdout]).toEqual([1, '']);
    expect(stderr.trim().split('\n').at(-1)).toBe('npm run bench: it took more than 1 s (--timeout)');
  });

  it.each([
    ['nothing to measure', [], /transform or churn/],
    ['something unknown', ['speed'], /unknown command 'speed'/],
    ['no persons', ['transform', '--persons', '0'], /whole number from 1/],
    ['a mode that does not exist', ['transform', '--mode', 'partial'], /full, delta/],
    ['a size without a unit', ['churn', '--memory-limit', '3'], /800MB or 3GB/],
  ])('refuses %s with one clear line', async (_, options, says) => {
    const { code, stdout, stderr } = await run(...options);
    expect([code, stdout]).toEqual([2, '']);
    expect(stderr.trim()).toMatch(says);
    expect(stderr.trim().split('\n')).toHaveLength(1);
  });

  it.each([[[]], [['transform']], [['churn']]])('explains itself: %p --help', async (command) => {
    const { code, stdout } = await run(...command, '--help');
    expect([code, stdout]).toEqual([0, expect.stringContaining('Usage: npm run bench -- ')]);
  });
});
