import type { PersonIdSource, SandboxDescription } from './format.ts';

/** A column as Query Service shows it: the type is Spark SQL (`string`, `bigint`, `map<string,array<struct<id:string,primary:boolean>>>`). */
export interface SparkColumn {
  readonly name: string;
  readonly type: string;
}

/** Which identity counts as the person ID, as a sync defines it. */
export type IdentityChoice =
  { readonly namespace: string; readonly which: 'all' | 'primary' } | { readonly path: string };

export interface AudienceTruth {
  readonly id: string;
  readonly name: string;
  /** Distinct person IDs in the audience since the day's evaluation. */
  readonly members: number;
  /** Those of them with at least one event that has arrived in the connection. */
  readonly reportable: number;
}

export interface ProfileExportRequest {
  readonly mergePolicyId: string;
  /** Row filter as in an export job; `null` exports every profile. */
  readonly segments:
    readonly { readonly id: string; readonly namespace: string; readonly statuses: readonly string[] }[] | null;
  /** Root fields or dotted paths to carry; `null` = all. Columns that are not asked for are NULL. */
  readonly fields: readonly string[] | null;
  /** `emptyProfiles: true`: persons known by events only, too. */
  readonly includesEventOnly: boolean;
  /** Where the parquet file goes: within the work folder. */
  readonly file: string;
}

export interface ProfileExportResult {
  readonly profiles: number;
  /** How many of the exported profiles carry an identity of a namespace. */
  readonly profilesByNamespace: Readonly<Record<string, number>>;
}

/**
 * The people of a sandbox: who is known on a simulated day, as which merged profile, in which audiences.
 * Everything is computed from the records; memberships are stated only by the lists of external audiences.
 */
export interface Population {
  readonly description: SandboxDescription;
  /** The columns of the export dataset: `identityMap`, `segmentMembership`, and the root fields of the profile records. */
  readonly exportColumns: readonly SparkColumn[];
  /** The root columns of an event or profile record dataset, for its schema. */
  recordColumns(datasetId: string): readonly SparkColumn[];
  /** Lets the records of `day` arrive, stitches, merges and evaluates every audience as of `at` (epoch ms). Days follow one another from 1. */
  evaluateDay(day: number, at: number): Promise<void>;
  exportProfiles(request: ProfileExportRequest): Promise<ProfileExportResult>;
  /** Member and reportable counts for every audience; `null` connection: reportable counts no one. */
  truth(identity: IdentityChoice, connectionId: string | null): Promise<readonly AudienceTruth[]>;
  /** The distinct person IDs of the events of a dataset that have arrived, as a parquet file with the one column `personID`. */
  writeEventPersons(datasetId: string, personId: PersonIdSource, file: string): Promise<void>;
  /** Number of persons in an audience (for the Audiences API's metrics): profiles, not person IDs. */
  profilesIn(audienceId: string): Promise<number>;
  close(): Promise<void>;
}
