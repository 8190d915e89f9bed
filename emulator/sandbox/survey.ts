import * as z from 'zod';
import { duckdbType, typeAt } from './columns.ts';
import { FieldTypeError, fieldsOf, mergeFields, refuseOtherSpellings, type Fields } from './field-types.ts';
import type { SandboxDataset, SandboxDescription } from './format.ts';
import { readRecordFile, type PlacedRecord, type RecordFormat } from './record-files.ts';
import { SandboxError } from './sandbox-error.ts';
import { surveyUploads, type SurveyedUpload } from './uploads.ts';

export type RecordDataset = Extract<SandboxDataset, { kind: 'profile' | 'event' }>;

/** A record dataset and what its records look like. */
export interface SurveyedDataset {
  /** The dataset's place in the description: merging and numbering follow it. */
  readonly index: number;
  readonly dataset: RecordDataset;
  readonly files: readonly { readonly path: string; readonly format: RecordFormat }[];
  /** The root fields of its records, without `identityMap`. */
  readonly fields: Fields;
}

/** Everything that must be known about the sandbox's files before the first day. */
export interface RecordSurvey {
  readonly datasets: readonly SurveyedDataset[];
  /** The root fields of all profile records together: what a merged profile can carry. */
  readonly profileFields: Fields;
  /** The root fields of all event records together. */
  readonly eventFields: Fields;
  readonly uploads: readonly SurveyedUpload[];
}

/**
 * Reads every record of the sandbox once, whatever day it arrives on, so that columns and types are the same on all days.
 * @throws SandboxError naming the file and the record that cannot be used
 */
export async function surveyRecords(description: SandboxDescription, folder: string): Promise<RecordSurvey> {
  const datasets: SurveyedDataset[] = [];
  for (const [index, dataset] of description.datasets.entries()) {
    if (dataset.kind === 'profile' || dataset.kind === 'event')
      datasets.push(await surveyDataset(index, dataset, folder));
  }
  const profileFields = unionOf(new Map(), datasets, 'profile');
  // Rules may ask about events even where the sandbox has none.
  const eventFields = unionOf(new Map([['timestamp', { kind: 'scalar', type: 'timestamp' }]]), datasets, 'event');
  return { datasets, profileFields, eventFields, uploads: await surveyUploads(description, folder) };
}

async function surveyDataset(index: number, dataset: RecordDataset, folder: string): Promise<SurveyedDataset> {
  const fields: Fields = new Map();
  const files: SurveyedDataset['files'][number][] = [];
  for (const name of dataset.records) {
    const { path, format, records } = await readRecordFile(folder, name);
    for (const record of records) addRecord(fields, record, dataset);
    if (records.length > 0) files.push({ path, format });
  }
  if (files.length === 0) throw new SandboxError([`sandbox.json: datasets[${index}].records: holds no record`]);
  const surveyed = { index, dataset, files, fields };
  refuseUnusable(surveyed);
  return surveyed;
}

function addRecord(fields: Fields, { place, value }: PlacedRecord, { kind }: RecordDataset): void {
  const { identityMap, ...others } = value;
  const problem = kind === 'event' ? eventProblem(others) : profileProblem(others);
  if (problem !== null) throw new SandboxError([`${place}: ${problem}`]);
  if (!IdentityMap.safeParse(identityMap).success)
    throw new SandboxError([`${place}: identityMap: ${IDENTITY_MAP_SHAPE}`]);
  try {
    mergeFields(fields, fieldsOf(Object.entries(others)));
  } catch (error) {
    if (error instanceof FieldTypeError) throw new SandboxError([`${place}: ${error.message}`], { cause: error });
    throw error;
  }
}

/** AEP's own shape of the map; ids may be numbers. Source: XDM mixin "IdentityMap". */
const IdentityMap = z
  .record(
    z.string().min(1),
    z
      .array(
        z.looseObject({
          id: z.union([z.string(), z.number()]).nullish(),
          primary: z.boolean().nullish(),
          authenticatedState: z.string().nullish(),
        }),
      )
      .nullable(),
  )
  .nullish();
const IDENTITY_MAP_SHAPE = 'an object of namespaces with lists of {"id": …, "primary": true or false}';

const Timestamp = z.iso.datetime({ offset: true });

function eventProblem(event: Readonly<Record<string, unknown>>): string | null {
  return Timestamp.safeParse(event.timestamp).success
    ? null
    : 'timestamp: an event needs one, as ISO 8601 date and time with a time zone';
}

/** Names that the rules use for something else, or that are computed and never stated. */
const TAKEN = ['segmentMembership', 'events', 'day'];

function profileProblem(profile: Readonly<Record<string, unknown>>): string | null {
  const taken = TAKEN.find((name) => name in profile);
  return taken === undefined ? null : `${taken}: a profile record cannot carry it, the sandbox computes it`;
}

/** Checks what only all records together can tell: spellings, and that declared identities exist. */
function refuseUnusable({ index, dataset, fields }: SurveyedDataset): void {
  const place = `sandbox.json: datasets[${index}]`;
  try {
    refuseOtherSpellings({ kind: 'struct', fields });
  } catch (error) {
    if (error instanceof FieldTypeError)
      throw new SandboxError([`${place}.records: ${error.message}`], { cause: error });
    throw error;
  }
  for (const [position, identity] of dataset.identities.entries()) {
    if ('path' in identity) refuseNoId(fields, identity.path, `${place}.identities[${position}].path`);
  }
  const timestamp = fields.get('timestamp');
  if (dataset.kind === 'event' && timestamp?.kind === 'scalar')
    fields.set('timestamp', { kind: 'scalar', type: 'timestamp' });
}

/** @throws SandboxError unless the field exists and holds a plain value, from which an id can be made */
export function refuseNoId(fields: Fields, path: string, place: string): void {
  const type = typeAt(fields, path);
  if (type === undefined) throw new SandboxError([`${place}: no record has the field ${path}`]);
  if (type.kind === 'list' || type.kind === 'struct') {
    throw new SandboxError([`${place}: ${path} is ${duckdbType(type)}; an id is text or a number`]);
  }
}

/** Adds the fields of all datasets of a kind to `union`, and gives it back. */
function unionOf(union: Fields, datasets: readonly SurveyedDataset[], kind: RecordDataset['kind']): Fields {
  for (const { index, dataset, fields } of datasets) {
    if (dataset.kind !== kind) continue;
    try {
      mergeFields(union, fields);
      refuseOtherSpellings({ kind: 'struct', fields: union });
    } catch (error) {
      if (!(error instanceof FieldTypeError)) throw error;
      throw new SandboxError(
        [`sandbox.json: datasets[${index}].records: ${error.message} (compared with the earlier datasets)`],
        {
          cause: error,
        },
      );
    }
  }
  return union;
}
