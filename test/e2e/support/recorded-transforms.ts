import { readdir, readFile } from 'node:fs/promises';
import path from 'node:path';
import * as z from 'zod';

const ExportRow = z.object({
  identityMap: z.record(z.string(), z.array(z.object({ id: z.string() }))).nullable(),
  segmentMembership: z.record(z.string(), z.record(z.string(), z.object({ status: z.string() }))).nullable(),
  _acp_system_metadata: z.object({ acp_sourceBatchId: z.string() }),
});
export type ExportRow = z.output<typeof ExportRow>;

const TargetRow = z.object({
  _id: z.string(),
  personID: z.string(),
  _acme: z.object({
    audienceMemberships: z.array(z.object({ id: z.string() })).nullable(),
    refreshRunId: z.string(),
    exportedAt: z.iso.datetime(),
  }),
});
export type TargetRow = z.output<typeof TargetRow>;

/** One transform of a record, as anyone reads it who wants to check it. */
export interface RecordedTransform {
  readonly files: readonly string[];
  readonly statement: string;
  readonly exported: readonly ExportRow[];
  readonly targetBefore: readonly TargetRow[];
  readonly targetAfter: readonly TargetRow[];
}

/** The transforms of a record, in the order in which they ran. */
export async function recordedTransforms(recordFolder: string): Promise<RecordedTransform[]> {
  const folder = path.join(recordFolder, 'transforms');
  const names = (await readdir(folder)).sort();
  return Promise.all(names.map((name) => readTransform(path.join(folder, name))));
}

async function readTransform(folder: string): Promise<RecordedTransform> {
  const rows = async <Row extends z.ZodType>(file: string, row: Row): Promise<z.output<Row>[]> => {
    const lines = (await readFile(path.join(folder, file), 'utf8')).split('\n').filter((line) => line !== '');
    return lines.map((line) => row.parse(JSON.parse(line)));
  };
  return {
    files: (await readdir(folder)).sort(),
    statement: await readFile(path.join(folder, 'statement.sql'), 'utf8'),
    exported: await rows('export.ndjson', ExportRow),
    targetBefore: await rows('target_before.ndjson', TargetRow),
    targetAfter: await rows('target_after.ndjson', TargetRow),
  };
}
