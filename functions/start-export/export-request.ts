import type { CreateExportJobRequest, ExportJob } from '../../shared/adobe/segmentation.ts';
import type { ExportGroup } from '../../shared/steps/export.ts';

/** Realized now, or `existing` as Profile wrote it before May 2023 (segmentation.yaml: the default of `status`). */
const MEMBER_STATUSES = ['realized', 'existing'] as const;

/**
 * The export job for the audiences of one merge policy.
 * `emptyProfiles`: without it people known by their events only are missing from their own audience.
 */
export function exportRequest(group: ExportGroup): CreateExportJobRequest {
  return {
    fields: group.fields,
    mergePolicy: { id: group.mergePolicyId },
    filter: {
      segments: group.audiences.map(({ id, membershipNamespace }) => ({
        segmentId: id,
        segmentNs: membershipNamespace,
        status: [...MEMBER_STATUSES],
      })),
      emptyProfiles: true,
    },
    destination: { datasetId: group.datasetId, segmentPerBatch: false },
    schema: { name: '_xdm.context.profile' },
  };
}

/** Whether a listed job asks for exactly what this group asks for. */
export function isSameExport(job: ExportJob, group: ExportGroup): boolean {
  return (
    job.destination.datasetId === group.datasetId &&
    job.mergePolicyId === group.mergePolicyId &&
    sameSet(
      job.fields.split(',').map((field) => field.trim()),
      group.fields.split(','),
    ) &&
    sameSet(
      job.segments.map((segment) => `${segment.segmentNs}/${segment.segmentId}`),
      group.audiences.map((audience) => `${audience.membershipNamespace}/${audience.id}`),
    )
  );
}

function sameSet(left: readonly string[], right: readonly string[]): boolean {
  return left.length === right.length && new Set([...left, ...right]).size === new Set(left).size;
}
