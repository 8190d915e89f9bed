import { TOKEN_SECONDS } from './services/ims/tokens.ts';

/**
 * What is to become of jobs, batches and tokens: the services ask once for each, when it comes into being. Unless a fault
 * says otherwise, it is {@link ORDINARY_FATES}.
 */
export interface Fates {
  exportJob(job: { readonly datasetId: string }): ExportJobFate;
  query(query: { readonly sql: string }): QueryFate;
  /** Of a batch whose rows are all there. */
  batch(batch: { readonly datasetId: string }): BatchFate;
  /** Of a batch on its way into a connection of CJA. */
  arrival(batch: { readonly connectionId: string; readonly datasetId: string }): ArrivalFate;
  token(): TokenFate;
  /** How long a new one can be read by its id, but is not in the list yet. */
  secondsUntilListed(list: 'export-jobs' | 'queries' | 'batches'): number;
}

export interface ExportJobFate {
  /** What it ends with; NEW and PROCESSING: it stays in it. */
  readonly lastStatus: 'NEW' | 'PROCESSING' | 'SUCCEEDED' | 'FAILED';
  readonly errors: readonly { readonly code: string; readonly msg: string }[];
  /** How many profiles its counter has too many. */
  readonly surplusProfiles: number;
}

/** query-service.yaml: error. */
export interface QueryError {
  readonly code: string;
  readonly message: string;
  readonly errorType: 'USER_ERROR' | 'SYSTEM_ERROR';
}

export interface QueryFate {
  /** What it ends with, unless its SQL fails; SUBMITTED and IN_PROGRESS: it stays in it. */
  readonly lastState: 'SUBMITTED' | 'IN_PROGRESS' | 'SUCCESS' | 'FAILED' | 'KILLED' | 'TIMEOUT';
  readonly errors: readonly QueryError[];
  /** How many of its INSERTs come to something; null: all. */
  readonly insertsDone: number | null;
}

export interface BatchFate {
  readonly lastStatus: 'processing' | 'success' | 'failure';
  readonly error: { readonly code: string; readonly description: string };
  /** How many records Catalog counts too many. */
  readonly surplusRecords: number;
}

export interface ArrivalFate {
  readonly isSkipped: boolean;
  readonly lateSeconds: number;
  /** As long as this is so, it does not arrive. */
  readonly isHeldBack: () => boolean;
}

export interface TokenFate {
  readonly livesSeconds: number;
  /** What IMS says about it. */
  readonly announcedSeconds: number;
}

interface OrdinaryFates {
  readonly exportJob: ExportJobFate;
  readonly query: QueryFate;
  readonly batch: BatchFate;
  readonly arrival: ArrivalFate;
  readonly token: TokenFate;
}

export const ORDINARY_FATES: OrdinaryFates = {
  exportJob: { lastStatus: 'SUCCEEDED', errors: [], surplusProfiles: 0 },
  query: { lastState: 'SUCCESS', errors: [], insertsDone: null },
  batch: { lastStatus: 'success', error: { code: '', description: '' }, surplusRecords: 0 },
  arrival: { isSkipped: false, lateSeconds: 0, isHeldBack: () => false },
  token: { livesSeconds: TOKEN_SECONDS, announcedSeconds: TOKEN_SECONDS },
};
