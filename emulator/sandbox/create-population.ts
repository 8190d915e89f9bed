import path from 'node:path';
import { IDENTITY_MAP_COLUMN, SEGMENT_MEMBERSHIP_COLUMN, sparkColumns } from './columns.ts';
import { openDatabase, text, type Database } from './database.ts';
import { writeProfiles } from './export-profiles.ts';
import type { SandboxDescription } from './format.ts';
import { importRecords } from './import-records.ts';
import { checkRules, createMembership, evaluateAudiences } from './membership.ts';
import { eventPersonIds } from './person-ids.ts';
import type { Population, SparkColumn } from './population.ts';
import { rewriteProfiles } from './profiles.ts';
import { SandboxError } from './sandbox-error.ts';
import { createStitching, type Stitching } from './stitching.ts';
import { surveyRecords, type RecordSurvey } from './survey.ts';
import { countMembers } from './truth.ts';
import { importUploads } from './uploads.ts';

export interface PopulationOptions {
  readonly description: SandboxDescription;
  /** The sandbox folder: record files are relative to it. */
  readonly folder: string;
  /** All files that are written must lie in it: rules are other people's SQL, so nothing else can be read or written. */
  readonly workFolder: string;
  /** As DuckDB writes it, such as `1GB`; its own default is 80 % of the machine. */
  readonly memoryLimit?: string;
  /** What `loadSandbox` found out about the records; without it they are read once more. */
  readonly survey?: RecordSurvey;
}

/**
 * The people of a sandbox, nobody of whom is known before `evaluateDay(1, …)`.
 * @throws SandboxError for records, arrival expressions and rules that cannot be used
 */
export async function createPopulation(options: PopulationOptions): Promise<Population> {
  const { description, folder, workFolder, memoryLimit } = options;
  const survey = options.survey ?? (await surveyRecords(description, folder));
  const database = await openDatabase(workFolder, memoryLimit);
  try {
    await importRecords(database, survey);
    await importUploads(database, survey.uploads);
    await database.lock();
    const stitching = await createStitching(database);
    await createMembership(database);
    // Before the first day nobody is known, but every column is, and so the rules can be checked.
    await rewriteProfiles(database, description, survey, 0);
    await checkRules(database, description);
    return population(database, stitching, description, survey);
  } catch (error) {
    database.close();
    throw error;
  }
}

function population(
  database: Database,
  stitching: Stitching,
  description: SandboxDescription,
  survey: RecordSurvey,
): Population {
  let today = 0;
  const inTurn = createTurns();
  return {
    description,
    exportColumns: [IDENTITY_MAP_COLUMN, SEGMENT_MEMBERSHIP_COLUMN, ...sparkColumns(survey.profileFields)],
    recordColumns: (datasetId) => recordColumns(survey, datasetId),
    evaluateDay: (day, at) =>
      inTurn(async () => {
        if (day !== today + 1)
          throw new RangeError(`day ${day} cannot follow day ${today}: each day comes once, in order`);
        today = day;
        await stitching.stitchDay(day);
        await rewriteProfiles(database, description, survey, day);
        await evaluateAudiences(database, description, day, at);
      }),
    exportProfiles: (request) =>
      inTurn(() => writeProfiles(database, { description, fields: survey.profileFields, day: today }, request)),
    truth: (identity, connectionId) =>
      inTurn(() => countMembers(database, { description, survey, day: today }, identity, connectionId)),
    writeEventPersons: (datasetId, personId, file) =>
      inTurn(() =>
        database.run(`
          COPY (SELECT id AS "personID" FROM ${eventPersonIds(description, datasetId, personId, today)} ORDER BY id)
          TO ${text(path.resolve(file))} (FORMAT parquet, COMPRESSION zstd)`),
      ),
    profilesIn: (audienceId) => inTurn(() => countProfiles(database, description, audienceId)),
    close: () =>
      inTurn(() => {
        database.close();
        return Promise.resolve();
      }),
  };
}

function recordColumns(survey: RecordSurvey, datasetId: string): readonly SparkColumn[] {
  const surveyed = survey.datasets.find(({ dataset }) => dataset.id === datasetId);
  if (surveyed === undefined)
    throw new SandboxError([`sandbox.json: datasets: no profile or event dataset is ${datasetId}`]);
  const carriesIdentityMap = surveyed.dataset.identities.some((identity) => 'identityMap' in identity);
  return [...(carriesIdentityMap ? [IDENTITY_MAP_COLUMN] : []), ...sparkColumns(surveyed.fields)];
}

async function countProfiles(
  database: Database,
  { audiences }: SandboxDescription,
  audienceId: string,
): Promise<number> {
  const index = audiences.findIndex(({ id }) => id === audienceId);
  if (index < 0) throw new SandboxError([`sandbox.json: audiences: there is no ${audienceId}`]);
  const [[profiles = 0] = []] = await database.integerColumns(
    `SELECT count(*) FROM membership WHERE is_member AND audience = ${index}`,
  );
  return profiles;
}

/** Lets one piece of work finish before the next begins: an export during an evaluation would see half a day. */
function createTurns(): <T>(work: () => Promise<T>) => Promise<T> {
  let last: Promise<unknown> = Promise.resolve();
  return (work) => {
    const turn = last.then(work, work);
    last = turn;
    return turn;
  };
}
