import * as z from 'zod';
import type { SandboxDescription } from '../../sandbox/format.ts';
import { fieldOf, parseSparkType, type SparkType } from '../../sql/spark-types.ts';
import { membershipNamespaceOf } from '../../sandbox/membership.ts';
import { defaultMergePolicy } from '../../sandbox/merge-policy.ts';
import type { SparkColumn } from '../../sandbox/population.ts';
import { notModelled } from '../errors.ts';

/**
 * The body of `POST /export/jobs` (segmentation.yaml: CreateExportJobRequest). Unlike the contract, unknown keys are
 * refused: a misspelt `filter` would export everybody without a word.
 */
export const ExportRequest = z.strictObject({
  fields: z.string().min(1).optional(),
  mergePolicy: z.strictObject({ id: z.string(), version: z.number().optional() }).optional(),
  filter: z
    .strictObject({
      segments: z
        .array(
          z.strictObject({
            segmentId: z.string(),
            segmentNs: z.string().default('ups'),
            status: z
              .array(z.enum(['realized', 'existing', 'exited']))
              .min(1)
              .default(['realized', 'existing']),
          }),
        )
        .default([]),
      segmentQualificationTime: z.object({}).optional(),
      fromIngestTimestamp: z.string().optional(),
      emptyProfiles: z.boolean().default(false),
    })
    .prefault({}),
  additionalFields: z.object({}).optional(),
  destination: z.strictObject({ datasetId: z.string(), segmentPerBatch: z.boolean().default(false) }),
  schema: z.strictObject({ name: z.literal('_xdm.context.profile') }),
  evaluationInfo: z.strictObject({ segmentation: z.boolean() }).optional(),
});
export type ExportRequest = z.output<typeof ExportRequest>;

/** @throws Refused (501) where the request asks for what the emulator cannot do */
export function refuseUnmodelled({ filter, additionalFields, destination, evaluationInfo }: ExportRequest): void {
  if (filter.segmentQualificationTime !== undefined)
    throw notModelled('filter.segmentQualificationTime of export jobs');
  if (filter.fromIngestTimestamp !== undefined) throw notModelled('filter.fromIngestTimestamp of export jobs');
  if (additionalFields !== undefined) throw notModelled('additionalFields (events) of export jobs');
  if (destination.segmentPerBatch) throw notModelled('destination.segmentPerBatch of export jobs');
  if (evaluationInfo?.segmentation === true) throw notModelled('evaluationInfo.segmentation of export jobs');
}

/** What is wrong with a request in this sandbox, in words; null: nothing. */
export function problemOfRequest(
  { destination, filter, mergePolicy }: ExportRequest,
  sandbox: SandboxDescription,
): string | null {
  const dataset = sandbox.datasets.find(({ id }) => id === destination.datasetId);
  if (dataset === undefined) return `there is no dataset ${destination.datasetId}`;
  if (dataset.kind !== 'export') return `dataset ${dataset.id} does not have the Profile union schema`;
  const unknown = filter.segments.filter(
    ({ segmentId, segmentNs }) =>
      !sandbox.audiences.some((audience) => audience.id === segmentId && membershipNamespaceOf(audience) === segmentNs),
  );
  if (unknown.length > 0) {
    return `there is no segment ${unknown.map(({ segmentId, segmentNs }) => `${segmentId} in ${segmentNs}`).join(', ')}`;
  }
  if (mergePolicy !== undefined && !sandbox.mergePolicies.some(({ id }) => id === mergePolicy.id)) {
    return `there is no merge policy ${mergePolicy.id}`;
  }
  return null;
}

/** The request's own policy, else that of its first segment, else the default one (segmentation.yaml: createExportJob). */
export function mergePolicyOf({ mergePolicy, filter }: ExportRequest, sandbox: SandboxDescription): string {
  const first = filter.segments[0]?.segmentId;
  const ofSegment = sandbox.audiences.find(({ id }) => id === first)?.mergePolicyId;
  return mergePolicy?.id ?? ofSegment ?? defaultMergePolicy(sandbox).id;
}

export function fieldsOf({ fields }: ExportRequest): string[] | null {
  return fields?.split(',').map((field) => field.trim()) ?? null;
}

/** Which of the requested fields the export dataset's schema does not have. */
export function unknownFields(fields: readonly string[], columns: readonly SparkColumn[]): string[] {
  const root: SparkType = {
    kind: 'struct',
    fields: columns.map(({ name, type }) => ({ name, type: parseSparkType(type) })),
  };
  return fields.filter((field) => !hasField(root, field.split('.')));
}

function hasField(type: SparkType, [name, ...rest]: readonly string[]): boolean {
  if (name === undefined) return true;
  const field = fieldOf(type, name);
  return field?.name === name && hasField(field.type, rest);
}
