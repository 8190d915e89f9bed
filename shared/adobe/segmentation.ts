import type { AdobeHttp } from './http.ts';
import { type Audience, getAudience, listAudiences } from './segmentation/audiences.ts';
import {
  cancelExportJob,
  createExportJob,
  type CreateExportJobRequest,
  type ExportJob,
  getExportJob,
  listExportJobs,
} from './segmentation/export-jobs.ts';
import { getMergePolicy, listMergePolicies, type MergePolicy } from './segmentation/merge-policies.ts';
import {
  listSegmentJobs,
  newestSucceededSegmentJob,
  type SegmentJob,
  type SegmentJobFilter,
} from './segmentation/segment-jobs.ts';

export type { Audience } from './segmentation/audiences.ts';
export {
  classifyExportStatus,
  type CreateExportJobRequest,
  type ExportJob,
  type ExportStatus,
} from './segmentation/export-jobs.ts';
export type { MergePolicy } from './segmentation/merge-policies.ts';
export type { SegmentJob, SegmentJobFilter } from './segmentation/segment-jobs.ts';

/** Segmentation and Real-Time Customer Profile. */
export interface SegmentationClient {
  readonly getAudience: (id: string) => Promise<Audience>;
  /** All audiences of the sandbox, asked for page by page. */
  readonly listAudiences: (filter?: { readonly name?: string }) => AsyncIterable<Audience>;
  /** Not to be repeated blindly: look in `listExportJobs` for a job whose answer was lost. */
  readonly createExportJob: (request: CreateExportJobRequest) => Promise<ExportJob>;
  readonly getExportJob: (id: string) => Promise<ExportJob>;
  /** Newest first, asked for page by page. */
  readonly listExportJobs: () => AsyncIterable<ExportJob>;
  /** Marks a running job for cancelling; of a finished one, it deletes the record. */
  readonly cancelExportJob: (id: string) => Promise<void>;
  /** The merge policies of the Profile class. */
  readonly listMergePolicies: () => Promise<MergePolicy[]>;
  readonly getMergePolicy: (id: string) => Promise<MergePolicy>;
  /** Evaluations of audiences, newest first, asked for page by page. */
  readonly listSegmentJobs: (filter?: SegmentJobFilter) => AsyncIterable<SegmentJob>;
  /** The newest evaluation that succeeded, of whatever audiences; null where there is none. */
  readonly newestSucceededSegmentJob: () => Promise<SegmentJob | null>;
}

/** @param http the platform, with a sandbox */
export function createSegmentationClient(http: AdobeHttp): SegmentationClient {
  return {
    getAudience: (id) => getAudience(http, id),
    listAudiences: (filter) => listAudiences(http, filter),
    createExportJob: (request) => createExportJob(http, request),
    getExportJob: (id) => getExportJob(http, id),
    listExportJobs: () => listExportJobs(http),
    cancelExportJob: (id) => cancelExportJob(http, id),
    listMergePolicies: () => listMergePolicies(http),
    getMergePolicy: (id) => getMergePolicy(http, id),
    listSegmentJobs: (filter) => listSegmentJobs(http, filter),
    newestSucceededSegmentJob: () => newestSucceededSegmentJob(http),
  };
}
