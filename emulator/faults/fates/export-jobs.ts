import * as z from 'zod';
import type { ExportJobFate } from '../../fates.ts';
import { OCCASIONS } from '../occasions.ts';

/** What can become of export jobs. */

/** Of export jobs: of those that export into a dataset, if one is named. */
const EXPORT_JOBS = { ...OCCASIONS, datasetId: z.string().optional() };

/** segmentation.yaml: ExportJobResponse.errors, whose example these are. */
const exportErrors = z
  .array(z.strictObject({ code: z.string(), msg: z.string() }))
  .min(1)
  .default([{ code: '0100000003', msg: 'Error in Export Job' }]);

const ExportJobFails = z.strictObject({ kind: z.literal('export-job-fails'), ...EXPORT_JOBS, errors: exportErrors });

const ExportJobStalls = z.strictObject({
  kind: z.literal('export-job-stalls'),
  ...EXPORT_JOBS,
  status: z.enum(['NEW', 'PROCESSING']).default('PROCESSING'),
});

const ExportJobHasErrors = z.strictObject({
  kind: z.literal('export-job-succeeds-with-errors'),
  ...EXPORT_JOBS,
  errors: exportErrors,
});

const ExportJobMiscounts = z.strictObject({
  kind: z.literal('export-job-miscounts'),
  ...EXPORT_JOBS,
  /** How many profiles its counter has too many; negative: too few. */
  by: z.int(),
});

export const EXPORT_JOB_FAULTS = [ExportJobFails, ExportJobStalls, ExportJobHasErrors, ExportJobMiscounts] as const;
export type ExportJobFault = z.output<(typeof EXPORT_JOB_FAULTS)[number]>;

export function changeOfExportJob(fault: ExportJobFault): Partial<ExportJobFate> {
  switch (fault.kind) {
    case 'export-job-fails':
      return { lastStatus: 'FAILED', errors: fault.errors };
    case 'export-job-stalls':
      return { lastStatus: fault.status };
    case 'export-job-succeeds-with-errors':
      return { errors: fault.errors };
    case 'export-job-miscounts':
      return { surplusProfiles: fault.by };
  }
}
