import * as z from 'zod';
import { text, type Database } from './database.ts';
import type { ExternalAudience, SandboxDescription } from './format.ts';
import { readRecordFile, type RecordFormat } from './record-files.ts';
import { SandboxError } from './sandbox-error.ts';

/** The members of an external audience, as its files list them. */
export interface SurveyedUpload {
  /** The audience's place in the description. */
  readonly index: number;
  readonly audience: ExternalAudience;
  readonly files: readonly { readonly path: string; readonly format: RecordFormat }[];
}

const Day = z.int().min(1);

const Member = z
  .strictObject({ id: z.union([z.string(), z.int()]), joinsOnDay: Day.default(1), leavesOnDay: Day.optional() })
  .refine(({ joinsOnDay, leavesOnDay }) => leavesOnDay === undefined || leavesOnDay > joinsOnDay, {
    path: ['leavesOnDay'],
    message: 'nobody leaves before the day after joining',
  });

/** @throws SandboxError naming the file and the member that cannot be used */
export async function surveyUploads({ audiences }: SandboxDescription, folder: string): Promise<SurveyedUpload[]> {
  const uploads: SurveyedUpload[] = [];
  for (const [index, audience] of audiences.entries()) {
    if (audience.kind !== 'external') continue;
    const files: SurveyedUpload['files'][number][] = [];
    for (const name of audience.members) {
      const { path, format, records } = await readRecordFile(folder, name);
      for (const { place, value } of records) refuseNoMember(place, value);
      // DuckDB finds no columns in a file without a record.
      if (records.length > 0) files.push({ path, format });
    }
    uploads.push({ index, audience, files });
  }
  return uploads;
}

function refuseNoMember(place: string, value: unknown): void {
  const [issue] = Member.safeParse(value).error?.issues ?? [];
  if (issue === undefined) return;
  throw new SandboxError([`${place}: ${[...issue.path.map(String), issue.message].join(': ')}`]);
}

/** Fills `uploaded_members`: audience (its place in the description), namespace, id, joins_on_day, leaves_on_day (NULL: never). */
export async function importUploads(database: Database, uploads: readonly SurveyedUpload[]): Promise<void> {
  await database.run(
    'CREATE TABLE uploaded_members (audience INTEGER, namespace VARCHAR, id VARCHAR, joins_on_day INTEGER, leaves_on_day INTEGER)',
  );
  for (const { index, audience, files } of uploads) {
    for (const { path, format } of files) {
      await database.run(`
        INSERT INTO uploaded_members
        SELECT ${index}, ${text(audience.identityNamespace)}, id, coalesce("joinsOnDay", 1), "leavesOnDay"
        FROM read_json(${text(path)}, format = '${format}', columns = {id: 'VARCHAR', "joinsOnDay": 'INTEGER', "leavesOnDay": 'INTEGER'})`);
    }
  }
}

/** SQL of the persons (`person`) who are in an external audience on a day: any of their ids is on its list then. */
export function uploadedMembers(index: number, day: number): string {
  return `(
    SELECT DISTINCT i.person
    FROM uploaded_members u JOIN person_ids i ON i.namespace = u.namespace AND i.id = u.id
    WHERE u.audience = ${index} AND u.joins_on_day <= ${day} AND (u.leaves_on_day IS NULL OR u.leaves_on_day > ${day})
  )`;
}
